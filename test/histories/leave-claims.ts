import { isDeepStrictEqual } from "node:util";
import { nextDue } from "../../src/core/divergence/leave.ts";
import { noWaivers, waiverKey } from "../../src/core/divergence/waiver.ts";
import { attributeOfFact } from "../../src/core/model/fact-attribute.ts";
import { type Asked, must, standingAfter } from "./asked.ts";

/** What holds of leave for copies to differ, wherever they are compared. */
export const leaveClaims: Readonly<Record<string, (asked: Asked) => void>> = {
  "leave changes nothing of a divergence but that it is allowed": ({ finder, find, found }) => {
    const without = finder.find({ ...find, waivers: noWaivers });
    const bare = (list: typeof found.open) => list.map(({ leave: _, ...rest }) => rest);

    must(isDeepStrictEqual(bare(without.open), bare(found.open)), "other divergences");
  },

  "leave is a waiver wherever one stands on what differs, and ends before its day has come": (asked) => {
    const standing = standingAfter(asked);
    for (const { fact, record, leave } of asked.found.open) {
      const waiver = standing.get(waiverKey(fact, record));
      must((leave?.kind === "waiver") === (waiver !== undefined), fact);
      must(waiver === undefined || leave?.until === waiver.until, fact);
      must(leave === null || leave.until > asked.find.calendar, fact);
    }
  },

  "leave is local only for edits there, and as long as the model says from the day on which they were seen":
    ({ found, type }) => {
      for (const { fact, leave, openedOn, cause } of found.open) {
        if (leave?.kind !== "local") continue;
        const days = attributeOfFact(type, fact)?.edits.local?.days ?? 0;
        must(Date.parse(leave.until) - Date.parse(openedOn) === days * 86_400_000, fact);
        must(["foreign-edit", "never-synced", "missing"].includes(cause), `${fact} ${cause}`);
      }
    },

  "waivers end on their day, or with what they are about, and else stand": (asked) => {
    const { find, found, resolution, type } = asked;
    const ended = new Map(found.endedWaivers.map((one) => [one.waiver, one.why]));
    for (const [key, waiver] of find.waivers) {
      const record = find.records.find(({ id }) => id === waiver.record);
      const attribute = attributeOfFact(type, waiver.fact);
      const isCopy = attribute?.copies.some(({ source }) => source === record?.source);
      const differs = found.open.some((one) => waiverKey(one.fact, one.record) === key);
      const authority =
        attribute?.copyOf == null ? resolution.golden.facts.get(waiver.fact)?.authority : null;
      const why = ended.get(waiver);
      if (waiver.until <= find.calendar) must(why === "day", key);
      else if (record === undefined) must(why === "record-gone", key);
      else if (!isCopy) must(why === "not-declared", key);
      else if (authority === record.source) must(why === "became-authority", key);
      else must(why === undefined || (!differs && why === "agrees"), `${key} ended: ${why}`);
    }
  },

  "leave has its end among what comes due: on that day something of it changes": (asked) => {
    const { finder, find, found, resolution } = asked;
    const waivers = standingAfter(asked);
    const due = nextDue({ records: [], waivers, divergences: found.open }, find.calendar);
    if (due === null) {
      must(
        found.open.every(({ leave }) => leave === null),
        "a leave without end",
      );
      return;
    }
    const asBefore = { before: new Map(), previous: resolution.golden, open: found.open };
    const then = finder.find({ ...find, ...asBefore, waivers, calendar: due });

    must(then.endedWaivers.length + then.changed.length + then.closed.length > 0, `nothing comes on ${due}`);
  },
};
