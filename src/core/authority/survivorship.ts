import { invariant } from "../../errors.ts";
import type { Claim, RecordState } from "../golden/golden.ts";
import { type FactKey, factKey } from "../ids.ts";
import type { Attribute } from "../model/attribute.ts";
import type { EntityType } from "../model/model.ts";
import { comparePositions } from "./position.ts";

/** Why one of several records of a source speaks for it; `only` where no other record had anything to say. */
export type WhyChosen = "only" | "oldest" | "most-recent" | "most-complete" | "longest" | "same-as";

/** Which of a source's records speaks about one fact, ready to be asked. */
export interface SurvivorRule {
  readonly key: FactKey;
  /** Whether an empty claim says nothing (`blank: gap`). */
  readonly gap: boolean;
  readonly by: "oldest" | "most-recent" | "most-complete" | "longest" | "same-as";
  /** The rule that leads, where this one follows another attribute. */
  readonly lead: SurvivorRule | null;
}

/** What is said, and by which record of the source. */
export interface Spoken {
  readonly record: RecordState;
  readonly claim: Claim;
}

/** Makes the rule of one attribute. A ring of `same-as`, which the model refuses, ends in the oldest record. */
export function compileSurvivorship(attribute: Attribute, type: EntityType): SurvivorRule {
  return follow(attribute, type, new Set());
}

function follow(attribute: Attribute, type: EntityType, seen: Set<string>): SurvivorRule {
  seen.add(attribute.name);
  const key = factKey(attribute.name);
  const gap = attribute.blank === "gap";
  const declared = attribute.survivorship;
  if (declared?.by !== "same-as") return { key, gap, by: declared?.by ?? "oldest", lead: null };
  const leader = type.attributes.get(declared.attribute);
  invariant(leader, `survivorship of ${attribute.name} follows a declared attribute`);
  if (seen.has(leader.name)) return { key, gap, by: "oldest", lead: null };
  return { key, gap, by: "same-as", lead: follow(leader, type, seen) };
}

/** What the record says about the fact; `null` for unstated, and for empty where that is a gap. */
export function said(rule: SurvivorRule, record: RecordState, echoes: boolean): Claim | null {
  const claim = record.claims.get(rule.key);
  if (claim === undefined || (rule.gap && claim.value === null)) return null;
  return claim.ownWrite && !echoes ? null : claim;
}

/**
 * The record that speaks for its source about a fact, of the living records of that source, oldest first.
 * Under `same-as` the record that won the other attribute speaks alone, even if only to say nothing; where no record
 * won it, the oldest that states this fact does. Without `echoes`, claims that are our own writes are not heard.
 */
export function spokesman(
  rule: SurvivorRule,
  records: readonly RecordState[],
  echoes: boolean,
): Spoken | null {
  if (rule.lead !== null && records.length > 1) {
    const led = spokesman(rule.lead, records, true)?.record;
    if (led !== undefined) {
      const claim = said(rule, led, echoes);
      return claim === null ? null : { record: led, claim };
    }
  }
  let best: Spoken | null = null;
  for (const record of records) {
    const claim = said(rule, record, echoes);
    if (claim === null) continue;
    if (best === null || outranks(rule, record, claim, best)) best = { record, claim };
  }
  return best;
}

/** Why `spokesman` chose as it did, for an explanation. */
export function whyChosen(rule: SurvivorRule, records: readonly RecordState[]): WhyChosen {
  if (records.filter((record) => said(rule, record, true) !== null).length < 2) return "only";
  if (rule.by === "same-as" && rule.lead !== null) {
    return spokesman(rule.lead, records, true) === null ? "oldest" : "same-as";
  }
  return rule.by;
}

/** Whether a younger record outranks the best so far: never on equal terms, so that ties go to the oldest. */
function outranks(rule: SurvivorRule, record: RecordState, claim: Claim, best: Spoken): boolean {
  switch (rule.by) {
    case "most-recent": {
      const byFact = comparePositions(claim.position, best.claim.position);
      return byFact !== 0 ? byFact > 0 : comparePositions(record.position, best.record.position) > 0;
    }
    case "most-complete":
      return completeness(record) > completeness(best.record);
    case "longest":
      return lengthOf(claim) > lengthOf(best.claim);
    default:
      return false;
  }
}

/** Counted once for what a record states, and not for each fact anew: the cost would grow with the square of the facts. */
const counted = new WeakMap<RecordState["claims"], number>();

function completeness({ claims }: RecordState): number {
  const known = counted.get(claims);
  if (known !== undefined) return known;
  let stated = 0;
  for (const claim of claims.values()) if (claim.value !== null) stated++;
  counted.set(claims, stated);
  return stated;
}

/** In code points, so that no script counts double. */
const lengthOf = (claim: Claim): number => (claim.value === null ? -1 : [...claim.value].length);
