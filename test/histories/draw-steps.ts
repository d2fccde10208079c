import fc from "fast-check";
import { here } from "./created.ts";
import { approvers, narrow, wide } from "./govern.ts";

/** A record, or what it belongs to. */
export interface At {
  readonly source: string;
  readonly key: string;
}

export type Columns = Readonly<Record<string, string | null>>;

/** Something that happens. What does not fit the model, or what there is, is refused and changes nothing. */
export type Happening =
  /** A record says this, and nothing else any more. Of a dated source it is one slice. */
  | { readonly kind: "row"; readonly at: At; readonly columns: Columns }
  | { readonly kind: "delete"; readonly at: At }
  | { readonly kind: "enter"; readonly at: At; readonly attribute: string; readonly value: string | null }
  | {
      readonly kind: "override";
      readonly at: At;
      readonly attribute: string;
      readonly value: string | null;
      readonly until: string | null;
    }
  /** A thing is created here, of those of some facts that are decided here; once under each key. */
  | { readonly kind: "create"; readonly at: At; readonly facts: Columns }
  | { readonly kind: "lift"; readonly at: At; readonly nth: number }
  | {
      /** Of all that waits for approval. */
      readonly kind: "decide";
      readonly at: At;
      readonly nth: number;
      readonly by: string;
      readonly agree: boolean;
    }
  | { readonly kind: "same" | "different"; readonly left: At; readonly right: At }
  /** One of the copies that differ may do so until a day; or may no longer. */
  | { readonly kind: "waive"; readonly at: At; readonly nth: number; readonly until: string }
  | { readonly kind: "withdraw"; readonly at: At; readonly nth: number }
  /** Undoes the merge by hand that was made last and stands. */
  | { readonly kind: "split" }
  /** A crosswalk says that the two are the same. */
  | { readonly kind: "pair"; readonly left: At; readonly right: At }
  | { readonly kind: "day"; readonly day: string };

/** What each attribute's column may hold, what cannot be read among it. */
const values = {
  code: ["k1", "k2", "", null],
  stage: ["x", "1", "Y", "z", "?", null],
  name: ["n", "N", " n ", "m", "longer", "", null],
  size: ["1", "01", "2", "5", "12", "x", null],
  price: ["1", "1.0", "2.50", "?", null],
  currency: ["EUR", "USD", null],
  weight: ["1", "1000", "0.5", null],
  unit: ["kg", "g", "m", null],
  street: ["s", "t", null],
  town: ["Ulm", "Bonn", null],
  tags: ["red", "red;blue", "blue", "blue;red;red", "", null],
  steps: ['["p"]', '["p","q"]', '["q","p"]', "[", null],
  ids: [
    '[{"issuer":"i","no":"1"}]',
    '[{"issuer":"i","no":"2"},{"issuer":"j","no":"1"}]',
    '[{"no":"1"}]',
    "[]",
    null,
  ],
  title_de: ["Titel", "T", null],
  title_en: ["Title", null],
  firm: ["1", "2", "9", null],
  firm_by: ["Acme", "Bolt", null],
  firms: ["1", "2;1", "1;9", "1;1", "", null],
  firms_by: ["Acme", "Bolt;Acme", null],
  boss: ["1", "2", "3", "9", null],
  note: ["hm", null],
  firm_name: ["Acme", "ACME", null],
  boss_name: ["n", null],
  label: ["x/n", "?", null],
  master: ["1", "2", "3", "8", null],
  other: ["1", "2", "3", null],
  no: ["1", "2", null],
  title: ["Titel", null],
} as const;

const sometimes = (columns: Readonly<Record<string, readonly (string | null)[]>>, share: number) =>
  fc
    .record(
      Object.fromEntries(
        Object.entries(columns).map(([name, list]) => [
          name,
          fc.option(fc.constantFrom(...list), { nil: undefined, freq: share }),
        ]),
      ),
    )
    .map(
      (all): Columns =>
        Object.fromEntries(
          Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
        ),
    );

const days = ["2126-01-05", "2126-02-01", "2126-02-10", "2126-03-01", "2126-04-01"] as const;
const dates = fc.record({
  since: fc.constantFrom("", "2126-01-01", "2126-02-01", "2126-03-01"),
  until: fc.constantFrom(null, null, "2126-02-05", "2126-04-01"),
});
const { no, title, ...rest } = values;
const key = fc.constantFrom("1", "1", "1", "2", "2", "3");
const thing: fc.Arbitrary<At> = fc.record({ source: fc.constantFrom(...wide), key });
const slim: fc.Arbitrary<At> = fc
  .tuple(key, fc.constantFrom("i", "j", "de", "en"))
  .map((parts) => ({ source: narrow, key: JSON.stringify(parts) }));
const firmAt: fc.Arbitrary<At> = fc.record({
  source: fc.constantFrom("fa", "fb"),
  key: fc.constantFrom("1", "2"),
});

const rows = fc.oneof(
  {
    weight: 10,
    arbitrary: fc
      .tuple(thing, sometimes(rest, 2), dates)
      .map(([at, columns, dated]) => ({ kind: "row" as const, at, columns: { ...columns, ...dated } })),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(slim, sometimes({ code: values.code, no, title }, 4))
      .map(([at, columns]) => ({ kind: "row" as const, at, columns })),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(
        firmAt,
        sometimes({ name: ["Acme", "acme", "Bolt"], city: ["Ulm", "Bonn"], parent: ["1", "2", null] }, 4),
      )
      .map(([at, columns]) => ({ kind: "row" as const, at, columns })),
  },
);

const madeHere: fc.Arbitrary<At> = fc.record({
  source: fc.constant(here),
  key: fc.constantFrom("1", "1", "2"),
});

/** What records tell of: mostly the two that are there from the beginning. */
const told: fc.Arbitrary<At> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom({ source: "a", key: "1" }, { source: "b", key: "1" }) },
  { weight: 2, arbitrary: thing },
  { weight: 1, arbitrary: firmAt },
);
/** What things happen to. */
const any: fc.Arbitrary<At> = fc.oneof({ weight: 7, arbitrary: told }, { weight: 2, arbitrary: madeHere });
/** An attribute and a value of it, as a person would write it. */
const stated = fc.oneof(
  ...(
    [
      ["name", values.name],
      ["size", values.size],
      ["price", ["1 EUR", "2.50 USD", null]],
      ["weight", ["2 kg", "500 g", null]],
      ["addr", ['{"street":"s","town":"Ulm"}', null]],
      ["tags", ['["red"]', '["blue","red"]', null]],
      ["tags[red]", ["red", null]],
      ["steps", ['["p"]', null]],
      ["ids", ['[{"issuer":"i","no":"3"}]', null]],
      ["ids[i]", ['{"issuer":"i","no":"3"}', null]],
      ["title[de]", ["Titel", "Neu", null]],
      ["firm", ["fa:1", "fa:9", null]],
      ["firms", ['["fa:1"]', '["fb:2","fa:1"]', null]],
      ["boss", ["a:1", "a:2", "b:3", "hub:1", "hub:2", null]],
      ["note", ["hm", "oh", null]],
      ["firm_name", ["Acme", "Other"]],
      ["code", ["k1", "k2"]],
    ] as const
  ).map(([attribute, list]) =>
    fc.record({ attribute: fc.constant(attribute), value: fc.constantFrom<string | null>(...list) }),
  ),
);

const nth = fc.nat({ max: 3 });
/** What something is created of: that of it which is decided here. */
const created: fc.Arbitrary<Happening> = fc
  .tuple(madeHere, fc.array(stated, { maxLength: 12, size: "max" }))
  .map(([at, all]) => ({
    kind: "create" as const,
    at,
    facts: Object.fromEntries(all.map(({ attribute, value }) => [attribute, value])),
  }));

const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 16, arbitrary: rows },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("delete" as const), at: fc.oneof(told, slim) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("day" as const), day: fc.constantFrom(...days) }) },
  {
    weight: 5,
    arbitrary: fc
      .tuple(fc.oneof(any, madeHere), stated)
      .map(([at, what]) => ({ kind: "enter" as const, at, ...what })),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(any, stated, fc.constantFrom("2126-03-15", null))
      .map(([at, what, until]) => ({ kind: "override" as const, at, ...what, until })),
  },
  { weight: 3, arbitrary: created },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("lift" as const), at: any, nth }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant("decide" as const),
      at: any,
      nth,
      by: fc.constantFrom(...approvers),
      agree: fc.constantFrom(true, true, true, false),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom("same" as const, "same" as const, "different" as const),
      left: any,
      right: any,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("waive" as const),
      at: any,
      nth,
      until: fc.constantFrom("2126-02-01", "2126-02-20", "2126-05-01"),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("withdraw" as const), at: any, nth }) },
  {
    weight: 2,
    arbitrary: fc.tuple(madeHere, told).map(([left, right]) => ({ kind: "same" as const, left, right })),
  },
  { weight: 2, arbitrary: fc.constant({ kind: "split" as const }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("pair" as const), left: thing, right: thing }) },
);

const first = (source: string) =>
  sometimes(rest, 2).map((columns) => ({ kind: "row" as const, at: { source, key: "1" }, columns }));

/** Some records come before anything else happens, and often something is created: what happens to nothing is soon told. */
export const happenings: fc.Arbitrary<readonly Happening[]> = fc
  .tuple(
    first("a"),
    first("b"),
    fc.array(created, { maxLength: 2, size: "max" }),
    fc.array(rows, { minLength: 1, maxLength: 6, size: "max" }),
    fc.array(happening, { maxLength: 16, size: "max" }),
  )
  .map(([a, b, made, more, then]) => [a, b, ...made, ...more, ...then]);
