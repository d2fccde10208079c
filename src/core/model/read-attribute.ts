import { readValue } from "../value/read-shape.ts";
import { isRefusal } from "../value/reading.ts";
import { targetTypes } from "../value/references.ts";
import type { Attribute, CopyOf, Edits, Survivorship } from "./attribute.ts";
import { isAttribute, mapsFact, sourceOfAttribute, typesOf } from "./names.ts";
import type { AttributeOutline, EntityOutline, Reading } from "./outline.ts";
import type { Place } from "./place.ts";
import { rawOf } from "./raw-of.ts";
import { readAuthorities } from "./read-authority.ts";
import { readCompare, readStandardise } from "./read-compare.ts";
import { readCopies } from "./read-copies.ts";
import { readApproval, readDerived, readLocal } from "./read-governance.ts";
import { checkStewards } from "./read-parts.ts";
import { believedByElement } from "./read-type.ts";
import { titleOf } from "./title.ts";
import {
  at,
  booleanAt,
  choiceAt,
  entriesAt,
  itemsAt,
  type Node,
  numberAt,
  placeOf,
  textAt,
  textsAt,
} from "./tree.ts";
import type { ValueType } from "./value-type.ts";
import { beliefs, policies, survivors } from "./vocabulary-words.ts";

/** One attribute with every name resolved. Where its type cannot be known, which is a fault, it is taken for text. */
export function readAttribute(
  outlined: AttributeOutline,
  entity: EntityOutline,
  reading: Reading,
): Attribute {
  const { name, declared, qualifier, node, place } = outlined;
  checkStewards(node, reading.outline.people, reading.faults);
  const copyOf = readCopyOf(outlined, entity, reading);
  const type = typesOf(entity, reading).get(name) ?? null;
  checkReferences(outlined, reading);
  checkSubject(outlined, type, reading);
  const authority = outlined.copyOf === null ? readAuthorities(outlined, entity, reading) : [];
  const fallback = readFallback(outlined, entity, reading);
  const onDivergence = choiceAt(node, "on-divergence", policies, "flag");
  const copies = readCopies({ outlined, entity, authority, fallback, onDivergence }, reading);
  const edits = readEdits(outlined, entity, reading);
  const survivorship = readSurvivorship(node, entity, reading);
  const standardise = readStandardise(outlined, type, reading);
  const { elements, combine } = readBelief(outlined, type, reading);
  const hierarchy = booleanAt(node, "hierarchy") ?? false;
  const title = textAt(node, "title") ?? titleOf(declared);
  const compare = readCompare(outlined, { entity, type }, reading);

  const personal = textAt(node, "personal");
  const sensitive = booleanAt(node, "sensitive") ?? false;
  return {
    name,
    declared,
    qualifier,
    per: entity.declared.get(declared)?.name ?? null,
    place,
    title: qualifier === null ? title : `${title} (${qualifier})`,
    description: textAt(node, "description") ?? "",
    examples: readExamples(outlined, type, reading),
    type: type ?? { kind: "text" },
    required: booleanAt(node, "required") ?? false,
    standardise,
    compare,
    personal,
    subject: choiceAt(node, "subject", ["record", "value"], "record"),
    sensitive,
    sealed: personal !== null || sensitive,
    blank: choiceAt(node, "blank", ["empty", "gap"], "empty"),
    // Roots are asked for by a parent that is empty.
    indexed: booleanAt(node, "indexed") ?? hierarchy,
    owner: textAt(node, "owner"),
    steward: textAt(node, "steward"),
    custodian: textAt(node, "custodian"),
    authority,
    fallback,
    survivorship,
    // A union has nothing that moves.
    handover: combine === "union" ? "adopt" : choiceAt(node, "handover", ["carry", "adopt"], "carry"),
    copies,
    edits,
    onDivergence,
    correct: textAt(node, "correct"),
    copyOf,
    elements,
    elementOf: null,
    combine,
    hierarchy,
    derived: readDerived(outlined, { entity, type }, reading),
    approve: readApproval(outlined, reading),
  };
}

/** Whether the elements of a list are facts of their own, and whether several authorities are believed together. */
function readBelief(
  { declared, node }: AttributeOutline,
  type: ValueType | null,
  { faults }: Reading,
): Pick<Attribute, "elements" | "combine"> {
  const combine = choiceAt(node, "combine", ["union"], null);
  if (type?.kind !== "list") return { elements: false, combine: null };
  const believed = choiceAt(node, "believed", beliefs, null);
  const contradiction = (message: string, hint: string): void =>
    faults.error(placeOf(node, believed === null ? "combine" : "believed"), "contradiction", message, hint);
  if (believed === "per-key" && type.as !== "keyed")
    contradiction(`'${declared}' has no key to be believed by`, "write `keyed-by: <field>`");
  if (combine !== null && type.as === "sequence")
    contradiction(
      `'${declared}' is a sequence, and no union has an order`,
      "make it a set, or keyed-by a field",
    );
  return { elements: believedByElement(node, type), combine };
}

/** Whoever is erased is found by the very value that names them: a group, a list or json holds more than that. */
function checkSubject(
  { declared, node }: AttributeOutline,
  type: ValueType | null,
  { faults }: Reading,
): void {
  if (textAt(node, "subject") !== "value") return;
  if (type?.kind !== "group" && type?.kind !== "list" && type?.kind !== "json") return;
  faults.error(
    placeOf(node, "subject"),
    "contradiction",
    `'${declared}' is ${type.kind === "json" ? "json" : `a ${type.kind}`}, and a person is named by a single value`,
    "leave 'subject' out: it is sealed for the record; or make each an entity of its own",
  );
}

/** What it refers to, or something in its group or list, is declared. */
function checkReferences({ node, ownType }: AttributeOutline, { outline, faults }: Reading): void {
  for (const to of ownType === null ? [] : targetTypes(ownType)) {
    if (outline.entities.has(to)) continue;
    const place = placeOfTarget(node, to) ?? node.place;
    faults.unknown(place, "unknown-entity", {
      noun: "entity type",
      name: to,
      known: outline.entities.keys(),
    });
  }
}

/** Where a target is named: at the attribute, its elements, or a field of its group. */
function placeOfTarget(node: Node | null, to: string): Place | null {
  if (node === null) return null;
  if (textAt(node, "to") === to) return placeOf(node, "to");
  const parts = [at(node, "of"), ...entriesAt(node, "fields").map(({ value }) => value)];
  for (const part of parts) {
    const place = placeOfTarget(part, to);
    if (place !== null) return place;
  }
  return null;
}

function readCopyOf(
  { node, copyOf }: AttributeOutline,
  entity: EntityOutline,
  reading: Reading,
): CopyOf | null {
  if (copyOf === null) return null;
  const { outline, faults } = reading;
  const place = placeOf(node, "copy-of");
  const reference = entity.attributes.get(copyOf.reference);
  const type = reference?.ownType;
  if (reference === undefined || type?.kind !== "ref") {
    const references = [...entity.attributes.values()].filter((one) => one.ownType?.kind === "ref");
    if (reference !== undefined && reference.copyOf === null && type === null) return null; // Its own type is faulty.
    const known = references.map((one) => one.name);
    const what = { noun: "reference", of: entity.name, name: copyOf.reference, known };
    faults.unknown(place, "unknown-attribute", what);
    return null;
  }
  const target = outline.entities.get(type.to);
  if (target === undefined) return null; // The reference's `to` is reported.
  if (!isAttribute({ text: copyOf.attribute, node: at(node, "copy-of") ?? node }, target, reading))
    return null;
  return { reference: copyOf.reference, entity: target.name, attribute: copyOf.attribute };
}

function readFallback(
  outlined: AttributeOutline,
  entity: EntityOutline,
  reading: Reading,
): readonly string[] {
  const names = textsAt(outlined.node, "fallback").flatMap((written) => {
    const of = { entity, attribute: outlined.declared, role: "fallback" };
    const source = sourceOfAttribute(written, of, reading);
    return source !== null && mapsFact(source, outlined, entity) ? [source] : [];
  });
  return [...new Set(names)];
}

function readEdits(outlined: AttributeOutline, entity: EntityOutline, reading: Reading): Edits {
  const { outline, faults } = reading;
  const node = at(outlined.node, "edits");
  const proposeFrom = textsAt(node, "propose-from").flatMap((written) => {
    const of = { entity, attribute: outlined.declared, role: "propose-from" };
    const source = sourceOfAttribute(written, of, reading);
    return source !== null && mapsFact(source, outlined, entity) ? [source] : [];
  });
  const override = at(node, "override");
  const isOff = override === null || (override.kind === "scalar" && override.value !== true);
  const by = textAt(override, "by");
  if (by !== null && !outline.people.has(by)) {
    const what = { noun: "people", name: by, known: outline.people.keys() };
    faults.unknown(placeOf(override ?? outlined.node, "by"), "unknown-people", what);
  }
  return {
    proposeFrom: [...new Set(proposeFrom)],
    override: isOff ? null : { place: override.place, by, days: numberAt(override, "days") },
    local: readLocal(outlined, entity, reading),
  };
}

function readSurvivorship(node: Node, entity: EntityOutline, reading: Reading): Survivorship | null {
  const by = choiceAt(node, "survivorship", survivors, null);
  if (by !== null) return { by };
  const [written] = textsAt(at(node, "survivorship"), "same-as");
  if (written === undefined || !isAttribute(written, entity, reading)) return null;
  return { by: "same-as", attribute: written.text };
}

/** The examples in canonical form; one that the type cannot have is a fault. */
function readExamples(
  { name, node }: AttributeOutline,
  type: ValueType | null,
  { outline, faults }: Reading,
): readonly string[] {
  if (type === null) return [];
  return itemsAt(node, "examples").flatMap((item) => {
    const value = readValue({ type, standardise: [] }, rawOf(item), outline.codes);
    if (!isRefusal(value)) return value === null ? [] : [value];
    const message = `an example that '${name}' cannot have: ${value.message}`;
    faults.error(
      item.place,
      "wrong-type",
      message,
      value.hint ?? `an example has the type of the attribute, ${type.kind}`,
    );
    return [];
  });
}
