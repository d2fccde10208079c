import type { Attribute, Copy } from "../../core/model/attribute.ts";
import type { EntityType } from "../../core/model/model.ts";
import type { ListType, ScalarType, ValueType } from "../../core/model/value-type.ts";
import { spanText } from "../words.ts";
import { code, type Inline, joined, type Span } from "./page.ts";

/** Where the heading of a part stands. */
export const anchors = {
  entity: (name: string) => `entity-${name}`,
  fact: (entity: string, name: string) => `fact-${entity}-${name}`,
  codes: (name: string) => `codes-${name}`,
} as const;

/** A type in words; a code list and an entity type lead to where they are told. */
export function typeWords(type: ValueType): readonly Span[] {
  switch (type.kind) {
    case "group":
      return ["group of ", ...joined([...type.fields.values()].map((one) => fieldWords(one.name, one.type)))];
    case "list":
      return listWords(type);
    default:
      return scalarWords(type);
  }
}

const fieldWords = (name: string, type: ScalarType): readonly Span[] => [
  code(name),
  " (",
  ...scalarWords(type),
  ")",
];

function listWords({ as, keyedBy, of }: ListType): readonly Span[] {
  const before = { set: "set of ", sequence: "sequence of ", keyed: "list of " }[as];
  return [before, ...typeWords(of), ...(keyedBy === null ? [] : [", told apart by ", code(keyedBy)])];
}

function scalarWords(type: ScalarType): readonly Span[] {
  switch (type.kind) {
    case "code":
      return ["code of ", { to: anchors.codes(type.codes), text: type.codes }];
    case "ref":
      return ["reference to ", { to: anchors.entity(type.to), text: type.to }];
    case "money":
      return [type.currency === null ? "money" : `money in ${type.currency}`];
    case "quantity":
      return [`quantity in ${type.unit}`];
    case "timestamp":
      return [type.zone ? "timestamp" : "timestamp without offset"];
    default:
      return [type.kind];
  }
}

/** Who is believed, each with its condition and the line that says so. */
export function authorityWords(type: EntityType, { authority, copyOf, derived, combine }: Attribute): Inline {
  if (copyOf !== null) {
    const { reference, entity, attribute } = copyOf;
    const original = { to: anchors.fact(entity, attribute), text: `${entity}.${attribute}` };
    return ["whoever is believed for ", original, ", reached through ", code(reference)];
  }
  if (derived !== null) return ["derived: ", code(derived.text)];
  const each = authority.map(
    ({ source, when, place }): Inline => [
      code(source),
      ...(type.sources.some((one) => one.name === source && one.system !== source)
        ? [` of ${type.sources.find((one) => one.name === source)?.system ?? ""}`]
        : []),
      ...(when === null ? [authority.length > 1 ? " otherwise" : ""] : [" when ", code(when.text)]),
      ` (${place.file}:${place.line})`,
    ],
  );
  return combine === "union" ? [...joined(each), ", all together"] : joined(each, "; ");
}

/** A copy: how soon it follows, and what is done where it does not. */
export function copyWords({ source, withinSeconds, onDivergence, write }: Copy): Inline {
  const watched = write ? "" : ", only watched";
  return [code(source), ` within ${spanText(withinSeconds)}, ${onDivergence}${watched}`];
}

export const policyWords = {
  flag: "flag: it is shown",
  overwrite: "overwrite: the golden value goes out to the copy",
  propose: "propose: what the copy says is put to the authority",
  ask: "ask: the steward decides",
} as const;
