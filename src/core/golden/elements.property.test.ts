import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { modelOf } from "../../../test/helpers/model-of.ts";
import { recordsAlone } from "../../../test/helpers/worlds.ts";
import { entityId, type FactKey, factKey, logIndex, recordId } from "../ids.ts";
import type { Claim, GoldenRecord, RecordState } from "./golden.ts";
import { compileResolver } from "./resolve.ts";

const model = modelOf({
  "all.yaml": `systems: { ward: {}, lab: {}, desk: {} }
entity: patient
sources:
  - { name: ward, system: ward, key: id, fields: { allergies: allergies, ids: ids, cards: cards } }
  - { name: lab, system: lab, key: id, fields: { allergies: allergies, ids: ids, cards: cards } }
  - { name: desk, system: desk, key: id, fields: { allergies: allergies, ids: { element: true, fields: { issuer: issuer } } } }
attributes:
  allergies: { type: list, of: text, combine: union, authority: [ward, lab], copies: [desk, ward] }
  ids: { type: list, of: { type: group, fields: { issuer: text, no: text } }, keyed-by: issuer, authority: ward, fallback: [lab] }
  cards: { type: list, of: { type: group, fields: { issuer: text, no: text } }, keyed-by: issuer, authority: [{ source: lab, when: "key in ['nuts', '[bracket]'] || key == 'quo\\"te'" }, ward] }
`,
});
const type = model.entities.get("patient");
if (type === undefined) throw new Error("the model declares patients");
const resolver = compileResolver(model, type);

const sources = ["ward", "lab", "desk"] as const;
const elements = ["latex", "nuts", 'quo"te', "[bracket]"];

/** What the records of a patient state of the union, one after the other. */
const statement = fc.record({
  source: fc.constantFrom(...sources),
  key: fc.constantFrom("1", "2"),
  stated: fc.uniqueArray(fc.constantFrom(...elements)),
  whole: fc.boolean(),
  deleted: fc.boolean(),
});
type Statement = (typeof statement extends fc.Arbitrary<infer One> ? One : never) & {
  readonly index: number;
};

const recordOf = ({ source, key, stated, whole, deleted, index }: Statement): RecordState => {
  const position = { incarnation: 1, kind: "file" as const, at: String(index).padStart(4, "0") };
  const claim = (value: string | null): Claim => ({
    value,
    since: logIndex(index),
    position,
    ownWrite: false,
  });
  const claims = new Map<FactKey, Claim>(stated.map((one) => [factKey("allergies", one), claim(one)]));
  if (whole) claims.set(factKey("allergies"), claim(null));
  const id = recordId(`${source}-${key}`);
  const valid = null;
  return { id, source, key, entity: entityId("P"), deleted, valid, position, created: logIndex(1), claims };
};

const resolve = (records: readonly RecordState[], previous: GoldenRecord | null, index: number) =>
  resolver.resolve({
    ...recordsAlone,
    records,
    previous,
    index: logIndex(index),
  });

const believed = (golden: GoldenRecord): readonly string[] =>
  [...golden.facts].flatMap(([, { value }]) => (value === null ? [] : [value])).sort();

const histories = fc.array(statement, { minLength: 1, maxLength: 8 });

describe("a union of what several systems state", () => {
  test("holds what any of its living authorities states, and nothing else, whatever came before", () => {
    fc.assert(
      fc.property(histories, (steps) => {
        const now = new Map<string, RecordState>();
        let golden: GoldenRecord | null = null;
        for (const [at, step] of steps.entries()) {
          const record = recordOf({ ...step, index: at + 1 });
          now.set(record.id, record);
          golden = resolve([...now.values()], golden, at + 1).golden;
          const stated = [...now.values()]
            .filter(({ source, deleted }) => source !== "desk" && !deleted)
            .flatMap(({ claims }) => [...claims.values()].flatMap(({ value }) => value ?? []));
          expect(believed(golden)).toEqual([...new Set(stated)].sort());
        }
      }),
      { numRuns: 500 },
    );
  });

  test("does not depend on the order of the records, and twice is once", () => {
    fc.assert(
      fc.property(histories, fc.func(fc.integer()), (steps, shuffle) => {
        const now = new Map(
          steps.map((step, at) => recordOf({ ...step, index: at + 1 })).map((one) => [one.id, one]),
        );
        const records = [...now.values()];
        const once = resolve(records, null, steps.length);
        const shuffled = records.toSorted((a, b) => shuffle(a.id) - shuffle(b.id));

        expect(resolve(shuffled, null, steps.length).golden).toEqual(once.golden);
        const again = resolve(records, once.golden, steps.length + 1);
        expect(again.changed).toEqual([]);
        expect(again.golden).toBe(once.golden);
      }),
      { numRuns: 500 },
    );
  });

  test("tells each element that comes and each that goes, and no other", () => {
    fc.assert(
      fc.property(statement, statement, (first, second) => {
        const before = resolve([recordOf({ ...first, source: "ward", key: "1", index: 1 })], null, 1).golden;
        const after = resolve([recordOf({ ...second, source: "ward", key: "1", index: 2 })], before, 2);

        const [was, is] = [new Set(believed(before)), new Set(believed(after.golden))];
        const moved = [...was.symmetricDifference(is)].map((one) => factKey("allergies", one));
        expect(after.changed.toSorted()).toEqual(moved.sort());
      }),
      { numRuns: 300 },
    );
  });
});

describe("an element of a union that we wrote somewhere ourselves", () => {
  const echoed = (source: (typeof sources)[number], index: number): RecordState => {
    const record = recordOf({ source, key: "1", stated: ["nuts"], whole: false, deleted: false, index });
    return {
      ...record,
      claims: new Map([...record.claims].map(([fact, claim]) => [fact, { ...claim, ownWrite: true }])),
    };
  };
  const stated = (source: (typeof sources)[number], index: number) =>
    recordOf({ source, key: "1", stated: ["nuts"], whole: false, deleted: false, index });

  test("is believed of another who states it, and of nobody where no other does", () => {
    const both = resolve([echoed("ward", 1), stated("lab", 2)], null, 3).golden;
    const alone = resolve([echoed("ward", 1)], null, 2).golden;

    expect(both.facts.get(factKey("allergies", "nuts"))).toMatchObject({ source: "lab", authority: "lab" });
    expect(believed(alone)).toEqual([]);
  });
});

describe("an element of a union that only who is not believed states", () => {
  const ward = recordOf({ source: "ward", key: "1", stated: [], whole: true, deleted: false, index: 1 });
  const desk = (deleted: boolean) =>
    recordOf({ source: "desk", key: "1", stated: ["nuts"], whole: false, deleted, index: 2 });
  const nuts = (records: readonly RecordState[], previous: GoldenRecord | null = null) =>
    resolve(records, previous, 3).golden.facts.get(factKey("allergies", "nuts"));

  test("stands as not there where an authority says so, for as long as somebody states it", () => {
    expect(nuts([ward, desk(false)])).toMatchObject({ value: null, basis: "authority", source: "ward" });
    expect(nuts([ward, desk(true)], resolve([ward, desk(false)], null, 2).golden)).toBeUndefined();
  });

  test("is no fact where no authority says anything of the list", () => {
    expect(nuts([desk(false)])).toBeUndefined();
  });
});

describe("a keyed list, each key of which is a fact", () => {
  const stating = (
    source: string,
    keys: readonly string[],
    {
      list = "ids",
      whole,
      index,
    }: { readonly list?: string; readonly whole: boolean; readonly index: number },
  ): RecordState => {
    const record = recordOf({ source: "ward", key: "1", stated: [], whole: false, deleted: false, index });
    const claim = (value: string | null): Claim => ({
      value,
      since: logIndex(index),
      position: record.position,
      ownWrite: false,
    });
    const claims = new Map<FactKey, Claim>(
      keys.map((key) => [factKey(list, key), claim(JSON.stringify({ issuer: key, no: source }))]),
    );
    if (whole) claims.set(factKey(list), claim(null));
    return { ...record, id: recordId(source), source, claims };
  };

  test("is not in the list where the authority states the list without it, whatever a fallback says", () => {
    const { golden } = resolve(
      [
        stating("ward", ["a"], { whole: true, index: 1 }),
        stating("lab", ["a", "b"], { whole: true, index: 2 }),
      ],
      null,
      3,
    );

    expect(golden.facts.get(factKey("ids", "a"))).toMatchObject({ source: "ward", basis: "authority" });
    expect(golden.facts.get(factKey("ids", "b"))).toMatchObject({ value: null, basis: "authority" });
  });

  test("is filled in by a fallback where the authority speaks of single keys only", () => {
    const { golden } = resolve(
      [
        stating("ward", ["a"], { whole: false, index: 1 }),
        stating("lab", ["a", "b"], { whole: true, index: 2 }),
      ],
      null,
      3,
    );

    expect(golden.facts.get(factKey("ids", "b"))).toMatchObject({ source: "lab", basis: "fallback" });
  });

  test("is believed of the authority whose condition its key meets, each key by itself", () => {
    const some = fc.uniqueArray(fc.constantFrom(...elements));
    fc.assert(
      fc.property(some, some, fc.boolean(), (ward, lab, whole) => {
        const { golden } = resolve(
          [
            stating("ward", ward, { list: "cards", whole, index: 1 }),
            stating("lab", lab, { list: "cards", whole, index: 2 }),
          ],
          null,
          3,
        );

        for (const key of elements) {
          const source = key === "latex" ? "ward" : "lab";
          const states = (source === "ward" ? ward : lab).includes(key);
          const fact = golden.facts.get(factKey("cards", key));
          expect(fact?.value ?? null).toBe(states ? JSON.stringify({ issuer: key, no: source }) : null);
          if (states) expect(fact).toMatchObject({ source, authority: source, basis: "authority" });
        }
      }),
      { numRuns: 300 },
    );
  });
});
