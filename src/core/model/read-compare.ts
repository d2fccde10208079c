import type { Attribute } from "./attribute.ts";
import type { AttributeOutline, EntityOutline, Reading } from "./outline.ts";
import { standardiseOf } from "./read-type.ts";
import { at, entriesAt, placeOf, textsAt } from "./tree.ts";
import type { Compare, Standardise, ValueType } from "./value-type.ts";
import { ignorable } from "./vocabulary-words.ts";

const textual: readonly ValueType["kind"][] = ["text", "email", "phone", "url", "code"];
const measured: readonly ValueType["kind"][] = [
  "integer",
  "decimal",
  "float",
  "money",
  "quantity",
  "date",
  "timestamp",
];

/** How values are changed as they come in. */
export function readStandardise(
  { declared: name, node }: AttributeOutline,
  type: ValueType | null,
  { faults }: Reading,
): readonly Standardise[] {
  const words = textsAt(node, "standardise");
  if (words.length > 0 && type !== null && !textual.includes(type.kind))
    faults.error(
      placeOf(node, "standardise"),
      "wrong-type",
      `'standardise' belongs to ${textual.join(", ")}, and '${name}' is ${type.kind}`,
      "leave it out; what sources write in their own way is mapped in their fields",
    );
  return standardiseOf(node);
}

/** What counts as equal. */
export function readCompare(
  { declared: name, node }: AttributeOutline,
  of: { readonly entity: EntityOutline; readonly type: ValueType | null },
  { outline, faults }: Reading,
): Compare {
  const compare = at(node, "compare");
  const kind = of.type?.kind;
  // Texts in a list are compared as texts are; a list as such is at no distance from another.
  const elements = of.type?.kind === "list" ? of.type.of.kind : kind;
  for (const [key, kinds, compared] of [
    ["ignore", textual, elements],
    ["max-length", textual, elements],
    ["tolerance", measured, kind],
  ] as const)
    if (compared !== undefined && at(compare, key) !== null && !kinds.includes(compared))
      faults.error(
        placeOf(compare ?? node, key),
        "wrong-type",
        `'${key}' belongs to ${kinds.join(", ")}, and '${name}' is ${kind}`,
        "leave it out",
      );
  const maxLength = entriesAt(compare, "max-length").flatMap(({ key, value }) => {
    const known = new Set([...of.entity.sources.keys(), ...outline.systems.keys()]);
    if (!known.has(key.text))
      faults.unknown(key.place, "unknown-system", { noun: "system", name: key.text, known });
    return value.kind === "scalar" && typeof value.value === "number"
      ? [[key.text, value.value] as const]
      : [];
  });
  const tolerance = at(compare, "tolerance");
  return {
    ignore: new Set(
      textsAt(compare, "ignore").flatMap(({ text }) => ignorable.find((word) => word === text) ?? []),
    ),
    tolerance:
      tolerance?.kind === "scalar"
        ? readTolerance(tolerance.text, placeOf(compare ?? node, "tolerance"), faults)
        : null,
    maxLength: new Map(maxLength),
  };
}

function readTolerance(text: string, place: Attribute["place"], faults: Reading["faults"]): string {
  if (text.startsWith("-"))
    faults.error(
      place,
      "wrong-shape",
      "a tolerance is not below zero",
      "write how far apart two values may be: 0.01",
    );
  return text;
}
