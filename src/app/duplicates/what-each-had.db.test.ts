import { expect, test } from "vitest";
import { expectSound } from "../../../test/helpers/expect-sound.ts";
import { apply, countOf, entityOf, goldenOf, loadText, testHub } from "../../../test/helpers/test-hub.ts";
import type { EntityId } from "../../core/ids.ts";
import { createEntity } from "../edit/create-entity.ts";
import { decideApproval } from "../edit/decide-approval.ts";
import { setOverride } from "../edit/override-fact.ts";
import { setFact } from "../edit/set-fact.ts";
import type { Hub } from "../hub.ts";
import { listApprovals } from "../read/approvals.ts";
import { seesAll } from "../read/viewer.ts";
import { mergeByHand, splitByHand } from "./decide-duplicate.ts";

const approve = ", approve: { for: [source], by: desk }";
const modelWhere = (iban: string) => ({
  "all.yaml": `systems:
  crm: { kind: record }
  erp: { kind: record }
people: { desk: { members: [ana, bo] } }
entity: account
match-on: [ [nick] ]
sources:
  - { name: crm, system: crm, key: id, fields: { name: name, iban: iban } }
  - { name: erp, system: erp, key: id, fields: { nick: nick, name: name } }
attributes:
  nick: { type: text, authority: hub, fallback: [erp] }
  name: { type: text, authority: crm, edits: { override: { days: 30 } } }
  iban: { type: text, authority: crm${iban} }
`,
});

const edit = { actor: "t1", cause: "fact" as const, ifVersion: null, idempotency: null };
const said = { actor: "t1", by: "ana", reason: "seen" };
const rows = (...lines: readonly string[]) => `id,name,iban\n${lines.join("\n")}\n`;

/** Two accounts of the CRM, the older one first. */
async function two(iban = "") {
  const made = await testHub(modelWhere(iban));
  await loadText(made.hub, "crm", rows("1,Anna,DE1", "2,Bert,DE2"));
  return { ...made, anna: await entityOf(made.hub, "crm", "1"), bert: await entityOf(made.hub, "crm", "2") };
}

const override = (hub: Hub, entity: EntityId, value: string) =>
  setOverride(hub, {
    ...{ ...edit, ...said, entity, attribute: "name", value },
    ...{ until: { day: "2026-01-20" }, today: "2026-01-01" },
  });
const nameHere = (hub: Hub, entity: EntityId, value: string) =>
  setFact(hub, { ...edit, entity, attribute: "nick", value });

/** The entities that are shown as possibly the same to whoever is about to create one of this name; where none is, it is created. */
async function sameAs(hub: Hub, nick: string): Promise<readonly EntityId[]> {
  const facts = new Map([["nick", nick]]);
  const made = await createEntity(hub, { ...edit, type: "account", facts, confirmed: false });
  return made.kind === "created" ? [] : made.entities;
}

const waiting = async (hub: Hub) =>
  (await listApprovals(hub, seesAll, { limit: 9, cursor: null, filter: {} })).items;
async function agree(hub: Hub, about: EntityId | null = null): Promise<void> {
  for (const { entity, entry } of await waiting(hub)) {
    if (about !== null && entity.id !== about) continue;
    const decision = { decision: "approve", layer: "claim", reason: "", entry, name: "ana" } as const;
    await decideApproval(hub, {
      ...{ ...edit, ...decision, cause: "approval", actor: "t-ana" },
      ...{ entity: entity.id as EntityId, attribute: "iban" },
    });
  }
}

test("the survivor keeps its own override, and the other's is given back", async () => {
  const { hub, anna, bert, ...made } = await two();
  await override(hub, anna, "Ann");
  await override(hub, bert, "Bertha");

  await mergeByHand(hub, { ...said, left: anna, right: bert });
  const merged = await goldenOf(hub, anna);
  await splitByHand(hub, { ...said, merged: bert });

  expect(merged).toMatchObject({ name: "Ann" });
  expect([await goldenOf(hub, anna), await goldenOf(hub, bert)]).toMatchObject([
    { name: "Ann" },
    { name: "Bertha" },
  ]);
  await expectSound({ hub, ...made });
});

test("what a merge brought and somebody set anew since stays with the survivor when it is undone", async () => {
  const { hub, anna, bert, ...made } = await two();
  await override(hub, bert, "Bertha");
  await nameHere(hub, bert, "B");
  await mergeByHand(hub, { ...said, left: anna, right: bert });
  await override(hub, anna, "Both");
  await nameHere(hub, anna, "AB");

  await splitByHand(hub, { ...said, merged: bert });

  expect(await goldenOf(hub, anna)).toMatchObject({ name: "Both", nick: "AB" });
  expect(await goldenOf(hub, bert)).toMatchObject({ name: "Bertha", nick: "B" });
  expect(await countOf(hub, "record", "key = '2' and linked_by = 'hand'")).toBe(1);
  await expectSound({ hub, ...made });
});

test("what was entered here finds the survivor while two are one, and again the other", async () => {
  const { hub, anna, bert, ...made } = await two();
  await nameHere(hub, bert, "B");

  await mergeByHand(hub, { ...said, left: anna, right: bert });
  const merged = await sameAs(hub, "B");
  await expectSound({ hub, ...made });
  await splitByHand(hub, { ...said, merged: bert });

  expect([merged, await sameAs(hub, "B")]).toEqual([[anna], [bert]]);
  await expectSound({ hub, ...made });
});

test("what was entered on one that was merged, and the survivor has otherwise, finds nobody", async () => {
  const { hub, anna, bert, ...made } = await two();
  await nameHere(hub, anna, "A");
  await nameHere(hub, bert, "B");
  await mergeByHand(hub, { ...said, left: anna, right: bert });

  expect([await sameAs(hub, "A"), await sameAs(hub, "B")]).toEqual([[anna], []]);
  await expectSound({ hub, ...made });
});

test("what was agreed to for each stays its own: that of the survivor is not asked about again, and is left to it", async () => {
  const { hub, anna, bert, ...made } = await two(approve);
  await agree(hub);

  await mergeByHand(hub, { ...said, left: anna, right: bert });
  const merged = [(await goldenOf(hub, anna)).iban, await waiting(hub)];
  await splitByHand(hub, { ...said, merged: bert });

  expect(merged).toEqual(["DE1", []]);
  expect([await goldenOf(hub, anna), await goldenOf(hub, bert)]).toMatchObject([
    { iban: "DE1" },
    { iban: "DE2" },
  ]);
  expect(await countOf(hub, "entity", "agreed is not null")).toBe(2);
  await expectSound({ hub, ...made });
});

test("what was agreed to for one that is merged is nothing to go by where the survivor's own still waits", async () => {
  const { hub, anna, bert, ...made } = await two(approve);
  await agree(hub, bert);

  await mergeByHand(hub, { ...said, left: anna, right: bert });

  expect(await goldenOf(hub, anna)).toMatchObject({ iban: null });
  expect(await waiting(hub)).toMatchObject([{ value: "DE1" }]);
  await expectSound({ hub, ...made });
});

test("what was agreed to for one that is merged goes on where the survivor was only believed to have none", async () => {
  const { hub, anna, ...made } = await two();
  await loadText(hub, "crm", rows("1,Anna,"));
  await apply(hub, modelWhere(approve));
  await loadText(hub, "crm", rows("3,Cleo,DE3"));
  await agree(hub);

  await mergeByHand(hub, { ...said, left: anna, right: await entityOf(hub, "crm", "3") });

  expect(await goldenOf(hub, anna)).toMatchObject({ iban: "DE3" });
  expect(await waiting(hub)).toMatchObject([{ value: null }]);
  // Nobody agreed to it for this one.
  expect(await countOf(hub, "entity", `entity_id = '${anna}' and agreed::jsonb #>> '{0,4}' = '[]'`)).toBe(1);
  await expectSound({ hub, ...made });
});
