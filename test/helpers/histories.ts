import fc from "fast-check";
import type { Divergence } from "../../src/core/divergence/divergence.ts";
import { compileFinder } from "../../src/core/divergence/find.ts";
import { type Waiver, type Waivers, waiverKey } from "../../src/core/divergence/waiver.ts";
import { type Approvals, agreeing } from "../../src/core/golden/approval.ts";
import type { Claim, GoldenRecord, Override, RecordState } from "../../src/core/golden/golden.ts";
import type { ResolveInput } from "../../src/core/golden/resolution.ts";
import { compileResolver } from "../../src/core/golden/resolve.ts";
import { sliceName, type Valid, validity } from "../../src/core/golden/validity.ts";
import { type FactKey, factKey, logIndex, type RecordId, recordId } from "../../src/core/ids.ts";
import type { Approval as Approve, Attribute, Survivorship } from "../../src/core/model/attribute.ts";
import type { EntityType } from "../../src/core/model/model.ts";
import type { Stated } from "../../src/core/value/canonical.ts";
import type { Asked } from "../histories/asked.ts";
import {
  attribute,
  authority,
  claim,
  copy,
  entityType,
  modelOf,
  noReferences,
  place,
  position,
  record,
} from "./worlds.ts";

/** Random models of a few attributes and sources, and random histories of one entity under them. */
export interface History {
  readonly attributes: readonly Attribute[];
  readonly steps: readonly Step[];
}

export type Step =
  | {
      readonly kind: "state";
      readonly source: string;
      readonly key: string;
      readonly facts: readonly Fact[];
      readonly echo: boolean;
      /** Of the source that is dated, which slice of the key it is. */
      readonly valid: Valid | null;
    }
  /** A day comes due. */
  | { readonly kind: "day"; readonly day: string }
  | { readonly kind: "unstate"; readonly source: string; readonly key: string; readonly fact: string }
  | { readonly kind: "delete"; readonly source: string; readonly key: string }
  | { readonly kind: "enter"; readonly fact: string; readonly value: Stated }
  | {
      readonly kind: "override";
      readonly fact: string;
      readonly value: Stated;
      readonly until: Override["until"];
    }
  | { readonly kind: "lift"; readonly fact: string }
  /** Someone lets every copy that differs in a fact do so until a day, or takes that back. */
  | { readonly kind: "waive"; readonly fact: string; readonly until: string }
  | { readonly kind: "withdraw"; readonly fact: string }
  /** Someone agrees to, or declines, all that waits of a fact. */
  | { readonly kind: "decide"; readonly fact: string; readonly who: string; readonly agree: boolean };

interface Fact {
  readonly fact: string;
  readonly value: Stated;
}

const sources = ["crm", "ops", "erp", "mart"];
const datedSource = "erp";
const names = ["stage", "name", "owner", "price", "label"];
const source = fc.constantFrom(...sources);
const name = fc.constantFrom(...names);
const key = fc.constantFrom("1", "1", "1", "2");
const value = fc.constantFrom<Stated>("x", "X", "y", "y", "z", null);

const survivorship = fc.constantFrom<Survivorship | null>(
  null,
  { by: "most-recent" },
  { by: "most-complete" },
  { by: "longest" },
  { by: "same-as", attribute: "name" },
);

const approval = fc.option(
  fc
    .record({
      for: fc.uniqueArray(fc.constantFrom("source" as const, "correction" as const, "override" as const), {
        minLength: 1,
      }),
      count: fc.constantFrom(1, 2),
      meanwhile: fc.constantFrom("keep-last" as const, "none" as const),
    })
    .map((drawn): Approve => ({ ...drawn, place, by: "treasury", for: new Set(drawn.for) })),
  { nil: null, freq: 2 },
);

const local = fc.option(
  fc
    .record({
      when: fc.constantFrom(null, "stage == 'x'", "stage != name"),
      days: fc.constantFrom(1, 31, 60),
    })
    .map(({ when, days }): Attribute["edits"]["local"] => ({
      place,
      when:
        when === null ? null : { text: when, place, reads: [{ attribute: "stage", of: null }], today: false },
      by: null,
      days,
    })),
  { nil: null, freq: 2 },
);

const dependent = (of: string) =>
  fc
    .record({
      first: fc.constantFrom(...sources, "hub"),
      last: fc.constantFrom(...sources, "hub"),
      conditional: fc.boolean(),
      fallback: fc.uniqueArray(source, { maxLength: 2 }),
      copies: fc.uniqueArray(source, { maxLength: 4 }),
      blank: fc.constantFrom("empty" as const, "gap" as const),
      handover: fc.constantFrom("carry" as const, "carry" as const, "adopt" as const),
      survivorship,
      loose: fc.boolean(),
      approve: approval,
      local,
    })
    .map((drawn) =>
      attribute(of, {
        authority: [
          authority(drawn.first, "stage == 'x'"),
          authority(drawn.last, drawn.conditional ? "stage == 'y'" : null),
        ],
        fallback: drawn.fallback,
        copies: drawn.copies.map((one) => copy(one)),
        blank: drawn.blank,
        handover: drawn.handover,
        survivorship: drawn.survivorship,
        approve: drawn.approve,
        edits: { proposeFrom: [], override: null, local: drawn.local },
        compare: { ignore: new Set(drawn.loose ? ["case"] : []), tolerance: null, maxLength: new Map() },
      }),
    );

const stage = fc
  .tuple(fc.constantFrom(...sources, "hub"), fc.uniqueArray(source, { maxLength: 2 }))
  .map(([one, copies]) =>
    attribute("stage", { authority: [authority(one)], copies: copies.map((other) => copy(other)) }),
  );

/** A fact that is derived from two others, and copied. */
const label = fc.uniqueArray(source, { maxLength: 2 }).map((copies) =>
  attribute("label", {
    copies: copies.map((other) => copy(other)),
    derived: {
      text: "stage + '/' + name",
      place,
      reads: [
        { attribute: "stage", of: null },
        { attribute: "name", of: null },
      ],
      today: false,
    },
  }),
);

const day = fc.constantFrom("2026-01-01", "2026-02-01", "2026-03-01", "2026-04-01");
const valid = fc
  .tuple(fc.constantFrom("", "2026-01-01", "2026-02-01", "2026-03-01"), fc.option(day, { nil: null }))
  .map(([from, to]) => validity(from, to !== null && to <= from ? null : to));
const until = fc.constantFrom<Override["until"]>({ change: "authority-changes" }, { day: "2027-01-01" });
const fact = fc.record({ fact: name, value });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant("state" as const),
      source,
      key,
      facts: fc.array(fact, { minLength: 1, maxLength: 3 }),
      echo: fc.boolean(),
      valid: fc.option(valid, { nil: null }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("unstate" as const), source, key, fact: name }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("delete" as const), source, key }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("day" as const), day }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("enter" as const), fact: name, value }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("override" as const), fact: name, value, until }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("lift" as const), fact: name }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("waive" as const), fact: name, until: day }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("withdraw" as const), fact: name }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("decide" as const),
      fact: name,
      who: fc.constantFrom("ana", "bo", "cy"),
      agree: fc.constantFrom(true, true, true, false),
    }),
  },
);

export const history: fc.Arbitrary<History> = fc.record({
  attributes: fc.tuple(stage, dependent("name"), dependent("owner"), dependent("price"), label),
  steps: fc.array(step, { minLength: 1, maxLength: 20 }),
});

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
    const made = { ...rest, fact: factKey(fact), by: "ana", reason: "wrong", since: logIndex(index) };
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
