import { elementFacts } from "../golden/elements.ts";
import { awaitsReference, type GoldenFact, type RecordState } from "../golden/golden.ts";
import { coreMeans, type Means } from "../golden/means.ts";
import { sourceMerges } from "../golden/merged-away.ts";
import { claimAbout, codesOf, type FactPlan, planFacts, planOfFact } from "../golden/plan.ts";
import { inForce } from "../golden/validity.ts";
import type { FactKey, RecordId } from "../ids.ts";
import type { Copy } from "../model/attribute.ts";
import type { EntityType, Existence, Model } from "../model/model.ts";
import type { Stated } from "../value/canonical.ts";
import { dayOf } from "../value/world-moment.ts";
import { causeOf, claimChangedNow, stoodInStep } from "./cause.ts";
import { compareCopy, decides, mustFollow, wordsAwaited } from "./copies.ts";
import type { ClosedHow, Divergence, DivergencePattern } from "./divergence.ts";
import type { ClosedDivergence, Finder, FindInput, Found } from "./finding.ts";
import { compileLeave, type LeaveOf } from "./leave.ts";
import { type EndedWaiver, noWaivers, type Waiver, type Waivers, waiverKey } from "./waiver.ts";

/**
 * Compiles the search for one entity type. What is open follows from the golden record and the records alone;
 * the history decides only on causes, and on what may differ: searching from nothing finds the same facts and records.
 */
export function compileFinder(model: Model, type: EntityType, means: Means = coreMeans): Finder {
  const plans = planFacts(model, type, means).filter((plan) => plan.attribute.copies.length > 0);
  const byKey = new Map(plans.map((plan) => [plan.key, plan]));
  const patternOf: PatternOf = (plan, source, golden, held) =>
    means.differencePattern(plan.attribute, codesOf(model, plan.attribute, source), golden, held);
  const leaveOf = compileLeave(model, type, means);
  return { find: (input) => find({ exists: type.exists, plans, byKey, patternOf, leaveOf }, input) };
}

interface Compiled {
  readonly exists: Existence;
  /** Of the attributes that have copies. */
  readonly plans: readonly FactPlan[];
  readonly byKey: ReadonlyMap<FactKey, FactPlan>;
  readonly patternOf: PatternOf;
  readonly leaveOf: LeaveOf;
}

type PatternOf = (plan: FactPlan, source: string, golden: Stated, held: Stated) => DivergencePattern;

function find(compiled: Compiled, input: FindInput): Found {
  const { exists, plans, byKey } = compiled;
  const known = new ByPlace(input.open);
  const records = inForce(input.records, input.calendar);
  const open: Divergence[] = [];
  const opened: Divergence[] = [];
  const changed: Divergence[] = [];
  const { away } = sourceMerges(exists, input.records);
  const endedWaivers = endedNow(byKey, records, away, input);
  const waivers = withoutEnded(input.waivers, endedWaivers);
  // What is archived is out of the way: nothing obliges its copies any longer.
  const live = input.golden.state === "archived" ? [] : plans;
  const hasLists = live.some(({ elements }) => elements !== null);
  for (const plan of hasLists ? live.flatMap((one) => withElements(one, input)) : live) {
    const fact = input.golden.facts.get(plan.key);
    const awaited = wordsAwaited(plan, fact, records);
    for (const copy of plan.attribute.copies) {
      if (!mustFollow(plan, fact, copy.source)) continue;
      for (const record of records) {
        if (record.source !== copy.source || record.deleted || away.has(record.id)) continue;
        if (compareCopy(plan, fact, record, awaited, input.references) !== "diverged") continue;
        const before = known.at(plan.key, record.id);
        const now = describe(compiled, { plan, copy, fact, record, before, waivers }, input);
        open.push(now);
        if (before === undefined) opened.push(now);
        else if (now !== before) changed.push(now);
      }
    }
  }
  return { open, opened, changed, closed: closedNow(byKey, open, input, away), endedWaivers };
}

/** The waivers whose end has come. One whose copy is not to be compared for now waits for it. */
function endedNow(
  byKey: Compiled["byKey"],
  current: readonly RecordState[],
  away: ReadonlySet<RecordId>,
  input: FindInput,
): readonly EndedWaiver[] {
  if (input.waivers.size === 0) return noneEnded;
  return [...input.waivers.values()].flatMap((waiver) => {
    const why = whyEnded(waiver, planOfFact(byKey, waiver.fact), current, away, input);
    return why === null ? [] : [{ waiver, why }];
  });
}

const noneEnded: readonly EndedWaiver[] = [];

function whyEnded(
  { fact: key, record: id, until }: Waiver,
  plan: FactPlan | undefined,
  current: readonly RecordState[],
  away: ReadonlySet<RecordId>,
  input: FindInput,
): EndedWaiver["why"] | null {
  if (until <= dayOf(input.calendar)) return "day";
  const record = input.records.find((one) => one.id === id);
  if (record === undefined) return "record-gone";
  if (!plan?.attribute.copies.some((copy) => copy.source === record.source)) return "not-declared";
  const fact = input.golden.facts.get(key);
  if (decides(plan, fact, record.source)) return "became-authority";
  const compared = !record.deleted && !away.has(id) && current.includes(record);
  if (!compared || !mustFollow(plan, fact, record.source)) return null;
  const awaited = wordsAwaited(plan, fact, current);
  return compareCopy(plan, fact, record, awaited, input.references) === "in-step" ? "agrees" : null;
}

function withoutEnded(waivers: Waivers, ended: readonly EndedWaiver[]): Waivers {
  if (ended.length === 0) return waivers;
  if (ended.length === waivers.size) return noWaivers;
  const gone = new Set(ended.map(({ waiver }) => waiverKey(waiver.fact, waiver.record)));
  return new Map([...waivers].filter(([key]) => !gone.has(key)));
}

/** A plan, or, of a list whose elements are facts, those of the elements that are golden. */
const withElements = (plan: FactPlan, { golden }: FindInput): readonly FactPlan[] => {
  const { elements } = plan;
  return elements === null ? [plan] : elementFacts(plan.key, golden.facts.keys()).map(elements);
};

interface Differing {
  readonly plan: FactPlan;
  readonly copy: Copy;
  readonly fact: GoldenFact;
  readonly record: RecordState;
  readonly before: Divergence | undefined;
  readonly waivers: Waivers;
}

function describe(
  { patternOf, leaveOf }: Compiled,
  { plan, copy, fact, record, before, waivers }: Differing,
  input: FindInput,
): Divergence {
  const held = claimAbout(plan, record)?.value ?? null;
  const wasInStep = before?.wasInStep ?? stoodInStep(plan, record, input);
  const claimChanged = before === undefined ? claimChangedNow(plan, record, input) : before.held !== held;
  const cause = causeOf(plan, fact, held, before, wasInStep, claimChanged, input);
  const pattern = awaitsReference(fact) ? "other" : patternOf(plan, record.source, fact.value, held);
  const found = {
    fact: plan.key,
    record: record.id,
    source: record.source,
    golden: fact.value,
    held,
    cause,
    pattern,
    policy: copy.onDivergence,
    opened: before?.opened ?? input.index,
    since: before?.cause === cause ? before.since : input.index,
    wasInStep,
    openedOn: before?.openedOn ?? input.today,
  } satisfies Omit<Divergence, "leave">;
  const now = { ...found, leave: leaveOf(plan, found, waivers, input) };
  return before !== undefined && sameDivergence(before, now) ? before : now;
}

function sameDivergence(a: Divergence, b: Divergence): boolean {
  return (
    a.golden === b.golden &&
    a.held === b.held &&
    a.cause === b.cause &&
    a.pattern === b.pattern &&
    a.policy === b.policy &&
    a.leave?.kind === b.leave?.kind &&
    a.leave?.until === b.leave?.until
  );
}

function closedNow(
  byKey: ReadonlyMap<FactKey, FactPlan>,
  open: readonly Divergence[],
  input: FindInput,
  away: ReadonlySet<RecordId>,
): readonly ClosedDivergence[] {
  const closed: ClosedDivergence[] = [];
  if (input.open.length === 0) return closed;
  const now = new ByPlace(open);
  let records: ReadonlyMap<RecordId, RecordState> | null = null;
  for (const divergence of input.open) {
    if (now.at(divergence.fact, divergence.record) !== undefined) continue;
    records ??= new Map(input.records.map((record) => [record.id, record]));
    const record = records.get(divergence.record);
    closed.push({
      divergence,
      how: howClosed(planOfFact(byKey, divergence.fact), divergence, record, input, away),
    });
  }
  return closed;
}

/** Divergences by fact and record. A few are searched; an index is made only where searching would be quadratic. */
class ByPlace {
  readonly #few: readonly Divergence[];
  readonly #many: Map<string, Divergence> | null = null;

  constructor(divergences: readonly Divergence[]) {
    this.#few = divergences;
    if (divergences.length <= 16) return;
    this.#many = new Map(divergences.map((one) => [`${one.record} ${one.fact}`, one]));
  }

  at(fact: FactKey, record: RecordId): Divergence | undefined {
    if (this.#many !== null) return this.#many.get(`${record} ${fact}`);
    return this.#few.find((one) => one.record === record && one.fact === fact);
  }
}

function howClosed(
  plan: FactPlan | undefined,
  divergence: Divergence,
  record: RecordState | undefined,
  input: FindInput,
  away: ReadonlySet<RecordId>,
): ClosedHow {
  if (record === undefined || record.deleted || away.has(record.id)) return "record-gone";
  if (input.golden.state === "archived") return "archived";
  if (!inForce(input.records, input.calendar).includes(record)) return "not-in-force";
  if (!plan?.attribute.copies.some((copy) => copy.source === record.source)) return "not-declared";
  const fact = input.golden.facts.get(plan.key);
  if (decides(plan, fact, record.source)) return "became-authority";
  if (!mustFollow(plan, fact, record.source)) return "nothing-believed";
  const claim = claimAbout(plan, record);
  if (claim === undefined) return "unstated";
  if (claim.value !== divergence.held) return "copy-agrees";
  if (divergence.cause === "awaits-reference") return "reference-arrived";
  return fact.value !== divergence.golden ? "golden-agrees" : "compares-equal";
}
