import { expect, it } from "vitest";
import { makeTestDatabase } from "../../test/helpers/database.ts";
import { expectSound } from "../../test/helpers/expect-sound.ts";
import { hubWith, loadRows } from "../../test/helpers/hub.ts";
import { accountOf, goldenOf, loadText, rowsAsWritten, testHub } from "../../test/helpers/test-hub.ts";
import { verifyTested } from "../../test/helpers/verify.ts";
import type { EntityId } from "../core/ids.ts";
import { comeDueAll } from "./calendar.ts";
import { mergeByHand, splitByHand } from "./duplicates/decide-duplicate.ts";
import { setOverride } from "./edit/override-fact.ts";
import { followAll } from "./follow.ts";
import type { Hub } from "./hub.ts";
import { explainFact } from "./read/explain.ts";
import { findEntity } from "./read/find-entity.ts";
import { history } from "./read/history.ts";
import { seesAll } from "./read/viewer.ts";

const model = {
  "staff.yaml": `systems: { hr: { kind: record }, desk: { kind: record }, pay: { kind: record } }
entity: employee
match-on: [ [number] ]
sources:
  - { name: hr, system: hr, key: id, valid: { from: since, to: until, order: seq, zone: Europe/Berlin }, guard: { deleted: 1, changed: 1 },
      fields: { number: number, grade: grade } }
  - { name: desk, system: desk, key: id, fields: { number: number, grade: grade } }
attributes:
  number: { type: text, authority: hr, fallback: [ desk ] }
  grade: { type: text, authority: hr, copies: [ desk ], edits: { override: true } }
`,
};
const at = { type: "employee", ref: "hr:1" };

async function withHub(run: (hub: Hub) => Promise<void>): Promise<void> {
  const { database, drop } = await makeTestDatabase();
  try {
    const hub = await hubWith(database, model);
    await run(hub);
    expect((await verifyTested(hub)).fault).toBeNull();
  } finally {
    await drop();
  }
}

/** Everything that has come due by the day, at noon. */
async function onDay(hub: Hub, day: string): Promise<void> {
  await comeDueAll(hub, async () => `${day}T12:00:00.000000Z`);
  await followAll(hub);
}

const row = (grade: string, since: string | null, more: Record<string, string | null> = {}) => ({
  id: "1",
  number: "N1",
  grade,
  since,
  until: null,
  seq: null,
  ...more,
});

const grade = async (hub: Hub) => (await explainFact(hub, seesAll, { ...at, attribute: "grade" })).value;

it("a grade of next month becomes golden on its day, by an entry of the calendar, and the copy then differs", async () => {
  await withHub(async (hub) => {
    await loadRows(hub, "desk", [{ id: "d", number: "N1", grade: "A" }]);
    await loadRows(hub, "hr", [row("B", "2090-02-01"), row("A", "2020-01-01")]);
    const before = await explainFact(hub, seesAll, { ...at, attribute: "grade" });
    await onDay(hub, "2090-01-31");
    const eve = await grade(hub);
    const fault = (await verifyTested(hub)).fault;
    await onDay(hub, "2090-02-01");
    const after = await explainFact(hub, seesAll, { ...at, attribute: "grade" });
    const { items } = await history(hub, seesAll, { ...at, attribute: "grade", limit: 1, cursor: null });

    expect(before).toMatchObject({ value: "A", basis: "authority", copies: [{ state: "in-step" }] });
    expect(before.timeline).toMatchObject([
      { value: "A", from: "2019-12-31T23:00:00Z", to: "2090-01-31T23:00:00Z", state: "now" },
      { value: "B", from: "2090-01-31T23:00:00Z", to: null, state: "to-come" },
    ]);
    expect(before.otherClaims).toContainEqual(
      expect.objectContaining({ value: "B", why: "It is true from 2090-01-31T23:00:00Z on." }),
    );
    expect([eve, fault]).toEqual(["A", null]);
    expect(after).toMatchObject({ value: "B", copies: [{ state: "diverged", cause: "in-transit" }] });
    expect(after.timeline.map(({ state }) => state)).toEqual(["past", "now"]);
    expect(items[0]).toMatchObject({ kind: "calendar", cause: "calendar", actor: "bailiwick" });
  });
});

it("an override until the authority changes ends as a slice of it comes into force, also of one known before, and also after a merge", async () => {
  await withHub(async (hub) => {
    await loadRows(hub, "hr", [row("A", "2020-01-01"), row("B", "2090-02-01"), row("C", "2090-03-01")]);
    await loadRows(hub, "desk", [{ id: "d", number: "N2", grade: "D" }]);
    const { id } = await findEntity(hub, seesAll, at);
    const edit = { actor: "t", cause: "override", ifVersion: null, idempotency: null } as const;
    const override = { entity: id, attribute: "grade", by: "ana", reason: "agreed", today: "2090-01-01" };
    const until = { change: "authority-changes" } as const;
    await setOverride(hub, { ...edit, ...override, value: "X", until });
    const other = await findEntity(hub, seesAll, { type: "employee", ref: "desk:d" });
    await mergeByHand(hub, { actor: "t", by: "ana", reason: "same", left: id, right: other.id });
    await onDay(hub, "2090-01-31");
    const eve = await grade(hub);
    await onDay(hub, "2090-02-01");
    const ended = await explainFact(hub, seesAll, { ...at, attribute: "grade" });
    const { items } = await history(hub, seesAll, { ...at, attribute: "grade", limit: 1, cursor: null });
    await setOverride(hub, { ...edit, ...override, value: "Y", until: { day: "2091-01-01" } });
    await onDay(hub, "2090-03-01");

    expect(eve).toBe("X");
    expect(ended).toMatchObject({ value: "B", basis: "authority", override: null });
    expect(items[0]).toMatchObject({ kind: "calendar", changes: expect.anything() });
    expect(items[0]?.changes?.map(({ op }) => op)).toContain("override-end");
    expect(await grade(hub)).toBe("Y");
  });
});

it("the order in which slices come does not matter, and the same again writes nothing", async () => {
  const rows = [
    row("C", "2090-01-01"),
    row("A", "2020-01-01", { seq: "9" }),
    row("B", "2020-01-01", { seq: "10" }),
    row("Z", "2019-01-01", { until: "2019-06-01" }),
  ];
  const told: unknown[] = [];
  for (const list of [rows, rows.toReversed()]) {
    await withHub(async (hub) => {
      await loadRows(hub, "hr", list, { complete: true });
      const written = await rowsAsWritten(hub, ["run", "cursor"]);
      const again = await loadRows(hub, "hr", list, { complete: true });
      expect(await rowsAsWritten(hub, ["run", "cursor"])).toEqual(written);
      expect(again.account).toMatchObject({ applied: 0, quarantined: 0, deleted: 0 });
      const { value, timeline } = await explainFact(hub, seesAll, { ...at, attribute: "grade" });
      told.push([value, timeline.map(({ value, from, to, state }) => ({ value, from, to, state }))]);
    });
  }

  expect(told[0]).toEqual(told[1]);
  expect(told[0]).toMatchObject(["B", [{ value: "Z", state: "past" }, { value: "B" }, { value: "C" }]]);
});

it("a back-dated slice changes what was true, and today only if it holds today", async () => {
  await withHub(async (hub) => {
    await loadRows(hub, "hr", [row("A", "2020-01-01")]);
    await loadRows(hub, "hr", [row("O", "2010-01-01")]);
    const still = await grade(hub);
    await loadRows(hub, "hr", [row("B", "2021-01-01")]);
    const { items } = await history(hub, seesAll, { ...at, attribute: "grade", limit: 1, cursor: null });

    expect(still).toBe("A");
    expect(await grade(hub)).toBe("B");
    expect(items[0]).toMatchObject({ kind: "claims", cause: "load" });
  });
});

it("a slice that a complete file no longer names is deleted, and the one before it holds again", async () => {
  await withHub(async (hub) => {
    await loadRows(hub, "hr", [row("A", "2020-01-01"), row("B", "2021-01-01")], { complete: true });
    const { account } = await loadRows(hub, "hr", [row("A", "2020-01-01")], { complete: true });

    expect(account.deleted).toBe(1);
    expect(await grade(hub)).toBe("A");
  });
});

it("an end that moves is an entry of its own, and the value goes when it comes", async () => {
  await withHub(async (hub) => {
    await loadRows(hub, "hr", [row("A", "2020-01-01")]);
    const { account } = await loadRows(hub, "hr", [row("A", "2020-01-01", { until: "2090-01-01" })]);
    const now = await grade(hub);
    await onDay(hub, "2090-01-01");
    const gone = await explainFact(hub, seesAll, { ...at, attribute: "grade" });

    expect(account.applied).toBe(1);
    expect(now).toBe("A");
    expect(gone).toMatchObject({ value: null, basis: "none" });
  });
});

it("what cannot be true waits in quarantine with its reason, and the rest goes on", async () => {
  await withHub(async (hub) => {
    const { account } = await loadRows(
      hub,
      "hr",
      [
        row("A", "2020-01-01", { until: "2020-06-01" }),
        row("B", "2020-03-01"),
        row("C", "2021-01-01", { until: "2020-01-01" }),
        row("D", "2026-03-29T02:30:00"),
        row("E", "tomorrow"),
        { ...row("F", "2022-01-01"), id: "2", number: "N2" },
      ],
      { complete: true },
    );
    const reasons = await hub.database.reader.many<{ code: string }>(
      "select reasons -> 0 ->> 'code' as code from bailiwick.quarantine order by line",
    );

    expect(account).toMatchObject({ applied: 2, quarantined: 4, deleted: 0 });
    expect(reasons.map(({ code }) => code)).toEqual([
      "valid-overlaps",
      "valid-ends-first",
      "valid-in-gap",
      "value-not-timestamp",
    ]);
  });
});

it("slices of two files that contradict each other are found, and the one that begins later counts", async () => {
  await withHub(async (hub) => {
    await loadRows(hub, "hr", [row("A", "2020-01-01", { until: "2090-01-01" })]);
    await loadRows(hub, "hr", [row("B", "2021-01-01")]);
    const found = await hub.database.reader.many("select rule, severity from bailiwick.finding");
    const value = await grade(hub);
    await loadRows(hub, "hr", [row("A", "2020-01-01", { until: "2021-01-01" })]);
    const left = await hub.database.reader.many("select rule from bailiwick.finding");

    expect(found).toEqual([{ rule: "validity-overlaps:hr", severity: "warning" }]);
    expect(value).toBe("B");
    expect(left).toEqual([]);
  });
});

it("what reads the day follows it, by entries of the calendar", async () => {
  const { database, drop } = await makeTestDatabase();
  try {
    const hub = await hubWith(database, {
      "offer.yaml": `systems: { shop: { kind: record } }
entity: offer
sources: [ { name: shop, system: shop, key: id, fields: { ends: ends } } ]
attributes:
  ends: { type: date, authority: shop }
  over: { type: boolean, derived: "today > ends" }
rules: [ { name: not-over, scope: entity, check: "today <= ends", severity: warning } ]
`,
    });
    await loadRows(hub, "shop", [{ id: "1", ends: "2090-01-01" }]);
    const of = { type: "offer", ref: "shop:1", attribute: "over" };
    const before = await explainFact(hub, seesAll, of);
    await onDay(hub, "2090-01-02");
    const after = await explainFact(hub, seesAll, of);
    const { items } = await history(hub, seesAll, { ...of, limit: 1, cursor: null });
    const findings = await hub.database.reader.many("select rule from bailiwick.finding");

    expect([before.value, after.value]).toEqual([false, true]);
    expect(items[0]).toMatchObject({ kind: "calendar", cause: "calendar" });
    expect(findings).toEqual([{ rule: "not-over" }]);
    expect((await verifyTested(hub)).fault).toBeNull();
  } finally {
    await drop();
  }
});

it("slices stay together through a merge and a split, and come due where they then belong", async () => {
  await withHub(async (hub) => {
    await loadRows(hub, "hr", [row("A", "2020-01-01"), row("B", "2090-01-01")]);
    await loadRows(hub, "desk", [{ id: "d", number: "N9", grade: "A" }]);
    const ids = await Promise.all(
      ["desk:d", "hr:1"].map(async (ref) => (await findEntity(hub, seesAll, { type: "employee", ref })).id),
    );
    const [left, right] = ids as [EntityId, EntityId];
    const decision = { actor: "test", by: "ana", reason: "the same" };
    const survivor = await mergeByHand(hub, { ...decision, left, right });
    const merged = survivor === left ? right : left;
    await followAll(hub);
    const fault = (await verifyTested(hub)).fault;
    await splitByHand(hub, { ...decision, merged });
    await onDay(hub, "2090-01-01");

    expect(fault).toBeNull();
    expect(await grade(hub)).toBe("B");
  });
});

it("a dry run gives the account of the run that would move the calendar first, and moves nothing", async () => {
  await withHub(async (hub) => {
    const text = "id,number,grade,since,until,seq\n1,N1,A,2020-01-01,,\n1,N1,B,2999-01-01,,\n";
    const before = await rowsAsWritten(hub);

    const dry = await loadText(hub, "hr", text, { dryRun: true });

    expect(await rowsAsWritten(hub)).toEqual(before);
    const run = await loadText(hub, "hr", text);
    expect(accountOf(dry)).toEqual(accountOf(run));
    expect(accountOf(run)).toMatchObject({ factsChanged: 2 });
  });
});

it("a merge that a dated source states joins two things at once, and silences the record when its day comes", async () => {
  const made = await testHub({
    "account.yaml": `systems: { crm: { kind: record } }
entity: account
exists: { authority: crm, on-delete: retire, merged-into: master }
sources:
  - { name: crm, system: crm, key: id, valid: { from: since }, guard: { changed: 1, deleted: 1 }, fields: { name: name } }
attributes:
  name: { type: text, authority: crm, survivorship: longest }
`,
  });
  const { hub } = made;
  const rows = (...lines: readonly string[]) => `id,since,name,master\n${lines.join("\n")}\n`;
  const home = async (key: string) =>
    (await findEntity(hub, seesAll, { type: "account", ref: `crm:${key}` })).id;
  await loadText(hub, "crm", rows("1,2020-01-01,A long name,", "2,2020-01-01,Bert,"));
  const [one, two] = [await home("1"), await home("2")];

  await loadText(hub, "crm", rows("1,2999-01-01,A long name,2"));

  expect([await home("1"), await home("2")]).toEqual([one, one]);
  // The slice of today goes on speaking, as long as it is true.
  expect((await goldenOf(hub, one)).name).toBe("A long name");
  await expectSound(made);
  await onDay(hub, "2999-01-01");
  expect((await goldenOf(hub, one)).name).toBe("Bert");
  await expectSound(made);

  await loadText(hub, "crm", rows("1,2999-01-01,A long name,"));
  expect([await home("1"), await home("2")]).toEqual([one, two]);
  await expectSound(made);
});

it("what came into force earlier in the day counts as soon as it has been loaded", async () => {
  await withHub(async (hub) => {
    const since = new Date(Date.now() - 1).toISOString();

    await loadText(hub, "hr", `id,number,grade,since,until,seq\n1,N1,A,${since},,\n`);

    expect(await grade(hub)).toBe("A");
  });
});

it("a key that its source no longer names is deleted in all its times, however few are looked at together", async () => {
  await withHub(async (hub) => {
    await loadRows(hub, "hr", [row("A", "2020-01-01"), row("B", "2021-01-01"), row("C", "2022-01-01")]);
    hub.batchSize.records = 1;

    const loaded = await loadText(hub, "hr", "id,number,grade,since,until,seq\n", { complete: true });

    expect(accountOf(loaded)).toMatchObject({ deleted: 3 });
    expect(await grade(hub)).toBeNull();
  });
});
