import { expect, test } from "vitest";
import { clockIn, inDays, today } from "../../../test/helpers/days.ts";
import { expectSound } from "../../../test/helpers/expect-sound.ts";
import { apply, countOf, entityOf, loadText, testHub } from "../../../test/helpers/test-hub.ts";
import { entityId } from "../../core/ids.ts";
import { decisionPageMax } from "../../limits.ts";
import type { GroupMeant } from "../../store/decisions.ts";
import { comeDueAll } from "../calendar.ts";
import { mergeByHand } from "../duplicates/decide-duplicate.ts";
import { followAll } from "../follow.ts";
import type { Hub } from "../hub.ts";
import { openHub } from "../open-hub.ts";
import { getDecision, listDecisions } from "../read/decisions.ts";
import { divergenceGroups } from "../read/divergences.ts";
import { seesAll } from "../read/viewer.ts";
import { listWaivers } from "../read/waivers.ts";
import { carryOutDecisions } from "./carry-out-decisions.ts";
import { waiveDivergence, withdrawWaiver } from "./waive-copy.ts";
import { type WaiveGroup, waiveGroup } from "./waive-group.ts";
import { withdrawGroup } from "./withdraw-group.ts";

const model = {
  "model.yaml": `systems:
  crm: { kind: record }
  desk: { kind: engagement }
entity: customer
domain: sales
match-on: [ [code] ]
sources:
  - { name: crm, system: crm, key: id, fields: { code: code, name: name } }
  - { name: desk, system: desk, key: id, fields: { code: code, name: name } }
attributes:
  code: { type: text, authority: crm, fallback: [desk] }
  name: { type: text, authority: crm, copies: [desk], on-divergence: overwrite }
`,
};
const many = decisionPageMax + 50;
const numbers = [...Array(many).keys()];

/** As many customers as two pages hold, each of which the desk calls in capitals; one it calls something else. */
async function customers() {
  const made = await testHub(model);
  await loadText(
    made.hub,
    "crm",
    ["id,code,name", ...numbers.map((at) => `${at},X${at},name ${at}`)].join("\n"),
  );
  await desk(made.hub, (at) => (at === 7 ? "other" : `NAME ${at}`));
  return made;
}

const desk = (hub: Hub, nameOf: (at: number) => string, of = numbers) =>
  loadText(hub, "desk", ["id,code,name", ...of.map((at) => `d${at},X${at},${nameOf(at)}`)].join("\n"));

const group: GroupMeant = {
  ...{ type: "customer", attribute: "name", source: "desk" },
  ...{ cause: "never-synced", pattern: "case", policy: null },
};
const asked: WaiveGroup = {
  ...{ actor: "t1", cause: "fact", idempotency: null, by: "ana", reason: "the desk has capitals" },
  ...{ until: inDays(30), group, expected: many - 1 },
};
const refused = (code: string, fields?: object) => ({ refusal: { code, ...(fields && { fields }) } });

async function carryOut(hub: Hub): Promise<number> {
  for (let pieces = 0; ; pieces++) if (!(await carryOutDecisions(hub))) return pieces;
}

const groupsOf = async (hub: Hub) =>
  (await divergenceGroups(hub, seesAll, {})).map((one) => [one.pattern, one.count, one.allowed]);

test("a group is decided as one, in bounded pieces, with an account and an entry for each", async () => {
  const made = await customers();
  const { hub } = made;

  const { decision, index } = await waiveGroup(hub, asked);
  expect(await getDecision(hub, seesAll, decision)).toMatchObject({
    state: "running",
    given: 0,
    passed: null,
  });
  expect(await carryOut(hub)).toBe(2);

  expect(await getDecision(hub, seesAll, decision)).toMatchObject({
    ...{ state: "done", given: many - 1, passed: 0, by: "ana", reason: "the desk has capitals" },
    ...{ expected: many - 1, until: inDays(30), ...group },
  });
  expect(await groupsOf(hub)).toEqual([
    ["other", 1, 0],
    ["case", 0, many - 1],
  ]);
  expect(await countOf(hub, "entry", `index > ${index}`)).toBe(many - 1);
  const [one] = (await listWaivers(hub, seesAll, { limit: 1, cursor: null, filter: {} })).items;
  expect(one).toMatchObject({ by: "ana", reason: "the desk has capitals", until: inDays(30) });
  await expectSound(made);

  await comeDueAll(hub, clockIn(30));
  expect(await groupsOf(hub)).toEqual([
    ["case", many - 1, 0],
    ["other", 1, 0],
  ]);
  await expectSound(made);
});

test("with another number than was seen nothing is decided", async () => {
  const made = await customers();
  const { hub } = made;
  const rejected = (more: Partial<WaiveGroup>, code: string, fields?: object) =>
    expect(waiveGroup(hub, { ...asked, ...more })).rejects.toMatchObject(refused(code, fields));

  await rejected({ expected: many }, "group-changed", { count: many - 1 });
  await rejected({ group: { ...group, pattern: "swapped" } }, "divergence-unknown");
  await rejected({ group: { ...group, policy: "ask" } }, "divergence-unknown");
  await rejected({ group: { ...group, type: "nothing" } }, "entity-type-unknown");
  await rejected({ reason: " " }, "reason-missing");
  await rejected({ until: today }, "end-passed");
  await rejected({ until: inDays(400) }, "end-too-late");

  expect(await countOf(hub, "decision")).toBe(0);
  expect(await carryOut(hub)).toBe(0);
  await expectSound(made);
});

test("it goes on where it was left, and leaves out what has changed or come since", async () => {
  const made = await customers();
  const { decision } = await waiveGroup(made.hub, asked);
  expect(await carryOutDecisions(made.hub)).toBe(true);
  const first = (await getDecision(made.hub, seesAll, decision)).given;
  expect(first).toBeGreaterThan(0);
  expect(first).toBeLessThan(many - 1);

  // Another process takes over; meanwhile the last is in step again, one has another pattern, and a new customer came.
  const hub = await openHub({ database: made.hub.database, master: made.master });
  await desk(hub, () => `name ${many - 1}`, [many - 1]);
  await desk(hub, () => "something else", [many - 2]);
  await loadText(hub, "crm", `id,code,name\nnew,NEW,fresh\n`);
  await loadText(hub, "desk", `id,code,name\ndnew,NEW,FRESH\n`);
  await carryOut(hub);

  expect(await getDecision(hub, seesAll, decision)).toMatchObject({
    state: "done",
    given: many - 3,
    passed: 2,
  });
  expect(await groupsOf(hub)).toEqual([
    ["other", 2, 0],
    ["case", 1, many - 3],
  ]);
  await expectSound({ ...made, hub });
});

test("the same request under one key is one decision", async () => {
  const made = await customers();
  const { hub } = made;
  const request = { ...asked, idempotency: { key: "k", requestHash: Buffer.alloc(32, 1) } };

  const first = await waiveGroup(hub, request);
  await carryOut(hub);
  const again = await waiveGroup(hub, request);

  expect(again).toEqual(first);
  const other = { ...request, until: inDays(3), idempotency: { key: "k", requestHash: Buffer.alloc(32, 2) } };
  await expect(waiveGroup(hub, other)).rejects.toMatchObject(refused("idempotency-key-reused"));
  expect(await countOf(hub, "decision")).toBe(1);
  await expectSound(made);
});

test("who may not see the type does not see the decision, and who may not see what is personal not who decided, nor why", async () => {
  const { hub } = await customers();
  const { decision } = await waiveGroup(hub, asked);

  const elsewhere = { domains: ["finance"], personal: ["finance"] };
  await expect(getDecision(hub, elsewhere, decision)).rejects.toMatchObject(refused("decision-unknown"));
  await expect(getDecision(hub, seesAll, "nonsense")).rejects.toMatchObject(refused("decision-unknown"));
  const reader = { domains: ["sales"], personal: [] };
  expect(await getDecision(hub, reader, decision)).toMatchObject({
    by: { masked: true },
    reason: { masked: true },
  });
});

const withdrawal = (decision: string) => ({
  ...({ decision, actor: "t2", cause: "waiver", idempotency: null } as const),
});
const waivers = async (hub: Hub, decision?: string) =>
  (
    await listWaivers(hub, seesAll, {
      limit: 500,
      cursor: null,
      filter: decision === undefined ? {} : { decision },
    })
  ).items;

test("a decision is withdrawn as one, in bounded pieces; what was decided on a copy alone since stays", async () => {
  const made = await customers();
  const { hub } = made;
  const { decision } = await waiveGroup(hub, asked);
  await carryOut(hub);
  const [first, second] = await waivers(hub, decision);
  if (first === undefined || second === undefined) throw new Error("two have leave");
  const { by, reason, until } = asked;
  const edit = { actor: "t1", cause: "waiver", idempotency: null, ifVersion: null } as const;
  const copy = { ...edit, attribute: "name", source: "desk", key: null };
  const replacing = { ...copy, by, reason, until, replaces: first.entry };
  await waiveDivergence(hub, { ...replacing, entity: entityId(first.entity.id) });
  await withdrawWaiver(hub, { ...copy, entity: entityId(second.entity.id) });
  const two = await Promise.all(["20", "21"].map((key) => entityOf(hub, "crm", key)));
  const [left, right] = two;
  if (left === undefined || right === undefined) throw new Error("two are there");
  await mergeByHand(hub, { actor: "t1", by: "ana", reason: "one", left, right });

  await withdrawGroup(hub, withdrawal(decision));
  expect(await getDecision(hub, seesAll, decision)).toMatchObject({ state: "withdrawing", withdrawn: 0 });
  await expect(withdrawGroup(hub, withdrawal(decision))).rejects.toMatchObject(refused("decision-withdrawn"));
  await carryOut(hub);

  expect(await getDecision(hub, seesAll, decision)).toMatchObject({
    ...{ state: "withdrawn", given: many - 1, withdrawn: many - 3 },
  });
  expect((await waivers(hub)).map((one) => [one.entity.id, one.decision])).toEqual([[first.entity.id, null]]);
  await expectSound(made);
});

test("what is withdrawn before it is carried out is given to nobody else", async () => {
  const made = await customers();
  const { hub } = made;
  const { decision } = await waiveGroup(hub, asked);
  await carryOutDecisions(hub);
  const { given } = await getDecision(hub, seesAll, decision);
  const none = await waiveGroup(hub, { ...asked, expected: many - 1 - given });

  await withdrawGroup(hub, withdrawal(decision));
  await withdrawGroup(hub, withdrawal(none.decision));
  await carryOut(hub);

  expect(given).toBeLessThan(many - 1);
  expect(await getDecision(hub, seesAll, decision)).toMatchObject({
    state: "withdrawn",
    given,
    withdrawn: given,
  });
  expect(await getDecision(hub, seesAll, none.decision)).toMatchObject({
    ...{ state: "withdrawn", given: 0, withdrawn: 0 },
  });
  expect(await waivers(hub)).toEqual([]);
  await expectSound(made);
});

test("what is taken back while the model has no such type ends once it has it again", async () => {
  const made = await customers();
  const { hub } = made;
  const { decision } = await waiveGroup(hub, asked);
  await carryOut(hub);

  await apply(hub, { "model.yaml": model["model.yaml"].replaceAll("customer", "client") });
  await followAll(hub);
  await withdrawGroup(hub, withdrawal(decision));
  expect(await carryOut(hub)).toBe(0);
  await apply(hub, model);
  await followAll(hub);
  await carryOut(hub);

  expect(await getDecision(hub, seesAll, decision)).toMatchObject({
    state: "withdrawn",
    withdrawn: many - 1,
  });
  expect(await waivers(hub)).toEqual([]);
  expect(await groupsOf(hub)).toContainEqual(["case", many - 1, 0]);
  await expectSound(made);
});

test("a withdrawal goes on where it was left, and under one key it is one", async () => {
  const made = await customers();
  const { decision } = await waiveGroup(made.hub, asked);
  await carryOut(made.hub);
  const request = { ...withdrawal(decision), idempotency: { key: "w", requestHash: Buffer.alloc(32, 3) } };

  const once = await withdrawGroup(made.hub, request);
  await carryOutDecisions(made.hub);
  const hub = await openHub({ database: made.hub.database, master: made.master });
  expect((await waivers(hub, decision)).length).toBe(many - 1 - decisionPageMax);
  expect(await withdrawGroup(hub, request)).toEqual(once);
  await carryOut(hub);

  expect(await getDecision(hub, seesAll, decision)).toMatchObject({
    state: "withdrawn",
    withdrawn: many - 1,
  });
  await expectSound({ ...made, hub });
});

test("decisions are listed with the latest first, by state and by what they are about, to those who may read that", async () => {
  const { hub } = await customers();
  const first = await waiveGroup(hub, asked);
  await carryOut(hub);
  await withdrawGroup(hub, withdrawal(first.decision));
  await carryOut(hub);
  const second = await waiveGroup(hub, asked);
  const list = async (filter: Parameters<typeof listDecisions>[2]["filter"], viewer = seesAll) =>
    (await listDecisions(hub, viewer, { limit: 5, cursor: null, filter })).items.map(({ id }) => id);

  expect(await list({})).toEqual([second.decision, first.decision]);
  expect(await list({ state: "withdrawn", type: "customer" })).toEqual([first.decision]);
  expect(await list({ state: "running", source: "desk" })).toEqual([second.decision]);
  expect(await list({ source: "crm" })).toEqual([]);
  expect(await list({}, { domains: ["finance"], personal: [] })).toEqual([]);
  await expect(list({ source: "dsk" })).rejects.toMatchObject(refused("source-unknown"));
  const page = await listDecisions(hub, seesAll, { limit: 1, cursor: null, filter: {} });
  expect(page.items.map(({ id }) => id)).toEqual([second.decision]);
  const next = await listDecisions(hub, seesAll, { limit: 1, cursor: page.next, filter: {} });
  expect([next.items.map(({ id }) => id), next.next]).toEqual([[first.decision], null]);
});
