import { expect, test } from "vitest";
import { expectSound } from "../../../test/helpers/expect-sound.ts";
import { entityOf, goldenOf, loadText, testHub } from "../../../test/helpers/test-hub.ts";
import type { EntityId } from "../../core/ids.ts";
import { comeDueAll } from "../calendar.ts";
import { mergeByHand, splitByHand } from "../duplicates/decide-duplicate.ts";
import { moveByHand } from "../duplicates/move-record.ts";
import type { Hub } from "../hub.ts";
import { markLateNow } from "../mark-late.ts";
import { divergenceGroups, listDivergences } from "../read/divergences.ts";
import { explainFact } from "../read/explain.ts";
import { history } from "../read/history.ts";
import { seesAll } from "../read/viewer.ts";
import { listWaivers } from "../read/waivers.ts";
import { decideApproval } from "./decide-approval.ts";
import { endOverride, setOverride } from "./override-fact.ts";
import { waiveDivergence, withdrawWaiver } from "./waive-copy.ts";

const model = {
  "model.yaml": `systems:
  crm: { kind: record }
  desk: { kind: engagement }
  erp: { kind: record }
people:
  treasury: { members: [bo, mo] }
entity: customer
domain: sales
match-on: [ [code] ]
sources:
  - { name: crm, system: crm, key: id, fields: { code: code, name: name, stage: stage, iban: iban } }
  - { name: desk, system: desk, key: id, fields: { code: code, name: name, iban: iban } }
  - { name: erp, system: erp, key: id, fields: { code: code, name: name } }
attributes:
  code: { type: text, authority: crm, fallback: [desk] }
  stage: { type: text, authority: crm }
  name:
    type: text
    authority: [ { system: desk, when: "stage == 'lead'" }, { system: crm } ]
    handover: adopt
    copies: [ crm, { source: desk, within: 1h }, { source: erp, within: 1h } ]
    on-divergence: overwrite
    edits: { override: { days: 400 } }
  iban: { type: text, authority: crm, copies: [desk], approve: { for: [source], by: treasury, meanwhile: none } }
`,
} as const;

const today = new Date().toISOString().slice(0, 10);
const inDays = (days: number) => new Date(Date.parse(today) + days * 86_400_000).toISOString().slice(0, 10);
const clockIn = (days: number) => async () => `${inDays(days)}T00:00:01.000000Z`;
const edit = { cause: "fact" as const, actor: "t1", ifVersion: null, idempotency: null };
const refused = (code: string) => ({ refusal: { code } });

async function customer() {
  const made = await testHub(model);
  const { hub } = made;
  await crm(hub, "Ada Lovelace Ltd");
  await desk(hub, "Ada");
  return { ...made, entity: await entityOf(hub, "crm", "1") };
}

const crm = (hub: Hub, name: string, { stage = "won", iban = "A", key = "1", code = "X" } = {}) =>
  loadText(hub, "crm", `id,code,name,stage,iban\n${key},${code},${name},${stage},${iban}\n`);
const desk = (hub: Hub, name: string, { key = "d", code = "X", iban = "A" } = {}) =>
  loadText(hub, "desk", `id,code,name,iban\n${key},${code},${name},${iban}\n`);
const erp = (hub: Hub, name: string) => loadText(hub, "erp", `id,code,name\ne,X,${name}\n`);

const leave = (hub: Hub, entity: EntityId, more: Partial<Parameters<typeof waiveDivergence>[1]> = {}) =>
  waiveDivergence(hub, {
    ...{ ...edit, entity, attribute: "name", source: "desk", key: null },
    ...{ by: "ana", reason: "no room there", until: inDays(30), replaces: null },
    ...more,
  });

/** Each divergence of names as `source cause state`. */
async function names(hub: Hub): Promise<readonly string[]> {
  const all = await Promise.all(
    (["open", "allowed"] as const).map((state) =>
      listDivergences(hub, seesAll, { limit: 100, cursor: null, filter: { state, attribute: "name" } }),
    ),
  );
  const items = all.flatMap(({ items }) => items);
  return items.map((one) => `${one.source} ${String(one.held)} ${one.cause} ${one.state}`).toSorted();
}

const waivers = async (hub: Hub) =>
  (await listWaivers(hub, seesAll, { limit: 10, cursor: null, filter: {} })).items;

test("a copy that may differ is told apart, with who allows it, why and until when", async () => {
  const { entity, ...made } = await customer();
  const { hub } = made;
  await erp(hub, "ada");

  const given = await leave(hub, entity);

  const said = { kind: "waiver", until: inDays(30), by: "ana", reason: "no room there", entry: given.index };
  expect(await names(hub)).toEqual(["desk Ada never-synced allowed", "erp ada never-synced open"]);
  const filter = { state: "allowed" } as const;
  const listed = await listDivergences(hub, seesAll, { limit: 9, cursor: null, filter });
  expect(listed.items).toMatchObject([{ fact: "name", source: "desk", state: "allowed", leave: said }]);
  const { copies } = await explainFact(hub, seesAll, { type: "customer", ref: entity, attribute: "name" });
  expect(copies.map((one) => [one.source, one.state, one.leave])).toEqual([
    ["desk", "allowed", said],
    ["erp", "diverged", null],
  ]);
  const groups = await divergenceGroups(hub, seesAll, { attribute: "name" });
  expect(groups.map(({ source, count, allowed }) => [source, count, allowed])).toEqual([
    ["erp", 1, 0],
    ["desk", 0, 1],
  ]);
  expect(await waivers(hub)).toMatchObject([
    { fact: "name", source: "desk", key: "d", differs: true, ...said },
  ]);
  const told = await history(hub, seesAll, {
    type: null,
    ref: entity,
    attribute: "name",
    limit: 1,
    cursor: null,
  });
  expect(told.items[0]?.kind).toBe("decision");
  expect(told.items[0]?.changes?.[0]?.words).toBe(
    `ana lets desk d differ in name until ${inDays(30)}: "no room there".`,
  );
  await expectSound(made);
});

test("who may not see what is personal does not see who allows it, nor why", async () => {
  const { hub, entity } = await customer();
  await leave(hub, entity);
  const reader = { domains: null, personal: [] };
  const hidden = { by: { masked: true }, reason: { masked: true }, until: inDays(30) };

  expect((await listWaivers(hub, reader, { limit: 9, cursor: null, filter: {} })).items).toMatchObject([
    hidden,
  ]);
  const filter = { state: "allowed" } as const;
  const { items } = await listDivergences(hub, reader, { limit: 9, cursor: null, filter });
  expect(items).toMatchObject([{ leave: hidden }]);
  const asked = { type: "customer", ref: entity, attribute: "name" };
  expect((await explainFact(hub, reader, asked)).copies).toMatchObject([{ leave: hidden }, {}]);
  const elsewhere = { domains: ["finance"], personal: ["finance"] };
  expect((await listWaivers(hub, elsewhere, { limit: 9, cursor: null, filter: {} })).items).toEqual([]);
});

test("it may hold one value and then another, and follow or not, until the day comes by an entry of the calendar", async () => {
  const { entity, ...made } = await customer();
  const { hub } = made;
  await leave(hub, entity, { until: inDays(3) });

  await desk(hub, "Ada L.");
  expect(await names(hub)).toEqual(["desk Ada L. never-synced allowed"]);
  await crm(hub, "Lovelace Ltd");
  expect(await names(hub)).toEqual(["desk Ada L. never-synced allowed"]);
  await comeDueAll(hub, clockIn(2));
  expect(await names(hub)).toEqual(["desk Ada L. never-synced allowed"]);
  await expectSound(made);

  await comeDueAll(hub, clockIn(3));
  expect(await names(hub)).toEqual(["desk Ada L. never-synced open"]);
  expect(await waivers(hub)).toEqual([]);
  const told = await history(hub, seesAll, {
    type: null,
    ref: entity,
    attribute: null,
    limit: 1,
    cursor: null,
  });
  expect(told.items).toMatchObject([
    { kind: "calendar", cause: "calendar" as const, changes: [{ op: "set" }] },
  ]);
  await expectSound(made);
});

test("what is under way is not late while it may differ, and its time begins anew after that", async () => {
  const { entity, ...made } = await customer();
  const { hub } = made;
  await desk(hub, "Ada Lovelace Ltd");
  await crm(hub, "Lovelace Ltd");
  expect(await names(hub)).toEqual(["desk Ada Lovelace Ltd in-transit open"]);
  const due = async () =>
    (
      await hub.database.reader.one<{ due: boolean }>(
        "select due_at is not null as due from bailiwick.divergence where closed is null",
      )
    )?.due;
  expect(await due()).toBe(true);

  await leave(hub, entity);
  expect(await due()).toBe(false);
  await markLateNow(hub);
  expect(await names(hub)).toEqual(["desk Ada Lovelace Ltd in-transit allowed"]);
  await withdrawWaiver(hub, { ...edit, entity, attribute: "name", source: "desk", key: null });

  expect(await names(hub)).toEqual(["desk Ada Lovelace Ltd in-transit open"]);
  expect(await due()).toBe(true);
  await expectSound(made);
});

test("leave ends once the copy agrees: a later difference is for somebody to decide on", async () => {
  const { entity, ...made } = await customer();
  const { hub } = made;
  await leave(hub, entity);

  await desk(hub, "Ada Lovelace Ltd");
  expect(await waivers(hub)).toEqual([]);
  await desk(hub, "Ada again");

  expect(await names(hub)).toEqual(["desk Ada again foreign-edit open"]);
  await expectSound(made);
});

test("leave ends where the copy decides on the fact, and stands where another one does", async () => {
  const { entity, ...made } = await customer();
  const { hub } = made;
  await erp(hub, "ada");
  await leave(hub, entity);
  await leave(hub, entity, { source: "erp" });

  await crm(hub, "Ada Lovelace Ltd", { stage: "lead" });

  expect(await goldenOf(hub, entity)).toMatchObject({ name: "Ada" });
  expect((await waivers(hub)).map(({ source }) => source)).toEqual(["erp"]);
  await expect(leave(hub, entity)).rejects.toMatchObject(refused("divergence-unknown"));
  await crm(hub, "Ada Lovelace Ltd");
  expect(await names(hub)).toContain("desk Ada in-transit open");
  await expectSound(made);
});

test("leave waits where nothing obliges the copy for the moment: the record is gone, or what is golden waits for approval", async () => {
  const { entity, ...made } = await customer();
  const { hub } = made;
  await leave(hub, entity);
  await loadText(hub, "desk", "id,code,name,iban\n", { complete: true });
  expect(await waivers(hub)).toMatchObject([{ differs: false, held: null }]);
  await desk(hub, "Ada");
  expect(await names(hub)).toEqual(["desk Ada never-synced allowed"]);
  await expectSound(made);

  const agree = async () => {
    const [{ index = 0 } = {}] = await hub.database.reader.many<{ index: number }>(
      "select (waiting -> 0 ->> 3)::int as index from bailiwick.entity where waiting is not null",
    );
    const of = { entity, attribute: "iban", layer: "claim", entry: index, name: "bo" } as const;
    await decideApproval(hub, { ...edit, ...of, decision: "approve", reason: "" });
  };
  await agree();
  await desk(hub, "Ada", { iban: "B" });
  await leave(hub, entity, { attribute: "iban" });
  await crm(hub, "Ada Lovelace Ltd", { iban: "C" });
  const ibans = async () => (await waivers(hub)).filter(({ fact }) => fact === "iban");
  expect(await ibans()).toMatchObject([{ differs: false }]);
  await agree();
  expect(await ibans()).toMatchObject([{ differs: true, golden: "C", held: "B" }]);
  await expectSound(made);
});

test("an override is one more value to differ from, or to agree with", async () => {
  const { entity, ...made } = await customer();
  const { hub } = made;
  await leave(hub, entity);
  const of = { ...edit, entity, attribute: "name" };
  const set = (value: string) =>
    setOverride(hub, { ...of, value, by: "ana", reason: "r", until: { day: inDays(9) }, today });

  await set("Other");
  expect(await names(hub)).toContain("desk Ada never-synced allowed");
  await endOverride(hub, of);
  await set("Ada");

  expect(await waivers(hub)).toEqual([]);
  await expectSound(made);
});

test("leave goes with a record that a person moves", async () => {
  const { entity, ...made } = await customer();
  const { hub } = made;
  await crm(hub, "Grace", { key: "2", code: "Y" });
  const other = await entityOf(hub, "crm", "2");
  await leave(hub, entity);

  const record = { source: "desk", key: "d" };
  const why = { actor: "t1", by: "m", reason: "it is hers", ifVersion: null };
  await moveByHand(hub, { ...why, record, to: other });

  expect(await names(hub)).toEqual(["desk Ada never-synced allowed"]);
  expect((await waivers(hub)).map((one) => one.entity.id)).toEqual([other]);
  await expectSound(made);
});

test("leave goes with its record through a merge, and back again", async () => {
  const { entity, ...made } = await customer();
  const { hub } = made;
  await crm(hub, "Bo", { key: "2", code: "Y" });
  await desk(hub, "Bobby", { key: "b", code: "Y" });
  const other = await entityOf(hub, "crm", "2");
  await leave(hub, other, { reason: "his wish" });
  const said = { by: "ana", reason: "his wish", key: "b", until: inDays(30) };

  await mergeByHand(hub, { actor: "t1", by: "m", reason: "same", left: entity, right: other });
  expect(await waivers(hub)).toMatchObject([{ entity: { id: entity }, ...said }]);
  await expectSound(made);
  await expect(leave(hub, entity, { key: "b" })).rejects.toMatchObject(refused("waiver-stands"));
  await expect(
    withdrawWaiver(hub, { ...edit, entity, attribute: "name", source: "desk", key: "d" }),
  ).rejects.toMatchObject(refused("waiver-unknown"));

  await splitByHand(hub, { actor: "t1", by: "m", merged: other, reason: "not the same" });
  expect(await waivers(hub)).toMatchObject([{ entity: { id: other }, ...said }]);
  expect(await names(hub)).toEqual(["desk Ada never-synced open", "desk Bobby never-synced allowed"]);
  await expectSound(made);
});

test("leave is given for what differs now, by a reason, to an end that is near enough, and once", async () => {
  const { entity, ...made } = await customer();
  const { hub } = made;
  const rejected = (code: string, more: Parameters<typeof leave>[2]) =>
    expect(leave(hub, entity, more)).rejects.toMatchObject(refused(code));

  await rejected("end-passed", { until: today });
  await rejected("end-passed", { until: "2020-01-01" });
  await rejected("end-not-a-day", { until: "2026-02-30" });
  await rejected("end-not-a-day", { until: "for ever" });
  await rejected("end-too-late", { until: inDays(367) });
  await rejected("reason-missing", { reason: "  " });
  await rejected("attribute-unknown", { attribute: "nothing" });
  await rejected("copy-unknown", { source: "nobody" });
  await rejected("copy-unknown", { attribute: "stage" });
  await rejected("divergence-unknown", { source: "crm" });
  await rejected("divergence-unknown", { source: "erp" });
  await rejected("divergence-unknown", { key: "another" });
  await rejected("waiver-unknown", { replaces: 3 });
  await rejected("version-changed", { ifVersion: 77 });
  await desk(hub, "Ada Lovelace", { key: "d2" });
  await rejected("copy-unclear", {});
  const { index } = await leave(hub, entity, { key: "d" });
  await rejected("waiver-stands", { key: "d" });
  await rejected("waiver-stands", { key: "d", replaces: index - 1 });

  await leave(hub, entity, { key: "d", replaces: index, until: inDays(366) });
  expect(await waivers(hub)).toMatchObject([{ key: "d", until: inDays(366) }]);
  await expectSound(made);
});

test("of two who decide at once one is told that the copy may differ already", async () => {
  const { entity, ...made } = await customer();
  const { hub } = made;

  const both = await Promise.allSettled([leave(hub, entity), leave(hub, entity, { by: "li" })]);

  expect(both.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  expect(await waivers(hub)).toHaveLength(1);
  await expectSound(made);
});

test("the same request under one key gives leave once", async () => {
  const { hub, entity } = await customer();
  const idempotency = { key: "k", requestHash: Buffer.alloc(32, 1) };

  const [first, again] = [
    await leave(hub, entity, { idempotency }),
    await leave(hub, entity, { idempotency }),
  ];

  expect(again).toEqual(first);
  expect(await waivers(hub)).toHaveLength(1);
});
