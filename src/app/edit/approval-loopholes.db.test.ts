import { expect, test } from "vitest";
import { expectSound } from "../../../test/helpers/expect-sound.ts";
import { entityOf, goldenOf, loadText, testHub } from "../../../test/helpers/test-hub.ts";
import { createToken } from "../access/tokens.ts";
import { mergeByHand } from "../duplicates/decide-duplicate.ts";
import { followAll } from "../follow.ts";
import type { Hub } from "../hub.ts";
import { listApprovals } from "../read/approvals.ts";
import { seesAll } from "../read/viewer.ts";
import { decideApproval } from "./decide-approval.ts";
import { setOverride } from "./override-fact.ts";
import { setFact } from "./set-fact.ts";

const model = {
  "systems.yaml": `systems:
  erp: { kind: record }
  crm: { kind: record }
people:
  treasury: { members: [ana, bo] }
`,
  "bank.yaml": `entity: bank
sources:
  - { name: banks, system: erp, key: id, fields: { name: name } }
attributes:
  name: { type: text, authority: banks }
`,
  "supplier.yaml": `entity: supplier
sources:
  - { name: erp, system: erp, key: id, fields: { iban: iban, bank: { from: bank, as: banks } } }
  - { name: crm, system: crm, key: id, link: { erp: id }, fields: { iban: iban } }
attributes:
  note: { type: text, authority: hub, approve: { by: treasury } }
  iban: { type: text, authority: erp, fallback: [crm], approve: { by: treasury } }
  bank: { type: ref, to: bank, authority: erp, approve: { by: treasury } }
  bank_name:
    copy-of: bank.name
    edits: { override: { days: 30 } }
    approve: { for: [override], by: treasury }
`,
} as const;

const edit = { cause: "api", ifVersion: null, idempotency: null };
const waiting = async (hub: Hub) =>
  (await listApprovals(hub, seesAll, { limit: 100, cursor: null, filter: { type: "supplier" } })).items;
const refused = (code: string) => ({ refusal: { code } });

/** A supplier whose first values bo agreed to. */
async function supplier() {
  const made = await testHub(model);
  const { hub } = made;
  await loadText(hub, "banks", "id,name\n1,One\n2,Two\n3,Three\n");
  await loadText(hub, "erp", "id,iban,bank\ns,A,2\n");
  const entity = await entityOf(hub, "erp", "s");
  const agree = async (actor: string, name: string) => {
    for (const { entry, fact: attribute, layer } of await waiting(hub)) {
      const of = { ...edit, actor, name, entity, attribute, layer, entry };
      await decideApproval(hub, { ...of, decision: "approve", reason: "" });
    }
  };
  await agree("token-bo", "bo");
  return { ...made, entity, agree };
}

async function mergeBanks(hub: Hub, left: string, right: string): Promise<string> {
  const [one, two] = [await entityOf(hub, "banks", left), await entityOf(hub, "banks", right)];
  const entity = await mergeByHand(hub, { actor: "m", by: "m", reason: "the same", left: one, right: two });
  await followAll(hub);
  return entity;
}

test("a reference that was agreed to stays so when its target is merged", async () => {
  const { entity, ...rest } = await supplier();
  const { hub } = rest;

  const survivor = await mergeBanks(hub, "1", "2");

  expect(await goldenOf(hub, entity)).toMatchObject({ bank: survivor, bank_name: "One" });
  expect(await waiting(hub)).toEqual([]);
  await expectSound(rest);
});

test("a reference that is kept while another waits leads to who answers for its target", async () => {
  const { entity, ...rest } = await supplier();
  const { hub } = rest;
  await loadText(hub, "erp", "id,iban,bank\ns,A,3\n");

  const survivor = await mergeBanks(hub, "1", "2");

  expect(await goldenOf(hub, entity)).toMatchObject({ bank: survivor, bank_name: "One" });
  expect(await waiting(hub)).toMatchObject([{ value: await entityOf(hub, "banks", "3") }]);
  await expectSound(rest);
  await loadText(hub, "erp", "id,iban,bank\ns,A,2\n");
  expect(await waiting(hub)).toEqual([]);
  await expectSound(rest);
});

test("nobody agrees to their own correction with another token of theirs", async () => {
  const { hub, entity, agree } = await supplier();
  const grants = [{ role: "steward", domains: null }] as const;
  const token = (name: string) => createToken(hub, { name, grants, expiresAt: null, actor: "admin" });
  const [one, two, other] = [await token("ana"), await token("ana"), await token("bo")];
  await setFact(hub, { ...edit, actor: one.id, entity, attribute: "note", value: "mine" });

  await expect(agree(two.id, "ana")).rejects.toMatchObject(refused("approval-own-request"));
  expect(await goldenOf(hub, entity)).toMatchObject({ note: null });
  await agree(other.id, "bo");
  expect(await goldenOf(hub, entity)).toMatchObject({ note: "mine" });
});

test("who stated a fallback does not agree to it when another person's deed brings it forth", async () => {
  const { hub, entity, agree } = await supplier();
  await loadText(hub, "crm", "id,iban\ns,B\n", { actor: "token-ana" });
  await loadText(hub, "erp", "id,iban,bank\n", { actor: "loader", complete: true });

  expect(await waiting(hub)).toMatchObject([{ fact: "iban", value: "B" }]);
  await expect(agree("token-ana", "ana")).rejects.toMatchObject(refused("approval-own-request"));
  await expect(agree("loader", "bo")).rejects.toMatchObject(refused("approval-own-request"));
  expect(await goldenOf(hub, entity)).toMatchObject({ iban: "A" });
});

test("an override of what is copied waits as well", async () => {
  const { entity, agree, ...rest } = await supplier();
  const { hub } = rest;
  const of = { reason: "why", until: { day: "2026-01-09" }, today: "2026-01-01", by: "ana" };
  await setOverride(hub, {
    ...edit,
    ...of,
    entity,
    actor: "token-ana",
    attribute: "bank_name",
    value: "Mine",
  });

  expect(await goldenOf(hub, entity)).toMatchObject({ bank_name: "Two" });
  await expectSound(rest);
  await expect(agree("token-ana", "ana")).rejects.toMatchObject(refused("approval-own-request"));
  await agree("token-bo", "bo");
  expect(await goldenOf(hub, entity)).toMatchObject({ bank_name: "Mine" });
  await expectSound(rest);
});
