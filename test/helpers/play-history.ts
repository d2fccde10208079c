import type { Divergence } from "../../src/core/divergence/divergence.ts";
import { compileFinder } from "../../src/core/divergence/find.ts";
import { type Waiver, type Waivers, waiverKey } from "../../src/core/divergence/waiver.ts";
import { type Approvals, agreeing } from "../../src/core/golden/approval.ts";
import type { Claim, GoldenRecord, Override, RecordState } from "../../src/core/golden/golden.ts";
import type { ResolveInput } from "../../src/core/golden/resolution.ts";
import { compileResolver } from "../../src/core/golden/resolve.ts";
import { sliceName } from "../../src/core/golden/validity.ts";
import { type FactKey, factKey, logIndex, type RecordId, recordId } from "../../src/core/ids.ts";
import type { EntityType } from "../../src/core/model/model.ts";
import type { Asked } from "../histories/asked.ts";
import { datedSource, type History, type Step } from "./histories.ts";
import { claim, entityType, modelOf, noReferences, position, record } from "./worlds.ts";

/** Plays a history step by step, each with an entry of its own, resolving and finding after each. */
export function* replay(told: History): Generator<Asked> {
  const type = entityType("thing", told.attributes);
  const model = modelOf([type]);
  const resolver = compileResolver(model, type);
  const finder = compileFinder(model, type);
  const records = new Map<RecordId, RecordState>();
  const hub = new Map<FactKey, Claim>();
  const overrides = new Map<FactKey, Override>();
  let approvals: Approvals = new Map();
  let waivers: Waivers = new Map();
  let calendar = "";
  let before: GoldenRecord | null = null;
  let open: readonly Divergence[] = [];
  for (const [at, one] of told.steps.entries()) {
    const index = at + 1;
    const was = new Map<RecordId, RecordState>();
    apply(one, index, records, hub, overrides, was);
    if (one.kind === "day" && one.day > calendar) calendar = one.day;
    if (one.kind === "waive" || one.kind === "withdraw")
      waivers = waived(one, waivers, open, calendar, index);
    if (one.kind === "decide") approvals = decide(type, one, approvals, index);
    const input: ResolveInput = {
      records: [...records.values()],
      hub: new Map(hub),
      overrides: new Map(overrides),
      approvals,
      requester: "loader",
      calendar,
      previous: before,
      references: noReferences,
      index: logIndex(index),
    };
    const resolution = resolver.resolve(input);
    for (const ended of resolution.endedOverrides) overrides.delete(ended.fact);
    const { golden } = resolution;
    // Whoever records it knows the day; the calendar may be behind.
    const today = calendar === "" ? "2026-01-01" : calendar;
    const find = { ...input, golden, before: was, open, waivers, today };
    const found = finder.find(find);
    const ended = new Set(found.endedWaivers.map(({ waiver }) => waiver));
    waivers = new Map([...waivers].filter(([, waiver]) => !ended.has(waiver)));
    yield { type, resolver, finder, input, resolution, find, found };
    before = golden;
    approvals = resolution.approvals;
    open = found.open;
  }
}

function waived(
  step: Extract<Step, { kind: "waive" | "withdraw" }>,
  waivers: Waivers,
  open: readonly Divergence[],
  calendar: string,
  index: number,
): Waivers {
  if (step.kind === "withdraw") return new Map([...waivers].filter(([, { fact }]) => fact !== step.fact));
  if (step.until <= calendar) return waivers;
  const given = open.filter(({ fact }) => fact === step.fact);
  return new Map([
    ...waivers,
    ...given.map(({ fact, record }): [string, Waiver] => [
      waiverKey(fact, record),
      { fact, record, until: step.until, since: logIndex(index) },
    ]),
  ]);
}

function decide(
  type: EntityType,
  { fact, who, agree }: Extract<Step, { kind: "decide" }>,
  approvals: Approvals,
  index: number,
): Approvals {
  const count = type.attributes.get(fact)?.approve?.count ?? 1;
  const after = new Map(approvals);
  for (const [key, one] of approvals) {
    const { waiting } = one;
    if (one.fact !== fact || waiting === null || waiting.declined !== null) continue;
    if (waiting.approvers.some(({ name: agreed }) => agreed === who)) continue;
    const by = { actor: who, name: who };
    after.set(
      key,
      agree
        ? agreeing(one, waiting, by, (agreed) => agreed.length >= count, logIndex(index))
        : { ...one, waiting: { ...waiting, declined: { ...by, reason: "no" } } },
    );
  }
  return after;
}

function apply(
  step: Step,
  index: number,
  records: Map<RecordId, RecordState>,
  hub: Map<FactKey, Claim>,
  overrides: Map<FactKey, Override>,
  was: Map<RecordId, RecordState>,
): void {
  if (step.kind === "enter") {
    hub.set(factKey(step.fact), claim(step.value, index));
  } else if (step.kind === "override") {
    const { fact, ...rest } = step;
    const made = {
      ...rest,
      fact: factKey(fact),
      by: "ana",
      reason: "wrong",
      since: logIndex(index),
      calendar: "",
    };
    overrides.set(made.fact, made);
  } else if (step.kind === "lift") {
    overrides.delete(factKey(step.fact));
  } else if (
    step.kind === "decide" ||
    step.kind === "day" ||
    step.kind === "waive" ||
    step.kind === "withdraw"
  ) {
    return;
  } else {
    const valid = step.kind === "state" && step.source === datedSource ? step.valid : null;
    const { key } = step;
    const id = recordId(`${step.source}:${sliceName(key, valid?.from ?? "")}`);
    const fresh = record(step.source, {}, { id, key, valid, created: logIndex(index) });
    const old = records.get(fresh.id);
    if (old !== undefined) was.set(old.id, old);
    if (old === undefined && step.kind !== "state") return;
    records.set(fresh.id, observed(step, old ?? fresh, index));
  }
}

function observed(
  step: Exclude<Step, { kind: "enter" | "override" | "lift" | "decide" | "day" | "waive" | "withdraw" }>,
  old: RecordState,
  index: number,
): RecordState {
  if (step.kind === "delete") return { ...old, deleted: true, position: position(index) };
  const claims = new Map(old.claims);
  if (step.kind === "unstate") claims.delete(factKey(step.fact));
  else {
    for (const { fact, value } of step.facts) {
      const key = factKey(fact);
      if (claims.get(key)?.value !== value) claims.set(key, claim(value, index, { ownWrite: step.echo }));
    }
  }
  const valid = step.kind === "state" && step.source === datedSource ? step.valid : old.valid;
  return { ...old, valid, claims, deleted: false, position: position(index) };
}
