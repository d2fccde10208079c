import type { Approval, Attribute, Expression } from "./attribute.ts";
import { readCondition, readValueOf } from "./condition.ts";
import type { AttributeOutline, EntityOutline, Reading } from "./outline.ts";
import { at, choiceAt, type Node, numberAt, placeOf, textAt, textsAt } from "./tree.ts";
import type { ValueType } from "./value-type.ts";
import { approvable, meanwhiles } from "./vocabulary-words.ts";

/** Who must approve a value of an attribute before it is believed. */
export function readApproval({ node, copyOf }: AttributeOutline, reading: Reading): Approval | null {
  const approve = at(node, "approve");
  if (approve === null) return null;
  const by = textAt(approve, "by");
  if (by === null) return null;
  checkPeople(approve, by, reading);
  const written = textsAt(approve, "for");
  if (copyOf !== null && (written.length === 0 || written.some(({ text }) => text !== "override")))
    reading.faults.error(
      placeOf(node, "approve"),
      "contradiction",
      `it is a copy of ${copyOf.reference}.${copyOf.attribute}, and only an override of it can be approved here`,
      `write \`for: [override]\`; what it copies is approved where it comes from`,
    );
  const count = numberAt(approve, "count") ?? 1;
  const members = reading.outline.people.get(by)?.members.length ?? count;
  if (members < count)
    reading.faults.warn(
      placeOf(approve, "by"),
      "contradiction",
      `${count} of '${by}' have to agree, and it has ${members === 0 ? "no members" : `${members}`}`,
      "what waits would wait for ever: name its members, or ask for fewer",
    );
  const words = written.flatMap(({ text }) => approvable.find((word) => word === text) ?? []);
  return {
    place: placeOf(node, "approve"),
    for: new Set(words.length === 0 ? approvable : words),
    by,
    count,
    meanwhile: choiceAt(approve, "meanwhile", meanwhiles, "keep-last"),
  };
}

/** What gives the value of an attribute that is derived. Nobody is its authority, and nobody corrects it itself. */
export function readDerived(
  { declared, node }: AttributeOutline,
  of: { readonly entity: EntityOutline; readonly type: ValueType | null },
  reading: Reading,
): Expression | null {
  const derived = at(node, "derived");
  if (derived === null || of.type === null) return null;
  const place = placeOf(node, "derived");
  for (const key of ["authority", "fallback", "survivorship", "handover", "approve", "edits"])
    if (at(node, key) !== null)
      reading.faults.error(
        placeOf(node, key),
        "contradiction",
        `'${declared}' is derived and has '${key}'`,
        `leave '${key}' out: it is corrected at what it is derived from`,
      );
  if (textAt(node, "subject") === "value")
    reading.faults.error(
      placeOf(node, "subject"),
      "contradiction",
      `'${declared}' is derived, so no person is named by its value alone`,
      "leave 'subject' out: it is sealed for the entity",
    );
  for (const source of of.entity.sources.values())
    if (source.maps.has(declared) && at(node, "copies") === null)
      reading.faults.warn(
        place,
        "contradiction",
        `'${declared}' is derived, and '${source.name}' has a field for it`,
        `what the source says of it is never believed: take the field out, or name it among 'copies'`,
      );
  return readValueOf(
    derived,
    { entity: of.entity, only: null, across: true, keyed: null, type: of.type },
    reading,
  );
}

/** Whether a copy of an attribute may differ for a time by an edit there. */
export function readLocal(
  { declared, node: attribute }: AttributeOutline,
  entity: EntityOutline,
  reading: Reading,
): Attribute["edits"]["local"] {
  const node = at(at(attribute, "edits"), "local");
  if (node === null) return null;
  if (at(attribute, "copies") === null)
    reading.faults.error(
      placeOf(at(attribute, "edits") ?? attribute, "local"),
      "contradiction",
      `'${declared}' has no copies, so nothing of it can differ`,
      "name the copies that may, or leave 'local' out",
    );
  const by = textAt(node, "by");
  const days = numberAt(node, "days");
  if (by !== null) checkPeople(node, by, reading);
  const when = readCondition(at(node, "when"), { entity, only: null, across: true, keyed: null }, reading);
  return days === null ? null : { place: node.place, when, by, days };
}

function checkPeople(node: Node, name: string, { outline, faults }: Reading): void {
  if (outline.people.has(name)) return;
  const what = { noun: "people", name, known: outline.people.keys() };
  faults.unknown(placeOf(node, "by"), "unknown-people", what);
}
