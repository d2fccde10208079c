import { readCondition } from "./condition.ts";
import { twice } from "./fault.ts";
import type { Rule } from "./model.ts";
import { isAttribute } from "./names.ts";
import type { EntityOutline, Reading } from "./outline.ts";
import type { Place } from "./place.ts";
import { at, choiceAt, itemsAt, type Node, placeOf, textAt, textsAt } from "./tree.ts";
import { dimensions, scopes, severities } from "./vocabulary-words.ts";

/** All rules of an entity type: its own, and those under its attributes. */
export function readRules(entity: EntityOutline, reading: Reading): readonly Rule[] {
  const own = itemsAt(entity.node, "rules").map((node) => ({ node, under: null }));
  const byName = new Map([...entity.attributes.values()].map(({ declared, node }) => [declared, node]));
  const under = [...byName].flatMap(([name, node]) =>
    itemsAt(node, "rules").map((rule) => ({ node: rule, under: name })),
  );
  const places = new Map<string, Place>();
  return [...own, ...under].flatMap((written) => {
    const rule = readRule(written, entity, reading);
    if (rule === null) return [];
    const before = places.get(rule.name);
    if (before !== undefined) twice(reading.faults, rule.place, { noun: "rule", name: rule.name, before });
    else places.set(rule.name, rule.place);
    return [rule];
  });
}

function readRule(
  { node, under }: { readonly node: Node; readonly under: string | null },
  entity: EntityOutline,
  reading: Reading,
): Rule | null {
  const scope = choiceAt(node, "scope", scopes, under === null ? "entity" : "field");
  const attribute = readAboutness(node, { under, scope }, entity, reading);
  const name = textAt(node, "name");
  const reach = {
    entity,
    only: scope === "field" ? attribute : null,
    across: scope === "entity",
    keyed: null,
  };
  if (scope === "field" && attribute === null) return null;
  const check = readCondition(at(node, "check"), reach, reading);
  if (name === null || check === null) return null;
  return {
    name,
    place: node.place,
    scope,
    attribute,
    check,
    severity: choiceAt(node, "severity", severities, "warning"),
    dimension: choiceAt(node, "dimension", dimensions, "conformity"),
    message: textAt(node, "message"),
  };
}

function readAboutness(
  node: Node,
  { under, scope }: { readonly under: string | null; readonly scope: Rule["scope"] },
  entity: EntityOutline,
  reading: Reading,
): string | null {
  const { faults } = reading;
  const [written] = textsAt(node, "attribute");
  if (written === undefined) {
    if (under === null && scope === "field" && at(node, "attribute") === null)
      faults.error(
        node.place,
        "missing-key",
        "a rule of scope field is about one attribute",
        "write `attribute: <name>`",
      );
    return under;
  }
  if (under !== null && written.text !== under)
    faults.error(
      placeOf(node, "attribute"),
      "contradiction",
      `a rule under '${under}' is about '${under}', not about '${written.text}'`,
      "leave `attribute` out, or put it under the rules of the entity type",
    );
  if (entity.declared.has(written.text)) return written.text;
  return isAttribute(written, entity, reading) ? written.text : null;
}
