import type { Explainer } from "../../core/golden/explain.ts";
import type { EntityId } from "../../core/ids.ts";
import type { Place } from "../../core/model/place.ts";
import type { Address, EntityExpectation, Expectation } from "../../core/model-tests/model-test.ts";
import type { EntityState, StoredRecord } from "../../store/state.ts";
import { pairName } from "../change/work.ts";
import type { World } from "../rehearse/world.ts";
import { judgeDivergences } from "./judge-divergences.ts";
import { judgeFact } from "./judge-fact.ts";
import { listed, type Mismatch, Outcome } from "./outcome.ts";
import { addressText } from "./player.ts";

/** Compares what came with what a test expects, and says of each difference what made it so. */
export function judge(world: World, explainer: Explainer, expectation: Expectation): readonly Mismatch[] {
  const outcome = new Outcome(world, explainer);
  switch (expectation.kind) {
    case "entity":
      judgeEntity(outcome, expectation);
      break;
    case "apart":
      judgeApart(outcome, expectation.place, expectation.records);
      break;
    case "duplicates":
      judgeDuplicates(outcome, expectation.place, expectation.pairs);
      break;
    case "count":
      judgeCount(outcome, expectation);
      break;
    default:
      expectation satisfies never;
  }
  return outcome.mismatches;
}

function judgeEntity(outcome: Outcome, expected: EntityExpectation & { readonly place: Place }): void {
  const { entity: address, place } = expected;
  const about = addressText(address);
  const state = outcome.world.entityAt(address);
  if (state === null) {
    outcome.differ({ place, about, expected: "an entity", came: "nothing has been said of it", why: [] });
    return;
  }
  const is = (what: string, wanted: string | null, came: string) => {
    if (wanted !== null && wanted !== came)
      outcome.differ({ place, about: `${about}, ${what}`, expected: wanted, came, why: [] });
  };
  is("state", expected.state, state.state);
  is("records", expected.records && listed(expected.records.map(addressText)), recordsOf(state));
  for (const fact of expected.facts) judgeFact(outcome, { address, state }, fact);
  if (expected.divergences !== null)
    judgeDivergences(outcome, { place, about, state, only: null }, expected.divergences);
  if (expected.findings !== null) {
    const came = state.findings.map(({ rule }) => rule);
    const why = state.findings.map((one) => `${one.rule}: ${one.message}`);
    const [wanted, are] = [listed(expected.findings.map(({ rule }) => rule)), listed(came)];
    if (wanted !== are)
      outcome.differ({ place, about: `${about}, findings`, expected: wanted, came: are, why });
  }
}

function judgeApart(outcome: Outcome, place: Place, records: readonly Address[]): void {
  for (const [at, left] of records.entries())
    for (const right of records.slice(at + 1)) {
      const [one, other] = [outcome.world.entityAt(left), outcome.world.entityAt(right)];
      if (one === null || other === null || one.id !== other.id) continue;
      const about = `${addressText(left)} and ${addressText(right)}`;
      const linked = one.records.map((each) => `${addressText(each)} came to it by ${each.linkedBy}`);
      outcome.differ({ place, about, expected: "two entities", came: "one entity", why: linked });
    }
}

function judgeDuplicates(
  outcome: Outcome,
  place: Place,
  pairs: readonly (readonly [Address, Address])[],
): void {
  const nameOf = (left: EntityId | undefined, right: EntityId | undefined) =>
    [outcome.named(left), outcome.named(right)].sort().join(" and ");
  const came = [...outcome.world.work.duplicates.values()]
    .map(({ left, right }) => [outcome.world.survivor(left), outcome.world.survivor(right)] as const)
    .filter(([left, right]) => left !== right && !outcome.world.work.different.has(pairName(left, right)))
    .map(([left, right]) => nameOf(left, right));
  const wanted = pairs.map(([left, right]) =>
    nameOf(outcome.world.entityAt(left)?.id, outcome.world.entityAt(right)?.id),
  );
  const [expected, are] = [listed([...new Set(wanted)]), listed([...new Set(came)])];
  if (expected !== are)
    outcome.differ({ place, about: "what may be the same", expected, came: are, why: [] });
}

function judgeCount(
  outcome: Outcome,
  { place, type, count }: { place: Place; type: string; count: number },
): void {
  const all = [...outcome.world.work.entities.values()];
  const living = all.filter((one) => one.type === type && one.state !== "merged");
  if (living.length === count) return;
  const why = living.map((one) => `one of ${recordsOf(one)}`);
  outcome.differ({ place, about: type, expected: String(count), came: String(living.length), why });
}

const recordsOf = (state: EntityState): string => listed(state.records.filter(isLiving).map(addressText));
const isLiving = (record: StoredRecord): boolean => !record.deleted;
