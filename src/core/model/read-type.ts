import { targetTypes } from "../value/references.ts";
import { isUnit, unitHint } from "../value/units.ts";
import type { Faults } from "./fault.ts";
import type { CodeList } from "./model.ts";
import type { Place } from "./place.ts";
import { type Shared, withNamedType } from "./shared.ts";
import { titleOf } from "./title.ts";
import { at, booleanAt, choiceAt, entriesAt, type Node, placeOf, textAt, textOf, textsAt } from "./tree.ts";
import type { GroupField, GroupType, ListType, ScalarType, Standardise, ValueType } from "./value-type.ts";
import { listKinds, scalarNames, standardisers, typeNames } from "./vocabulary-words.ts";

/** What the reading of a type needs besides its node. */
export interface TypeContext {
  readonly place: Place;
  readonly codes: ReadonlyMap<string, CodeList>;
  readonly types: Shared["types"];
  readonly faults: Faults;
}

/**
 * The declared type of an attribute with what belongs to it; `null` where it has none that can be used. Its named
 * type has been put into the node.
 */
export function readType(name: string, node: Node, context: TypeContext): ValueType | null {
  const kind = kindOf(name, node, context);
  if (kind === null) return null;
  if (kind === "list") return readList(name, node, context);
  return kind === "group" ? readGroup(name, node, context) : readScalar(name, node, kind, context);
}

/** The steps of `standardise`, as written. */
export function standardiseOf(node: Node): readonly Standardise[] {
  return textsAt(node, "standardise").flatMap(
    ({ text }) => standardisers.find((word) => word === text) ?? [],
  );
}

/**
 * Whether each element of a list is a fact of its own: of one that is keyed, unless it is believed whole, and of a
 * union. The name of such a fact holds its key and stands in the log for ever: a list that is personal or sensitive is
 * one fact, unless the model says in so many words that its keys may be known.
 */
export function believedByElement(node: Node | null, type: ValueType | null): boolean {
  if (type?.kind !== "list") return false;
  const believed = textAt(node, "believed");
  const sealed = textAt(node, "personal") !== null || booleanAt(node, "sensitive") === true;
  if (sealed) return type.as === "keyed" && believed === "per-key";
  // What tells one element from another would be a reference, in the words of whoever states it.
  if (type.as !== "keyed" && targetTypes(type).size > 0) return false;
  return textAt(node, "combine") !== null || (type.as === "keyed" && believed !== "whole");
}

function kindOf(
  name: string,
  node: Node,
  { place, types, faults }: TypeContext,
): (typeof typeNames)[number] | null {
  const written = textOf(node) ?? textAt(node, "type");
  const known = [...typeNames, ...types.keys()];
  if (written === null) {
    if (at(node, "type") !== null) return null; // Of the wrong shape.
    const hint = `one of ${known.join(", ")}; or 'copy-of'`;
    if (node.kind === "map") faults.error(place, "missing-type", `'${name}' has no type`, hint);
    else if (node.kind === "scalar" && node.value === null)
      faults.error(place, "missing-type", `nothing is said of '${name}'`, hint);
    return null;
  }
  const kind = typeNames.find((word) => word === written) ?? null;
  if (kind === null) {
    if (!types.has(written))
      faults.unknown(placeOf(node, "type"), "unknown-type", { noun: "type", name: written, known });
    return null;
  }
  for (const [key, of] of belongings)
    if (!of.includes(kind) && at(node, key) !== null)
      faults.error(
        placeOf(node, key),
        "wrong-type",
        `'${key}' belongs to the type ${of.join(" or ")}, and '${name}' is ${kind}`,
        `leave it out, or write type: ${of[0]}`,
      );
  return kind;
}

const belongings: readonly (readonly [string, readonly (typeof typeNames)[number][]])[] = [
  ["zone", ["timestamp"]],
  ["currency", ["money"]],
  ["codes", ["code"]],
  ["to", ["ref"]],
  ["unit", ["quantity"]],
  ["fields", ["group"]],
  ["of", ["list"]],
  ["as", ["list"]],
  ["keyed-by", ["list"]],
  ["believed", ["list"]],
  ["combine", ["list"]],
  ["hierarchy", ["ref"]],
];

function readScalar(
  name: string,
  node: Node,
  kind: Exclude<(typeof typeNames)[number], "group" | "list">,
  { place, codes, faults }: TypeContext,
): ScalarType | null {
  const needed = (key: string, what: string, hint: string): string | null => {
    const text = textAt(node, key);
    if (text === null && at(node, key) === null)
      faults.error(place, "missing-type", `'${name}' ${what}`, hint);
    return text;
  };
  switch (kind) {
    case "timestamp":
      return { kind, zone: booleanAt(node, "zone") ?? true };
    case "money":
      return { kind, currency: textAt(node, "currency") };
    case "quantity": {
      const unit = needed("unit", "is a quantity in which unit?", "write `unit: kg`");
      if (unit === null) return null;
      if (isUnit(unit)) return { kind, unit };
      faults.error(placeOf(node, "unit"), "unknown-unit", `unknown unit '${unit}'`, unitHint(unit));
      return null;
    }
    case "code": {
      const list = needed("codes", "is a code of which list?", "write `codes: <code list>`");
      if (list === null) return null;
      if (codes.has(list)) return { kind, codes: list };
      const known = codes.keys();
      faults.unknown(placeOf(node, "codes"), "unknown-codes", { noun: "code list", name: list, known });
      return null;
    }
    case "ref": {
      const to = needed("to", "refers to what?", "write `to: <entity type>`");
      return to === null ? null : { kind, to };
    }
    default:
      return { kind };
  }
}

function readGroup(name: string, node: Node, context: TypeContext): GroupType | null {
  const { place, types, faults } = context;
  const entries = entriesAt(node, "fields");
  if (entries.length === 0) {
    faults.error(
      place,
      "missing-type",
      `the group '${name}' has no fields`,
      "write `fields: { street: text }`",
    );
    return null;
  }
  const fields = new Map<string, GroupField>();
  for (const { key, value } of entries) {
    const part = withNamedType(value, types, faults);
    const kind = kindOf(`${name}.${key.text}`, part, { ...context, place: key.place });
    if (kind === null) continue;
    const scalar = scalarNames.find((word) => word === kind);
    if (scalar === undefined) {
      const message = `the field '${key.text}' of the group '${name}' is ${kind}`;
      faults.error(placeOf(part, "type"), "wrong-type", message, `it can be: ${scalarNames.join(", ")}`);
      continue;
    }
    const type = readScalar(`${name}.${key.text}`, part, scalar, { ...context, place: key.place });
    if (type !== null)
      fields.set(key.text, {
        name: key.text,
        title: textAt(part, "title") ?? titleOf(key.text),
        description: textAt(part, "description") ?? "",
        type,
        standardise: standardiseOf(part),
        required: booleanAt(part, "required") ?? false,
      });
  }
  return fields.size === entries.length ? { kind: "group", fields } : null;
}

function readList(name: string, node: Node, context: TypeContext): ListType | null {
  const { place, types, faults } = context;
  const written = at(node, "of");
  if (written === null) {
    faults.error(place, "missing-type", `'${name}' is a list of what?`, "write `of: text`");
    return null;
  }
  const element = withNamedType(written, types, faults);
  const what = `an element of ${name}`;
  const kind = kindOf(what, element, { ...context, place: element.place });
  if (kind === null) return null;
  if (kind === "list") {
    const hint = "elements are single values or groups";
    faults.error(placeOf(element, "type"), "wrong-type", `'${name}' is a list of ${kind}`, hint);
    return null;
  }
  const inner = { ...context, place: element.place };
  const of = kind === "group" ? readGroup(what, element, inner) : readScalar(what, element, kind, inner);
  if (of === null) return null;
  const standardise = standardiseOf(element);
  const as = choiceAt(node, "as", listKinds, null);
  const keyedBy = textAt(node, "keyed-by");
  if (keyedBy === null) return { kind: "list", of, as: as ?? "set", keyedBy: null, standardise };
  if (as !== null)
    faults.error(
      placeOf(node, "as"),
      "contradiction",
      `'${name}' is keyed-by a field, and a ${as}`,
      "leave `as` out",
    );
  if (of.kind !== "group") {
    const hint = "write `of: { type: group, fields: … }`";
    faults.error(
      placeOf(node, "keyed-by"),
      "wrong-type",
      `'${name}' is keyed by a field and no list of groups`,
      hint,
    );
    return null;
  }
  if (!of.fields.has(keyedBy)) {
    const known = of.fields.keys();
    faults.unknown(placeOf(node, "keyed-by"), "unknown-attribute", {
      noun: "field",
      of: name,
      name: keyedBy,
      known,
    });
    return null;
  }
  const kindOfKey = of.fields.get(keyedBy)?.type.kind;
  if (kindOfKey === "ref" || kindOfKey === "json") {
    const message = `'${name}' is keyed by '${keyedBy}', which is ${kindOfKey}`;
    const hint =
      "a key is the same wherever it is written; key it by something else, or leave `keyed-by` out";
    faults.error(placeOf(node, "keyed-by"), "wrong-type", message, hint);
    return null;
  }
  return { kind: "list", of, as: "keyed", keyedBy, standardise };
}
