import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  attribute,
  authority,
  copy,
  entityType,
  modelOf,
  place,
  record,
  recordsAlone,
} from "../../../test/helpers/worlds.ts";
import { validity } from "../golden/validity.ts";
import { type FactKey, factKey, logIndex } from "../ids.ts";
import { shiftDay } from "../value/calendar.ts";
import type { Divergence, DivergenceCause } from "./divergence.ts";
import { compileFinder } from "./find.ts";
import { nextDue } from "./leave.ts";
import { type Waiver, waiverKey } from "./waiver.ts";

const name = factKey("name");
const ops = record("ops", { name: "Sprung" });
const seenOn = "2026-01-31";

/** A divergence that was open before, from one entry on. */
const open = (more: Partial<Divergence> = {}): Divergence => ({
  fact: name,
  record: ops.id,
  source: "ops",
  golden: "Spring",
  held: "Sprung",
  cause: "foreign-edit",
  pattern: "other",
  policy: "flag",
  opened: logIndex(1),
  since: logIndex(1),
  wasInStep: true,
  openedOn: seenOn,
  leave: null,
  ...more,
});

const waiver = (until: string, key: string): Waiver => ({
  fact: name,
  record: record("ops", {}, { key }).id,
  until,
  since: logIndex(1),
});

describe("what comes due next of an entity", () => {
  test("is the first of all that begins or ends after the calendar: slices, waivers, and leave of divergences", () => {
    const day = fc.integer({ min: 1, max: 9 }).map((at) => `2026-01-0${at}`);
    const some = fc.array(day, { maxLength: 3 });
    fc.assert(
      fc.property(day, some, some, some, (calendar, begins, ends, leaves) => {
        const due = nextDue(
          {
            records: begins.map((from) => ({ ...ops, valid: validity(from, null) })),
            waivers: new Map(ends.map((until, at) => [String(at), waiver(until, String(at))])),
            divergences: leaves.map((until) => open({ leave: { kind: "local", until } })),
          },
          calendar,
        );

        const ahead = [...begins, ...ends, ...leaves].filter((one) => one > calendar).sort();
        expect(due).toBe(ahead[0] ?? null);
      }),
    );
  });

  test("is nothing where nothing is dated", () => {
    expect(nextDue({ records: [ops], waivers: new Map(), divergences: [open()] }, "2026-01-01")).toBeNull();
  });
});

describe("an edit at a copy, where the model leaves room for it", () => {
  const allowing = (days: number, when: string | null = null) => {
    const local = {
      place,
      days,
      by: null,
      when:
        when === null ? null : { text: when, place, today: false, reads: [{ attribute: "stage", of: null }] },
    };
    const edits = { proposeFrom: [], override: null, local };
    return entityType("thing", [
      attribute("stage", { authority: [authority("crm")] }),
      attribute("tags", {
        type: { kind: "list", of: { kind: "text" }, as: "set", keyedBy: null, standardise: [] },
        authority: [authority("crm")],
        elements: true,
      }),
      attribute("name", { authority: [authority("crm")], copies: [copy("ops")], edits }),
    ]);
  };
  const found = (
    type: ReturnType<typeof allowing>,
    {
      calendar = "2026-02-01",
      stage = "live" as string | null,
      before = open(),
      waivers = [] as Waiver[],
      tags = [] as string[],
    } = {},
  ) => {
    const facts = { stage, name: "Spring" };
    const tagged = tags.map((tag) => [factKey("tags", tag), tag] as const);
    const golden = {
      state: "active" as const,
      facts: new Map(
        [...Object.entries(facts), ...tagged].map(([key, value]) => [
          key as FactKey,
          {
            value,
            basis: "authority" as const,
            source: "crm",
            record: record("crm", {}).id,
            since: logIndex(1),
            authority: "crm",
            handover: null,
          },
        ]),
      ),
    };
    return compileFinder(modelOf([type]), type).find({
      ...recordsAlone,
      golden,
      previous: golden,
      calendar,
      today: calendar,
      records: [record("crm", facts), before.held === null ? record("ops", { name: null }) : ops],
      before: new Map(),
      open: [before],
      waivers: new Map(waivers.map((one) => [waiverKey(one.fact, one.record), one])),
      index: logIndex(2),
    }).open[0];
  };

  test("is allowed for as many days as the model says from the day on which it was seen, and on the last of them no more", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 0, max: 90 }), (days, later) => {
        const now = found(allowing(days), { calendar: shiftDay(seenOn, later) });

        const until = shiftDay(seenOn, days);
        expect(now?.leave).toEqual(later < days ? { kind: "local", until } : null);
        expect(now?.openedOn).toBe(seenOn);
      }),
    );
  });

  test("is allowed while the condition holds, and not where it meets an empty fact", () => {
    const type = allowing(14, "stage == 'live'");

    expect(found(type)?.leave?.kind).toBe("local");
    expect(found(type, { stage: "closed" })?.leave).toBeNull();
    expect(found(type, { stage: null })?.leave).toBeNull();
  });

  test("is allowed by what a list holds, each element of which is a fact", () => {
    const type = allowing(14, "'local' in tags");

    expect(found(type, { tags: ["local", "old"] })?.leave?.kind).toBe("local");
    expect(found(type, { tags: ["old"] })?.leave).toBeNull();
    expect(found(type)?.leave).toBeNull();
  });

  test("is told as changed when it may differ no longer, until another day, or by leave of another kind until the same", () => {
    const before = open({ leave: { kind: "local", until: "2026-02-14" } });

    expect(found(allowing(14), { before, waivers: [waiver("2026-02-14", "1")] })?.leave).toEqual({
      kind: "waiver",
      until: "2026-02-14",
    });
    expect(found(allowing(14), { before })).toBe(before);
    expect(found(allowing(14), { before, calendar: "2026-02-14" })?.leave).toBeNull();
    expect(found(allowing(20), { before })?.leave).toEqual({ kind: "local", until: "2026-02-20" });
  });

  test.each<readonly [DivergenceCause, boolean, boolean]>([
    ["foreign-edit", true, true],
    ["never-synced", false, true],
    ["missing", true, true],
    ["missing", false, false],
    ["in-transit", true, false],
  ])("is one where it is %s and was in step is %s: %s", (cause, wasInStep, allowed) => {
    const held = cause === "missing" ? null : "Sprung";

    const now = found(allowing(14), { before: open({ cause, wasInStep, held }) });

    expect(now?.cause).toBe(cause);
    expect(now?.leave !== null).toBe(allowed);
  });

  test("may be allowed by a person for longer than the model says, or for less", () => {
    for (const until of ["2026-02-03", "2026-12-24"])
      expect(found(allowing(14), { waivers: [waiver(until, "1")] })?.leave).toEqual({
        kind: "waiver",
        until,
      });
  });
});
