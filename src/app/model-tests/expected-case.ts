import { listOfElements } from "../../core/golden/elements.ts";
import { factKey } from "../../core/ids.ts";
import type { Attribute } from "../../core/model/attribute.ts";
import { attributeOfFact } from "../../core/model/fact-attribute.ts";
import { targetTypes } from "../../core/value/references.ts";
import { toJson } from "../../core/value/to-json.ts";
import type { ExplainAnswer } from "../read/explain-answer.ts";
import type { ShownCase } from "./shown-case.ts";
import type { Told } from "./told.ts";

/** What a fact came to, as a test expects it. */
export function expectedFact(shown: ShownCase, own: Told, answer: ExplainAnswer): object {
  const { fact, value, basis, origin, correct, copies } = answer;
  const attribute = attributeOfFact(own.type, fact);
  const told = shown.value(own, fact, value);
  const stands = new Map(copies.map(({ source, state }) => [source, state]));
  // What a copy holds of a reference is in its own words.
  const isReference = attribute !== undefined && targetTypes(attribute.type).size > 0;
  const open = copies.flatMap((copy) => {
    const { source, key, value: held, leave, state } = copy;
    if ((state !== "diverged" && state !== "allowed") || typeof key !== "string") return [];
    const holds = isReference ? undefined : shown.value(own, fact, held ?? null);
    const allowed = leave === null ? {} : { state: "allowed", until: leave.until };
    return [
      { record: shown.address(own, source, key), ...allowed, ...(holds === undefined ? {} : { holds }) },
    ];
  });
  return {
    ...(told === undefined ? {} : { value: told }),
    basis,
    ...(origin.source === null ? {} : { source: origin.source }),
    ...(correct.source === null ? {} : { correct: { in: correct.source, route: correct.route } }),
    ...(stands.size === copies.length && copies.length > 0 ? { copies: Object.fromEntries(stands) } : {}),
    ...(attribute?.approve == null ? {} : { awaits: awaitsOf(shown, own, answer) }),
    divergences: open,
  };
}

/** What waits for approval of a fact. */
function awaitsOf(shown: ShownCase, own: Told, { fact, waiting }: ExplainAnswer): object | "none" {
  const [first] = waiting;
  if (first === undefined) return "none";
  const { layer, source, value, approvers, declined } = first;
  const waits = shown.value(own, fact, value);
  const named = (name: unknown) => shown.person(own, fact, "approve", String(name));
  return {
    layer,
    source,
    ...(waits === undefined ? {} : { value: waits }),
    "approved-by": approvers.map(named),
    "declined-by": declined === null ? "none" : named(declined.by),
  };
}

/** A list whose elements are facts, as a whole: which elements there are. */
export function expectedList(shown: ShownCase, own: Told, list: Attribute): object {
  const facts = [...(own.state.golden?.facts ?? [])].map(([fact, { value }]) => [fact, value] as const);
  const value = shown.value(own, factKey(list.name), toJson(list.type, listOfElements(list, facts)) ?? []);
  return value === undefined ? {} : { value };
}
