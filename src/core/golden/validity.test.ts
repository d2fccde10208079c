import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  compareOrder,
  inForce,
  nextBoundary,
  overlap,
  overlaps,
  periods,
  type Slice,
  validity,
} from "./validity.ts";

const days = Array.from({ length: 9 }, (_, at) => `2026-01-0${at + 1}`);
const day = fc.constantFrom(...days);
const valid = fc
  .tuple(fc.option(day, { nil: "" }), fc.option(day, { nil: null }))
  .map(([from, to]) => validity(from, to !== null && to <= from ? null : to));

/** Slices of two keys, as a source would have them: no two begin at once. */
const slices = fc
  .uniqueArray(
    fc.record({
      source: fc.constant("hr"),
      key: fc.constantFrom("1", "2"),
      deleted: fc.constantFrom(false, false, false, true),
      valid,
    }),
    { selector: ({ key, valid }) => `${key} ${valid?.from ?? ""}` },
  )
  .map((list): readonly Slice[] => list);

describe("of the slices of a key, at each day", () => {
  test("at most one is in force: of those that have begun the last, while it has not ended", () => {
    fc.assert(
      fc.property(slices, day, (list, calendar) => {
        for (const key of ["1", "2"]) {
          const living = list.filter((one) => one.key === key && !one.deleted);
          const begun = living.filter((one) => (one.valid?.from ?? "") <= calendar);
          const last = begun
            .toSorted((a, b) => ((a.valid?.from ?? "") < (b.valid?.from ?? "") ? -1 : 1))
            .at(-1);
          const ended = last?.valid?.to != null && last.valid.to <= calendar;
          const now = inForce(list, calendar).filter((one) => one.key === key && !one.deleted);

          expect(now).toEqual(last === undefined || ended ? [] : [last]);
        }
      }),
    );
  });

  test("which is in force does not depend on the order in which they came", () => {
    fc.assert(
      fc.property(slices, day, (list, calendar) => {
        expect(new Set(inForce(list.toReversed(), calendar))).toEqual(new Set(inForce(list, calendar)));
      }),
    );
  });

  test("one that is back-dated changes what is in force only if it is in force itself", () => {
    fc.assert(
      fc.property(slices, day, (list, calendar) => {
        const [added, ...before] = list;
        if (added === undefined) return;
        const was = inForce(before, calendar).filter((one) => !one.deleted);
        const now = inForce(list, calendar).filter((one) => !one.deleted);
        const covers = !added.deleted && (added.valid?.from ?? "") <= calendar && now.includes(added);
        // One that has ended ends the one before it, too: a gap was declared.
        const ends = added.valid?.to != null && added.valid.to <= calendar && !added.deleted;
        if (!covers && !ends) expect(now).toEqual(was);
      }),
    );
  });

  test("nothing changes between now and the next boundary, and nothing ever where there is none", () => {
    fc.assert(
      fc.property(slices, day, day, (list, calendar, later) => {
        const next = nextBoundary(list, calendar);
        if (later < calendar || (next !== null && later >= next)) return;

        expect(inForce(list, later)).toEqual(inForce(list, calendar));
      }),
    );
  });

  test("the periods are those in which it is in force, to the day", () => {
    fc.assert(
      fc.property(slices, day, (list, calendar) => {
        const told = periods(list).filter(
          ({ from, to }) => from <= calendar && (to === null || calendar < to),
        );
        const dated = (key: string) =>
          list.some((one) => one.key === key && !one.deleted && one.valid !== null);
        const expected = inForce(list, calendar).filter((one) => !one.deleted && dated(one.key));

        expect(new Set(told.map(({ record }) => record))).toEqual(new Set(expected));
      }),
    );
  });
});

test("validities contradict each other where one begins before the other says that it ends", () => {
  const from = (begin: string, to: string | null = null) => validity(begin, to);

  expect(overlap(from("2026-01-01"), from("2026-02-01"))).toBe(false);
  expect(overlap(from("2026-01-01", "2026-02-01"), from("2026-02-01"))).toBe(false);
  expect(overlap(from("2026-02-01"), from("2026-01-01", "2026-02-02"))).toBe(true);
  expect(overlap(from("", "2026-02-02"), from("2026-02-01", "2026-02-02"))).toBe(true);
  const slice = { source: "hr", key: "1", deleted: false };
  const both = [
    { ...slice, valid: from("2026-01-01", "2026-03-01") },
    { ...slice, valid: from("2026-02-01") },
  ];
  expect(overlaps(both)).toEqual([both]);
  expect(overlaps(both.map((one) => ({ ...one, deleted: true })))).toEqual([]);
});

test("the later of two rows is told by number where both are numbers, else by text", () => {
  expect([
    compareOrder("9", "10"),
    compareOrder("b", "a"),
    compareOrder(null, "1"),
    compareOrder("2", "2"),
  ]).toEqual([-1, 1, -1, 0]);
});

test("the next moment at which anything changes lies behind the calendar, and is of no slice that is deleted", () => {
  fc.assert(
    fc.property(slices, day, (list, calendar) => {
      const bounds = list
        .filter(({ deleted }) => !deleted)
        .flatMap(({ valid }) => [valid?.from ?? "", valid?.to ?? ""])
        .filter((bound) => bound > calendar);

      expect(nextBoundary(list, calendar)).toBe(bounds.toSorted()[0] ?? null);
    }),
  );
});

test("two validities that begin together are one slice, and do not contradict each other", () => {
  const from = "2026-01-01";

  expect(overlap(validity(from, "2026-02-01"), validity(from, null))).toBe(false);
  expect(overlap(validity(from, "2026-02-01"), validity(from, "2026-03-01"))).toBe(false);
  expect(overlap(null, validity("", "2026-03-01"))).toBe(false);
});
