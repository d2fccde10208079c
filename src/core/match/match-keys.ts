import { type FactKey, factKey } from "../ids.ts";
import type { EntityType, MatchRule } from "../model/model.ts";
import type { Stated } from "../value/canonical.ts";
import { comparableText } from "./comparable.ts";
import type { MatchKey } from "./decision.ts";

/**
 * The match keys of a record, in model order: one for each rule of `match-on` whose attributes are all stated, none of
 * them empty or a placeholder (`ignore`). Records of one type with an equal key are the same entity.
 */
export function matchKeys(type: EntityType, claims: ReadonlyMap<FactKey, Stated>): readonly MatchKey[] {
  const keys: MatchKey[] = [];
  for (const [rule, matchRule] of type.matchOn.entries()) {
    const text = keyText(type, matchRule, claims);
    if (text !== null) keys.push({ rule, text });
  }
  return keys;
}

function keyText(type: EntityType, rule: MatchRule, claims: ReadonlyMap<FactKey, Stated>): string | null {
  const parts: string[] = [];
  for (const name of rule.keys) {
    const attribute = type.attributes.get(name);
    const value = claims.get(factKey(name));
    if (attribute === undefined || value === undefined || value === null) return null;
    const text = comparableText(attribute, value);
    const placeholder = rule.ignore.some(
      (ignored) => ignored === value || comparableText(attribute, ignored) === text,
    );
    if (text === "" || placeholder) return null;
    parts.push(text);
  }
  // A JSON array, so that no value can imitate the seam between two.
  return parts.length === 0 ? null : JSON.stringify(parts);
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
    const left = sides.left.get(factKey(name)) ?? null;
    const right = sides.right.get(factKey(name)) ?? null;
    if (attribute === undefined || left === null || right === null) return false;
    return comparableText(attribute, left) !== comparableText(attribute, right);
  });
}
