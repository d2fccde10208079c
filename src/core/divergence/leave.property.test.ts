import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type History, history, replay, type World } from "../../../test/helpers/histories.ts";
import { nextDue } from "./leave.ts";
import { noWaivers, waiverKey } from "./waiver.ts";

const each = (check: (world: World, told: History) => void) =>
  fc.assert(
    fc.property(history, (told) => {
      for (const world of replay(told)) check(world, told);
    }),
    { numRuns: 400 },
  );

describe("leave for copies to differ, after every step of any history under any model", () => {
  test("changes nothing of a divergence but that it is allowed", () => {
    each(({ finder, finding, found }) => {
      const without = finder.find({ ...finding, waivers: noWaivers });
      const bare = (list: typeof found.open) => list.map(({ leave: _, ...rest }) => rest);

      expect(bare(without.open)).toEqual(bare(found.open));
    });
  });

  test("is a waiver wherever one stands on what differs, and ends before its day has come", () => {
    each(({ found, standing, finding }) => {
      for (const { fact, record, leave } of found.open) {
        const waiver = standing.get(waiverKey(fact, record));
        expect(leave?.kind === "waiver").toBe(waiver !== undefined);
        if (waiver !== undefined) expect(leave?.until).toBe(waiver.until);
        if (leave !== null) expect(leave.until > finding.calendar).toBe(true);
      }
    });
  });

  test("is local only for edits there, and as long as the model says from the day on which they were seen", () => {
    each(({ found, type }) => {
      for (const one of found.open) {
        if (one.leave?.kind !== "local") continue;
        const days = type.attributes.get(one.fact)?.edits.local?.days ?? 0;
        expect(Date.parse(one.leave.until) - Date.parse(one.openedOn)).toBe(days * 86_400_000);
        expect(["foreign-edit", "never-synced", "missing"]).toContain(one.cause);
      }
    });
  });

  test("waivers end on their day, or with what they are about, and else stand", () => {
    each(({ finding, found, standing, type, resolution }) => {
      const ended = new Map(found.endedWaivers.map((one) => [one.waiver, one.why]));
      for (const [key, waiver] of finding.waivers) {
        expect(standing.has(key)).toBe(!ended.has(waiver));
        const record = finding.records.find(({ id }) => id === waiver.record);
        const declared = type.attributes
          .get(waiver.fact)
          ?.copies.some(({ source }) => source === record?.source);
        const differs = found.open.some((one) => waiverKey(one.fact, one.record) === key);
        const decides = resolution.golden.facts.get(waiver.fact)?.authority === record?.source;
        const expected =
          waiver.until <= finding.calendar
            ? "day"
            : record === undefined
              ? "record-gone"
              : !declared
                ? "not-declared"
                : decides
                  ? "became-authority"
                  : differs
                    ? undefined
                    : expect.toBeOneOf(["agrees", undefined]);
        expect(ended.get(waiver)).toEqual(expected);
      }
    });
  });

  test("has its end among what comes due: on that day something of it changes", () => {
    each(({ finder, finding, found, standing, resolution }) => {
      const after = { records: [], waivers: standing, divergences: found.open };
      const due = nextDue(after, finding.calendar);
      if (due === null) {
        expect(found.open.every(({ leave }) => leave === null)).toBe(true);
        return;
      }
      const asBefore = { before: new Map(), previous: resolution.golden, open: found.open };
      const then = finder.find({ ...finding, ...asBefore, waivers: standing, calendar: due });

      expect(then.endedWaivers.length + then.changed.length + then.closed.length).toBeGreaterThan(0);
    });
  });
});
