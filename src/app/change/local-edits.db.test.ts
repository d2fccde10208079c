import { expect, test } from "vitest";
import { clockIn, inDays } from "../../../test/helpers/days.ts";
import { expectSound } from "../../../test/helpers/expect-sound.ts";
import { apply, entityOf, loadText, testHub } from "../../../test/helpers/test-hub.ts";
import { comeDueAll } from "../calendar.ts";
import { waiveDivergence, withdrawWaiver } from "../edit/waive-copy.ts";
import { followAll } from "../follow.ts";
import type { Hub } from "../hub.ts";
import { listDivergences } from "../read/divergences.ts";
import { history } from "../read/history.ts";
import { seesAll } from "../read/viewer.ts";

const modelWith = (local: string) => ({
  "model.yaml": `systems:
  crm: { kind: record }
  desk: { kind: engagement, custodian: support }
people:
  support: { members: [kim] }
  agents: { members: [noor] }
entity: customer
match-on: [ [code] ]
sources:
  - { name: crm, system: crm, key: id, fields: { code: code, name: name, stage: stage } }
  - { name: desk, system: desk, key: id, fields: { code: code, name: name } }
attributes:
  code: { type: text, authority: crm, fallback: [desk] }
  stage: { type: text, authority: crm }
  name: { type: text, authority: crm, copies: [ { source: desk, within: 1h } ]${local} }
`,
});

const crm = (hub: Hub, name: string, stage = "won") =>
  loadText(hub, "crm", `id,code,name,stage\n1,X,${name},${stage}\n`);
const desk = (hub: Hub, name: string) => loadText(hub, "desk", `id,code,name\nd,X,${name}\n`);

/** Each divergence as `held cause state`, with the day until which it may differ. */
async function differing(hub: Hub): Promise<readonly string[]> {
  const of = (state: "open" | "allowed") =>
    listDivergences(hub, seesAll, { limit: 100, cursor: null, filter: { state } });
  const items = [...(await of("open")).items, ...(await of("allowed")).items];
  return items.map(({ held, cause, leave }) =>
    leave === null ? `${held} ${cause} open` : `${held} ${cause} ${leave.kind} ${leave.by} ${leave.until}`,
  );
}

async function customer(local: string) {
  const made = await testHub(modelWith(local));
  await crm(made.hub, "Ada Lovelace Ltd");
  await desk(made.hub, "Ada Lovelace Ltd");
  return made;
}

test("an edit at the copy is allowed for the days that the model says, and then differs again by an entry of the calendar", async () => {
  const made = await customer(", edits: { local: { days: 14, by: agents } }");
  const { hub } = made;

  await desk(hub, "Ada");
  expect(await differing(hub)).toEqual([`Ada foreign-edit local agents ${inDays(14)}`]);
  await expectSound(made);
  await desk(hub, "Ada L");
  await comeDueAll(hub, clockIn(13));
  expect(await differing(hub)).toEqual([`Ada L foreign-edit local agents ${inDays(14)}`]);
  await comeDueAll(hub, clockIn(14));

  expect(await differing(hub)).toEqual(["Ada L foreign-edit open"]);
  const entity = await entityOf(hub, "crm", "1");
  const told = await history(hub, seesAll, {
    type: null,
    ref: entity,
    attribute: null,
    limit: 9,
    cursor: null,
  });
  expect(told.items[0]).toMatchObject({ kind: "calendar", cause: "calendar" as const });
  const words = told.items.flatMap(({ changes }) => changes?.map((one) => one.words) ?? []);
  expect(words[0]).toBe("desk d may no longer differ in name: day.");
  expect(words).toContain(`desk d may differ in name until ${inDays(14)}: the model allows edits there.`);
  await desk(hub, "Ada Lo");
  expect(await differing(hub)).toEqual(["Ada Lo foreign-edit open"]);
  await expectSound(made);
});

test("what follows again and is edited anew has all its days anew", async () => {
  const made = await customer(", edits: { local: { days: 14 } }");
  const { hub } = made;
  await desk(hub, "Ada");
  await comeDueAll(hub, clockIn(14));

  await desk(hub, "Ada Lovelace Ltd");
  await desk(hub, "Ada");

  expect(await differing(hub)).toEqual([`Ada foreign-edit local support ${inDays(28)}`]);
  await expectSound(made);
});

test("a golden value that has not arrived is no edit at the copy", async () => {
  const made = await customer(", edits: { local: { days: 14 } }");
  const { hub } = made;

  await crm(hub, "Lovelace Ltd");

  expect(await differing(hub)).toEqual(["Ada Lovelace Ltd in-transit open"]);
  await expectSound(made);
});

test("it is allowed only while the condition holds, and by the model that is in force", async () => {
  const made = await customer("");
  const { hub } = made;
  await desk(hub, "Ada");
  expect(await differing(hub)).toEqual(["Ada foreign-edit open"]);

  await apply(hub, modelWith(", edits: { local: { days: 14, when: \"stage == 'won'\" } }"));
  await followAll(hub);
  expect(await differing(hub)).toEqual([`Ada foreign-edit local support ${inDays(14)}`]);
  await expectSound(made);
  await crm(hub, "Ada Lovelace Ltd", "lost");
  expect(await differing(hub)).toEqual(["Ada foreign-edit open"]);
  await expectSound(made);
  await crm(hub, "Ada Lovelace Ltd", "won");
  expect(await differing(hub)).toEqual([`Ada foreign-edit local support ${inDays(14)}`]);

  await apply(hub, modelWith(""));
  await followAll(hub);
  expect(await differing(hub)).toEqual(["Ada foreign-edit open"]);
  await expectSound(made);
});

test("a steward may allow more than the model does, and what the model allows is left where that is taken back", async () => {
  const made = await customer(", edits: { local: { days: 14 } }");
  const { hub } = made;
  await desk(hub, "Ada");
  const entity = await entityOf(hub, "crm", "1");
  const copy = { entity, attribute: "name", source: "desk", key: null };
  const edit = { cause: "fact" as const, actor: "t", ifVersion: null, idempotency: null };
  const said = { by: "ana", reason: "longer", until: inDays(60), replaces: null };

  await waiveDivergence(hub, { ...edit, ...copy, ...said });
  expect(await differing(hub)).toEqual([`Ada foreign-edit waiver ana ${inDays(60)}`]);
  await withdrawWaiver(hub, { ...edit, ...copy });

  expect(await differing(hub)).toEqual([`Ada foreign-edit local support ${inDays(14)}`]);
  await expectSound(made);
});
