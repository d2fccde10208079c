import type { Authority } from "./attribute.ts";
import { type Reach, readCondition } from "./condition.ts";
import { sourceOfAttribute, type Written } from "./names.ts";
import type { AttributeOutline, EntityOutline, Reading } from "./outline.ts";
import { believedByElement } from "./read-type.ts";
import { at, itemsAt, type Node, textAt, textOf } from "./tree.ts";

/** Who is believed for an attribute, in the order of asking. */
export function readAuthorities(
  outlined: AttributeOutline,
  entity: EntityOutline,
  reading: Reading,
): readonly Authority[] {
  const { faults } = reading;
  const items = itemsAt(outlined.node, "authority");
  const derived = at(outlined.node, "derived") !== null;
  if (items.length === 0 && outlined.ownType !== null && !derived)
    faults.error(
      outlined.place,
      "missing-authority",
      `nobody is the authority of '${outlined.declared}'`,
      "name a source, a system, or hub for facts entered here",
    );
  const keyed = keyAskedBy(outlined, entity);
  const isUnion = at(outlined.node, "combine") !== null;
  let always: Node | null = null;
  const authorities: Authority[] = [];
  for (const item of items) {
    if (always !== null && !isUnion) {
      const hint = `the one on line ${always.place.line} has no condition and always holds`;
      faults.warn(item.place, "unreachable-authority", "this authority is never asked", hint);
    }
    const written = namedSource(item, "authority", reading);
    if (written === null) continue;
    const when = at(item, "when");
    if (when === null) always ??= item;
    const condition = readCondition(when, { entity, only: null, across: true, keyed }, reading);
    const of = { entity, attribute: outlined.declared, role: "the authority" };
    const source = written.text === "hub" ? "hub" : sourceOfAttribute(written, of, reading);
    if (source !== null) authorities.push({ place: item.place, source, when: condition });
  }
  return authorities;
}

/** What `key` is in a condition: the code of an attribute `per` a list, or what tells an element of a list from others. */
function keyAskedBy(
  { qualifier, declared, node, ownType }: AttributeOutline,
  entity: EntityOutline,
): Reach["keyed"] {
  if (qualifier !== null) return { codes: entity.declared.get(declared)?.name ?? null };
  if (ownType?.kind !== "list" || !believedByElement(node, ownType)) return null;
  const { of, keyedBy } = ownType;
  const key = of.kind === "group" ? of.fields.get(keyedBy ?? "")?.type : of;
  return { codes: key?.kind === "code" ? key.codes : null };
}

/** The name of a source in its short form, or under `source` or `system`; exactly one of the two. */
export function namedSource(item: Node, role: string, { faults }: Reading): Written | null {
  const short = textOf(item);
  if (short !== null) return { text: short, node: item };
  if (item.kind !== "map") return null;
  const key = item.entries.has("source") ? "source" : "system";
  const text = textAt(item, key);
  if (item.entries.has("source") && item.entries.has("system"))
    faults.error(
      item.place,
      "contradiction",
      `'source' and 'system' both name the ${role}`,
      "leave one of them out",
    );
  else if (!item.entries.has(key))
    faults.error(
      item.place,
      "missing-key",
      `the ${role} has no name`,
      "write `source: <source>` or `system: <system>`",
    );
  return text === null ? null : { text, node: at(item, key) ?? item };
}
