import { matchKeysMax } from "../../limits.ts";
import { elementFacts, listOfElements } from "../golden/elements.ts";
import { type FactKey, factKey } from "../ids.ts";
import type { Attribute } from "../model/attribute.ts";
import { elementAttribute } from "../model/fact-attribute.ts";
import type { EntityType, MatchRule } from "../model/model.ts";
import type { Canonical, Stated } from "../value/canonical.ts";
import { comparable } from "../value/compare.ts";
import { parseGroup } from "../value/group.ts";
import { parseList } from "../value/list.ts";
import { readValue } from "../value/read-shape.ts";
import type { MatchKey } from "./decision.ts";

/**
 * The match keys of a record, in model order: for each rule of `match-on` whose attributes are all stated, none of
 * them empty or a placeholder (`ignore`), one; of a list one for each element. Records of one type with an equal key
 * are the same entity.
 */
export function matchKeys(type: EntityType, claims: ReadonlyMap<FactKey, Stated>): readonly MatchKey[] {
  const keys: MatchKey[] = [];
  for (const [rule, matchRule] of type.matchOn.entries())
    for (const text of keyTexts(type, matchRule, claims)) keys.push({ rule, text });
  return keys;
}

const noTexts: readonly string[] = [];

/** Nearly every rule is one attribute of one value, and is asked for each record three times: so that goes straight. */
function keyTexts(
  type: EntityType,
  rule: MatchRule,
  claims: ReadonlyMap<FactKey, Stated>,
): readonly string[] {
  const only = rule.keys.length === 1 ? type.attributes.get(rule.keys[0] ?? "") : undefined;
  if (only !== undefined && only.type.kind !== "list") {
    const value = claims.get(factKey(only.name)) ?? null;
    const text = value === null ? "" : comparableText(only, value);
    if (value === null || text === "" || isPlaceholder(rule, only, value)) return noTexts;
    return [`[${JSON.stringify(text)}]`];
  }
  let rows: (readonly string[])[] = [[]];
  for (const name of rule.keys) {
    const attribute = type.attributes.get(name);
    const texts = attribute === undefined ? [] : matchedTexts(attribute, rule, claims);
    rows = rows.flatMap((row) => texts.map((text) => [...row, text])).slice(0, matchKeysMax);
  }
  // A JSON array, so that no value can imitate the seam between two.
  return rule.keys.length === 0 ? [] : rows.map((row) => JSON.stringify(row));
}

/** The texts by which the values of an attribute match: of a list those of its elements. */
function matchedTexts(
  attribute: Attribute,
  rule: MatchRule,
  claims: ReadonlyMap<FactKey, Stated>,
): readonly string[] {
  const texts = valuesOf(attribute, claims).flatMap(({ one, value }) => {
    const text = comparableText(one, value);
    return text === "" || isPlaceholder(rule, one, value) ? [] : [text];
  });
  return texts.length > 1 ? [...new Set(texts)].slice(0, matchKeysMax) : texts;
}

/** An attribute, or a field of its group, by a name of its own. */
type Part = Pick<Attribute, "name" | "type" | "standardise" | "compare">;

/** The text by which two values are the same, as `compare` of their attribute declares. */
const comparableText = ({ type, compare }: Part, value: Canonical): string =>
  comparable(type, compare, value, null);

/** Whether `ignore` names a value; a group where one of its fields is. */
function isPlaceholder(rule: MatchRule, part: Part, value: Canonical): boolean {
  if (rule.ignore.length === 0) return false;
  if (rule.ignore.includes(value)) return true;
  const { name, type, compare } = part;
  if (type.kind !== "group") return placeholdersOf(rule, part).has(comparableText(part, value));
  return [...parseGroup(value)].some(([fieldName, held]) => {
    const field = type.fields.get(fieldName);
    return (
      field !== undefined && isPlaceholder(rule, { ...field, name: `${name}.${fieldName}`, compare }, held)
    );
  });
}

/** A memo: the placeholders of a rule, by attribute or field, in the form in which values are compared. */
const placeholdersKnown = new WeakMap<MatchRule, Map<string, ReadonlySet<string>>>();

/**
 * What `ignore` says, read as a value of the attribute and standardised as its values are: `n/a` is `N/A` where they are
 * capitals. What is no value of it is only compared as it is written.
 */
function placeholdersOf(rule: MatchRule, part: Part): ReadonlySet<string> {
  const byPart = placeholdersKnown.get(rule) ?? new Map<string, ReadonlySet<string>>();
  placeholdersKnown.set(rule, byPart);
  const known = byPart.get(part.name);
  if (known !== undefined) return known;
  const made = new Set<string>();
  for (const ignored of part.type.kind === "code" ? [] : rule.ignore) {
    const value = readValue(part, ignored, new Map());
    if (typeof value === "string") made.add(comparableText(part, value));
  }
  byPart.set(part.name, made);
  return made;
}

interface Matched {
  readonly one: Attribute;
  readonly value: Canonical;
}

function valuesOf(attribute: Attribute, claims: ReadonlyMap<FactKey, Stated>): readonly Matched[] {
  const { type } = attribute;
  if (type.kind !== "list") {
    const value = claims.get(factKey(attribute.name)) ?? null;
    return value === null ? [] : [{ one: attribute, value }];
  }
  const one = elementAttribute(attribute, "");
  if (!attribute.elements) {
    const value = claims.get(factKey(attribute.name)) ?? null;
    return value === null ? [] : parseList(type, value).map((element) => ({ one, value: element }));
  }
  return elementFacts(factKey(attribute.name), claims.keys()).flatMap((fact) => {
    const value = claims.get(fact) ?? null;
    return value === null ? [] : [{ one, value }];
  });
}

/** Whether a guard (`unless-different`) keeps two apart: both sides state one of its attributes, and differently. */
export function keptApart(
  type: EntityType,
  rule: MatchRule,
  sides: {
    readonly left: ReadonlyMap<FactKey, Stated>;
    readonly right: ReadonlyMap<FactKey, Stated>;
  },
): boolean {
  return rule.unlessDifferent.some((name) => {
    const attribute = type.attributes.get(name);
    if (attribute === undefined) return false;
    const [left, right] = [wholeOf(attribute, sides.left), wholeOf(attribute, sides.right)];
    if (left === null || right === null) return false;
    return comparableText(attribute, left) !== comparableText(attribute, right);
  });
}

/** What is stated of an attribute as one value; of a list whose elements are facts all of them. */
function wholeOf(attribute: Attribute, claims: ReadonlyMap<FactKey, Stated>): Stated {
  return attribute.elements
    ? listOfElements(attribute, claims)
    : (claims.get(factKey(attribute.name)) ?? null);
}
