import { expect, test } from "vitest";
import { expectSound } from "../../../test/helpers/expect-sound.ts";
import { entityOf, goldenOf, loadText, testHub } from "../../../test/helpers/test-hub.ts";
import { type EntityId, entityId } from "../../core/ids.ts";
import { moveByHand } from "../duplicates/move-record.ts";
import { followAll } from "../follow.ts";
import type { Hub } from "../hub.ts";
import { listApprovals } from "../read/approvals.ts";
import { seesAll } from "../read/viewer.ts";
import { decideApproval } from "./decide-approval.ts";

const model = {
  "m.yaml": `systems: { erp: {}, desk: {}, lab: {} }
people: { treasury: { members: [ana, bo, cy] } }
entity: supplier
match-on: [ [code] ]
sources:
  - { name: erp, system: erp, key: id, fields: { code: code, iban: iban, goods: { from: goods, separator: ";" } } }
  - { name: desk, system: desk, key: id, fields: { code: code, iban: iban } }
  - { name: lab, system: lab, key: id, fields: { code: code, goods: { from: goods, separator: ";" } } }
attributes:
  code: { type: text, authority: erp, fallback: [desk, lab] }
  iban: { type: text, authority: desk, fallback: [erp], approve: { by: treasury, count: 2 } }
  goods: { type: list, of: text, combine: union, authority: [erp, lab], approve: { for: [source], by: treasury } }
`,
};

const waiting = async (hub: Hub, entity: EntityId | string) =>
  (await listApprovals(hub, seesAll, { limit: 100, cursor: null, filter: {} })).items.filter(
    (one) => one.entity.id === entity,
  );

/** What waits on an entity is agreed to, or declined, by one of treasury. */
async function decide(
  hub: Hub,
  entity: EntityId,
  name: string,
  fact: string,
  actor = `t-${name}`,
): Promise<void> {
  const [one] = (await waiting(hub, entity)).filter((each) => each.fact === fact);
  const decision = { decision: "approve", layer: "claim", reason: "seen", entry: one?.entry ?? 0 } as const;
  const edit = { cause: "approval", ifVersion: null, idempotency: null } as const;
  await decideApproval(hub, { ...edit, ...decision, entity, attribute: fact, actor, name });
}

async function suppliers() {
  const made = await testHub(model);
  const { hub } = made;
  await loadText(hub, "erp", "id,code,iban,goods\n1,A,DE1,\n2,B,DE2,\n");
  const [anna, bert] = [await entityOf(hub, "erp", "1"), await entityOf(hub, "erp", "2")];
  for (const entity of [anna, bert]) for (const name of ["bo", "cy"]) await decide(hub, entity, name, "iban");
  return { ...made, anna, bert };
}

test("what a record states that is moved by hand waits where it comes to, for all who are asked, and no longer where it was", async () => {
  const { hub, anna, bert, ...made } = await suppliers();
  await loadText(hub, "desk", "id,code,iban\nd,A,EVIL\n", { actor: "t-ana" });
  await decide(hub, anna, "bo", "iban");
  const before = await waiting(hub, anna);

  const said = { actor: "t-cy", by: "cy", reason: "it is the other", ifVersion: null };
  await moveByHand(hub, { ...said, record: { source: "desk", key: "d" }, to: entityId(bert) });
  await followAll(hub);

  expect(before).toMatchObject([{ fact: "iban", value: "EVIL", approvers: ["bo"], golden: "DE1" }]);
  expect(await waiting(hub, anna)).toEqual([]);
  expect(await waiting(hub, bert)).toMatchObject([
    { fact: "iban", value: "EVIL", approvers: [], golden: "DE2" },
  ]);
  expect([await goldenOf(hub, anna), await goldenOf(hub, bert)]).toMatchObject([
    { iban: "DE1" },
    { iban: "DE2" },
  ]);
  // Neither who loaded it, nor through whose deed it came to wait here.
  const own = { refusal: { code: "approval-own-request" } };
  await expect(decide(hub, bert, "ana", "iban")).rejects.toMatchObject(own);
  await expect(decide(hub, bert, "cy", "iban")).rejects.toMatchObject(own);
  await decide(hub, bert, "bo", "iban");
  expect(await goldenOf(hub, bert)).toMatchObject({ iban: "DE2" });
  await expectSound({ hub, ...made });
});

test("each element of a union waits by itself, whoever states it; that nobody states it any more waits too, and lapses once somebody does", async () => {
  const { hub, anna, ...made } = await suppliers();
  const gas = async () => (await goldenOf(hub, anna))["goods[gas]"];
  const facts = async () => (await waiting(hub, anna)).map(({ fact }) => fact).sort();

  await loadText(hub, "erp", "id,code,iban,goods\n1,A,DE1,acid;gas\n");
  await loadText(hub, "lab", "id,code,goods\nl,A,gas;lead\n");
  const all = [await gas(), await facts()];
  await decide(hub, anna, "ana", "goods[gas]");
  const agreed = [await gas(), await facts()];
  // Another states the same: nothing new is asked about.
  await loadText(hub, "erp", "id,code,iban,goods\n1,A,DE1,acid\n");
  const stated = [await gas(), await facts()];
  await loadText(hub, "lab", "id,code,goods\nl,A,lead\n");
  const leaving = [await gas(), await facts()];
  await loadText(hub, "lab", "id,code,goods\nl,A,gas;lead\n");
  const back = [await gas(), await facts()];
  await loadText(hub, "lab", "id,code,goods\nl,A,lead\n");
  await decide(hub, anna, "ana", "goods[gas]");
  const left = [await gas(), await facts()];

  const others = ["goods[acid]", "goods[lead]"];
  expect(all).toEqual([null, ["goods[acid]", "goods[gas]", "goods[lead]"]]);
  expect([agreed, stated, back]).toEqual([
    ["gas", others],
    ["gas", others],
    ["gas", others],
  ]);
  expect(leaving).toEqual(["gas", ["goods[acid]", "goods[gas]", "goods[lead]"]]);
  expect([left[0] ?? null, left[1]]).toEqual([null, others]);
  await expectSound({ hub, ...made });
});
