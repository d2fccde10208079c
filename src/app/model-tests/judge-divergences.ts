import { causeAfter } from "../../core/divergence/cause.ts";
import { type Divergence, divergenceState } from "../../core/divergence/divergence.ts";
import type { FactKey } from "../../core/ids.ts";
import type { Attribute } from "../../core/model/attribute.ts";
import type { Place } from "../../core/model/place.ts";
import type { DivergenceExpectation } from "../../core/model-tests/model-test.ts";
import type { EntityState } from "../../store/state.ts";
import { isSame, type Outcome } from "./outcome.ts";
import { addressText } from "./player.ts";

/** Compares the open divergences of an entity, or of one fact of it, with those that a test expects. */
export function judgeDivergences(
  outcome: Outcome,
  of: {
    readonly place: Place;
    readonly about: string;
    readonly state: EntityState;
    readonly only: FactKey | null;
  },
  expected: readonly DivergenceExpectation[],
): void {
  const { state, only } = of;
  const open = state.divergences.filter((one) => only === null || one.fact === only);
  const left = new Set(open);
  for (const wanted of expected) {
    const records = outcome.world.work.recordsAt(wanted.record.source, wanted.record.key);
    const found = open.find(
      ({ fact, record }) => fact === wanted.fact && records.some(({ id }) => id === record),
    );
    const about = `divergence of ${wanted.fact} in ${addressText(wanted.record)}`;
    if (found === undefined) {
      const why = whyInStep(outcome, state, wanted);
      outcome.differ({ place: wanted.place, about, expected: "open", came: "none", why });
      continue;
    }
    left.delete(found);
    judgeDivergence(outcome, state, { about, wanted, found });
  }
  for (const one of left) {
    const came = divergenceText(outcome, state, one);
    const why = outcome.why(state, one.fact);
    outcome.differ({ place: of.place, about: `${of.about}, divergences`, expected: "no other", came, why });
  }
}

function judgeDivergence(
  outcome: Outcome,
  state: EntityState,
  of: { readonly about: string; readonly wanted: DivergenceExpectation; readonly found: Divergence },
): void {
  const { about, wanted, found } = of;
  const attribute = outcome.attribute(state, found.fact);
  const pairs: readonly (readonly [string, string | null, string])[] = [
    ["holds", heldOtherwise(outcome, attribute, wanted, found), outcome.shown(attribute, found.held)],
    ["cause", wanted.cause, causeNow(outcome, state, found)],
    ["policy", wanted.policy, found.policy],
    ["pattern", wanted.pattern, found.pattern],
    ["state", wanted.state, divergenceState(found)],
    ["until", wanted.until, found.leave?.until ?? "no day"],
  ];
  for (const [what, expected, came] of pairs)
    if (expected !== null && expected !== came) {
      const why = [divergenceText(outcome, state, found), ...outcome.why(state, found.fact)];
      outcome.differ({ place: wanted.place, about: `${about}, ${what}`, expected, came, why });
    }
}

/** What a copy was expected to hold, where it holds something else. */
function heldOtherwise(
  outcome: Outcome,
  attribute: Attribute | undefined,
  { holds }: DivergenceExpectation,
  { held }: Divergence,
): string | null {
  if (holds === undefined || isSame(attribute, holds.value, held)) return null;
  return outcome.shown(attribute, holds.value);
}

/** What is in transit is late once its time is up, counted from when the golden value came to be. */
function causeNow(outcome: Outcome, state: EntityState, divergence: Divergence): string {
  const { fact, source, since } = divergence;
  const copy = outcome.attribute(state, fact)?.copies.find((one) => one.source === source);
  if (copy === undefined) return divergence.cause;
  const golden = state.golden?.facts.get(fact);
  const position = state.records.find((one) => one.id === golden?.record)?.claims.get(fact)?.position;
  const from = position?.kind === "file" ? position.at : outcome.world.momentOf(since);
  return causeAfter(divergence, copy, Date.parse(from), Date.parse(outcome.world.now));
}

function divergenceText(outcome: Outcome, state: EntityState, divergence: Divergence): string {
  const { fact, record, held, golden, leave } = divergence;
  const attribute = outcome.attribute(state, fact);
  const key = state.records.find((one) => one.id === record)?.key ?? "";
  const address = addressText({ source: divergence.source, key });
  return `${fact} in ${address} is ${outcome.shown(attribute, held)}, golden ${outcome.shown(attribute, golden)}: ${causeNow(outcome, state, divergence)}${leave === null ? "" : `, may differ until ${leave.until} (${leave.kind})`}`;
}

function whyInStep(
  outcome: Outcome,
  state: EntityState,
  { fact, record }: DivergenceExpectation,
): readonly string[] {
  const copies = outcome.explain(state, fact).copies.filter(({ source }) => source === record.source);
  const stands = copies.map((one) => `${addressText({ ...one, key: one.key ?? "" })} is ${one.state}`);
  const none = `${record.source} is no copy of ${fact} now`;
  return [...(stands.length === 0 ? [none] : stands), ...outcome.why(state, fact)];
}
