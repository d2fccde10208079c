import { readValue } from "../value/read-shape.ts";
import { isRefusal } from "../value/reading.ts";
import type { Attribute, Compare, CopyOf, Edits, Standardise, Survivorship, ValueType } from "./model.ts";
import { isAttribute, mapsFact, sourceOfAttribute, typesOf } from "./names.ts";
import type { AttributeOutline, EntityOutline, Reading } from "./outline.ts";
import { rawOf } from "./raw-of.ts";
import { readAuthorities } from "./read-authority.ts";
import { readCopies } from "./read-copies.ts";
import { readApproval, readDerived, readLocal } from "./read-governance.ts";
import { checkStewards } from "./read-parts.ts";
import { believedByElement, standardiseOf } from "./read-type.ts";
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
import { beliefs, ignorable, policies, survivors } from "./vocabulary.ts";

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
  checkReference(outlined, reading);
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

function checkReference({ node, ownType }: AttributeOutline, { outline, faults }: Reading): void {
  if (ownType?.kind !== "ref" || outline.entities.has(ownType.to)) return;
  const what = { noun: "entity type", name: ownType.to, known: outline.entities.keys() };
  faults.unknown(placeOf(node, "to"), "unknown-entity", what);
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
    local: readLocal(at(node, "local"), entity, reading),
  };
}

function readSurvivorship(node: Node, entity: EntityOutline, reading: Reading): Survivorship | null {
  const by = choiceAt(node, "survivorship", survivors, null);
  if (by !== null) return { by };
  const [written] = textsAt(at(node, "survivorship"), "same-as");
  if (written === undefined || !isAttribute(written, entity, reading)) return null;
  return { by: "same-as", attribute: written.text };
}

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

function readStandardise(
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
    );
  return standardiseOf(node);
}

function readCompare(
  { declared: name, node }: AttributeOutline,
  of: { readonly entity: EntityOutline; readonly type: ValueType | null },
  { outline, faults }: Reading,
): Compare {
  const compare = at(node, "compare");
  const kind = of.type?.kind;
  for (const [key, kinds] of [
    ["ignore", textual],
    ["max-length", textual],
    ["tolerance", measured],
  ] as const)
    if (kind !== undefined && at(compare, key) !== null && !kinds.includes(kind))
      faults.error(
        placeOf(compare ?? node, key),
        "wrong-type",
        `'${key}' belongs to ${kinds.join(", ")}, and '${name}' is ${kind}`,
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
  if (text.startsWith("-")) faults.error(place, "wrong-shape", "a tolerance is not below zero");
  return text;
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
    faults.error(item.place, "wrong-type", message, value.hint ?? null);
    return [];
  });
}
