import type { Attribute, Copy } from "./attribute.ts";
import { columnsOf } from "./columns.ts";
import { referenceFields } from "./fact-attribute.ts";
import type { EntityOutline, Reading } from "./outline.ts";
import type { SourceDraft } from "./read-source.ts";
import type { Field } from "./source.ts";
import { itemsAt, type Node, textOf, textsAt } from "./tree.ts";

/** Refuses copies that are written through a mapping that cannot be turned round. */
export function checkWritten(
  of: {
    readonly entity: EntityOutline;
    readonly sources: readonly SourceDraft[];
    readonly attributes: ReadonlyMap<string, Attribute>;
  },
  reading: Reading,
): void {
  for (const source of of.sources) {
    const byColumn = new Map<string, string>();
    for (const attribute of of.attributes.values()) {
      const copy = attribute.copies.find((one) => one.source === source.name && one.write);
      const field = source.fields.get(attribute.name);
      if (copy === undefined || field === undefined) continue;
      const why = whyNot(attribute, field, reading);
      if (why !== null) refuse(copy, { attribute: attribute.name, why }, reading);
      for (const column of columnsOf(field)) {
        // One column beside another that says for which code the record speaks is a column for each code.
        const place = `${column}\0${field.spokenFor?.spelled ?? ""}`;
        const other = byColumn.get(place);
        if (other !== undefined) {
          const shared = `its column '${column}' is that of '${other}' too`;
          refuse(copy, { attribute: attribute.name, why: shared }, reading);
        }
        byColumn.set(place, attribute.name);
      }
    }
  }
}

function refuse(
  copy: Copy,
  of: { readonly attribute: string; readonly why: string },
  { faults }: Reading,
): void {
  faults.error(
    copy.place,
    "no-inverse",
    `'${of.attribute}' cannot be written to '${copy.source}': ${of.why}`,
    "mend the field, or say `write: false` of the copy",
  );
}

/** Why no value can be put through the field in the other direction; `null` where it can. */
function whyNot(attribute: Attribute, field: Field, reading: Reading): string | null {
  const { type } = attribute;
  if (field.scale !== null && !hasFiniteInverse(field.scale))
    return `a value divided by ${field.scale} has no end of digits`;
  if (type.kind === "money" && type.currency === null && field.currency !== null)
    return `the field can hold ${field.currency} only, and the attribute any currency`;
  for (const { to, field: one } of referenceFields(type, field)) {
    const target = reading.outline.entities.get(to);
    if (target !== undefined && one.by !== null && !tellsApart(target, one.by))
      return `'${one.by}' does not tell one '${to}' from another (it is no \`match-on\` key by itself)`;
  }
  return null;
}

/** Whether 1 divided by a positive decimal ends: its digits without the point hold no prime factor but 2 and 5. */
export function hasFiniteInverse(scale: string): boolean {
  // NOTE: digits of a thousand places would make the division slow; nobody scales by such a number.
  const digits = scale.replace(".", "").replace(/^0+|0+$/g, "");
  if (digits === "" || digits.length > 40) return false;
  let rest = BigInt(digits);
  for (const factor of [2n, 5n]) while (rest % factor === 0n) rest /= factor;
  return rest === 1n;
}

/** Whether a value of the attribute means one entity: a `match-on` of it alone, or a source whose whole key it is. */
function tellsApart(target: EntityOutline, attribute: string): boolean {
  const rules = itemsAt(target.node, "match-on").map((rule) => keysOf(rule));
  if (rules.some((keys) => keys.length === 1 && keys[0] === attribute)) return true;
  return [...target.sources.values()].some(({ node }) => {
    const key = textsAt(node, "key").map(({ text }) => text);
    return key.length === 1 && key[0] === columnOf(node, attribute);
  });
}

function keysOf(rule: Node): readonly string[] {
  return rule.kind === "list"
    ? rule.items.flatMap((item) => textOf(item) ?? [])
    : textsAt(rule, "keys").map(({ text }) => text);
}

function columnOf(source: Node, attribute: string): string | null {
  const fields = source.kind === "map" ? source.entries.get("fields")?.value : undefined;
  const field = fields?.kind === "map" ? fields.entries.get(attribute)?.value : undefined;
  if (field === undefined) return null;
  return textOf(field) ?? (field.kind === "map" ? textOf(field.entries.get("from")?.value ?? null) : null);
}
