import fc from "fast-check";
import type { Override } from "../../src/core/golden/golden.ts";
import { type Valid, validity } from "../../src/core/golden/validity.ts";
import type { Approval as Approve, Attribute, Survivorship } from "../../src/core/model/attribute.ts";
import type { Stated } from "../../src/core/value/canonical.ts";
import { attribute, authority, copy, place } from "./worlds.ts";

/** Random models of a few attributes and sources, and random histories of one entity under them. */
export interface History {
  readonly attributes: readonly Attribute[];
  readonly steps: readonly Step[];
}

/** What happens at one moment. */
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
/** Its records have slices, each true from a day until another. */
export const datedSource = "erp";
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

/** Draws one. */
export const history: fc.Arbitrary<History> = fc.record({
  attributes: fc.tuple(stage, dependent("name"), dependent("owner"), dependent("price"), label),
  steps: fc.array(step, { minLength: 1, maxLength: 20 }),
});
