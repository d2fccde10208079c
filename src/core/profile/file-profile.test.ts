import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { RawNumber } from "../value/raw.ts";
import type { FileProfile } from "./file-profile.ts";
import { FileProfiler } from "./file-profile.ts";
import { hashEnd, hashText } from "./hash-text.ts";
import { foldWords, formOf, forms, hashValue, normalText } from "./value-form.ts";
import { overlapOf, ValueSketch } from "./value-sketch.ts";

const cell = fc.oneof(
  fc.constantFrom(null, "", " a ", "A", "a", "1", "01", "1,5", "1.5", "2026-01-02", "n/a", "yes", "x@y.de"),
  fc.string({ unit: "grapheme", maxLength: 6 }),
  fc.integer({ min: 0, max: 400 }).map(String),
  fc.integer({ min: 0, max: 400 }).map((number) => new RawNumber(String(number))),
  fc.boolean(),
);
const row = fc.record({ id: cell, name: cell, more: cell }, { requiredKeys: ["id"] });
const rows = fc.array(row, { maxLength: 120 });
type Row = Record<string, Parameters<typeof toFields>[0][string]>;
const toFields = (of: Record<string, string | boolean | null | RawNumber>) => new Map(Object.entries(of));

const names = ["id", "name", "more"];
function profile(of: readonly Row[], kept = 16): FileProfiler {
  const profiler = new FileProfiler(kept);
  profiler.header(names);
  for (const each of of) profiler.add(toFields(each));
  return profiler;
}
const column = (of: FileProfile, name: string) => {
  const found = of.columns.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no column ${name}`);
  return found;
};

describe("a profile", () => {
  test("is the same whatever the order of the rows", () => {
    const shuffled = rows.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
    );
    fc.assert(
      fc.property(shuffled, ([all, other]) => {
        expect(profile(other).finish()).toEqual(profile(all).finish());
      }),
    );
  });

  test("of the whole is the merged profiles of its parts, however it is divided", () => {
    fc.assert(
      fc.property(rows, rows, rows, (a, b, c) => {
        const parts = profile(a);
        parts.merge(profile(b));
        parts.merge(profile(c));

        expect(parts.finish()).toEqual(profile([...a, ...b, ...c]).finish());
      }),
    );
  });

  test("counts each filled value once, in one form", () => {
    fc.assert(
      fc.property(rows, (all) => {
        for (const each of profile(all).finish().columns) {
          const counted = [...each.forms.values()].reduce((sum, count) => sum + count, 0);
          expect(counted).toBe(each.filled);
          expect(each.filled).toBeLessThanOrEqual(all.length);
          expect(each.distinct).toBeLessThanOrEqual(each.filled);
        }
      }),
    );
  });

  test("counts distinct values exactly while it keeps all, and within its error beyond", () => {
    const some = (count: number, kept: number) =>
      column(
        profile(
          Array.from({ length: count }, (_, i) => ({ id: `k-${i}` })),
          kept,
        ).finish(),
        "id",
      );

    expect(some(500, 512)).toMatchObject({ distinct: 500, distinctExact: true, repeated: 0 });
    const many = some(50_000, 512);
    expect(many.distinctExact).toBe(false);
    expect(many.kept).toHaveLength(512);
    expect(Math.abs(many.distinct - 50_000) / 50_000).toBeLessThan(0.15);
  });

  test("knows columns that are always empty, and looks into objects", () => {
    const profiler = new FileProfiler(8);
    profiler.header(["id", "blank"]);
    profiler.add(new Map<string, never>([["id", new Map([["x", "1"]]) as never]]));
    const { columns, rows: count } = profiler.finish();

    expect(columns.map(({ name, filled }) => [name, filled])).toEqual([
      ["id", 0],
      ["blank", 0],
      ["id.x", 1],
    ]);
    expect(count).toBe(1);
  });
});

describe("forms", () => {
  test.each([
    ["17", "integer"],
    ["-17", "integer"],
    ["007", "zeros"],
    ["1.50", "decimal"],
    ["1,50", "decimal-comma"],
    ["1.234,50", "decimal-comma"],
    ["1,234", "grouped"],
    ["1,234.50", "grouped"],
    ["2026-11-21", "date"],
    ["21.11.2026", "date-dotted"],
    ["31.02.2026", "phone"],
    ["11/21/2026", "date-slashed"],
    ["2026-11-21T10:00:00Z", "timestamp"],
    ["2026-11-21 10:00:00", "timestamp-local"],
    ["Yes", "boolean"],
    ["N/A", "placeholder"],
    ["ana@example.org", "email"],
    ["ana@", "text"],
    ["https://example.org/a", "url"],
    ["+49 30 1234567", "phone"],
    ["01a1fc79-8664-8001-8f9a-141cd09ba3da", "uuid"],
    ["12345678901234567890123", "phone"],
    ["Ünïcode", "text"],
  ])("%s is %s", (text, form) => {
    expect(formOf(text)).toBe(form);
  });

  test("have one normal text for all ways to write the same", () => {
    const same = (...texts: string[]) =>
      expect(new Set(texts.map((text) => normalText(formOf(text), text))).size, texts.join()).toBe(1);
    same("1.50", "1,5", "1.5");
    same("2026-11-01", "1.11.2026", "01.11.2026");
    same("Spring-Launch", "spring  launch", "SPRING LAUNCH!");
    same("+49 30 1234567", "0049 30 / 1234567");
  });

  test("of any text at all are found, and the quick hash is that of the normal text", () => {
    const text = fc.oneof(fc.string(), fc.string({ unit: "grapheme" }), fc.string({ unit: "binary" }));
    fc.assert(
      fc.property(text, (any) => {
        const form = formOf(any);
        const hash = hashValue(form, any);

        expect(forms).toContain(form);
        expect(hash).toBe(hashText(normalText(form, any)));
        expect(Number.isSafeInteger(hash) && hash >= 0 && hash < hashEnd).toBe(true);
        expect(foldWords(foldWords(any))).toBe(foldWords(any));
      }),
      { numRuns: 2_000 },
    );
  });
});

test("overlaps of two sketches are those of the values, up to what both keep", () => {
  const numbers = fc.uniqueArray(fc.integer({ min: 0, max: 300 }), { maxLength: 200 });
  fc.assert(
    fc.property(numbers, numbers, fc.integer({ min: 4, max: 300 }), (left, right, size) => {
      const [a, b] = [left, right].map((all) => {
        const sketch = new ValueSketch(size);
        for (const each of all) sketch.add(hashText(`v${each}`), "");
        return { kept: sketch.values(), bound: sketch.bound, exact: sketch.exact };
      });
      if (a === undefined || b === undefined) throw new Error("two were made");
      const overlap = overlapOf(a, b);
      const common = left.filter((each) => right.includes(each));

      expect(overlap.common.length).toBeLessThanOrEqual(common.length);
      if (a.exact && b.exact) {
        expect(overlap).toMatchObject({ left: left.length, right: right.length });
        expect(overlap.common.length).toBe(common.length);
      }
    }),
  );
});
