import { describe, expect, test } from "vitest";
import { expectSound } from "../../../test/helpers/expect-sound.ts";
import { apply, entityOf, goldenOf, loadText, testHub } from "../../../test/helpers/test-hub.ts";
import { readRows } from "../../connectors/file/read-rows.ts";
import { entityId } from "../../core/ids.ts";
import { createToken, listTokens } from "../access/tokens.ts";
import { mergeByHand, splitByHand } from "../duplicates/decide-duplicate.ts";
import { followAll } from "../follow.ts";
import type { Hub } from "../hub.ts";
import { retryQuarantine } from "../load/retry-quarantine.ts";
import { listApprovals } from "../read/approvals.ts";
import { listQuarantine } from "../read/quarantine.ts";
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

const edit = { cause: "fact" as const, ifVersion: null, idempotency: null };
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

async function decline(actor: string, name: string, { hub, entity }: { hub: Hub; entity: string }) {
  for (const { entry, fact: attribute, layer } of await waiting(hub)) {
    const of = { ...edit, actor, name, entity: entityId(entity), attribute, layer, entry };
    await decideApproval(hub, { ...of, decision: "decline", reason: "no" });
  }
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

describe("by the model in force", () => {
  const asking = (count: number, treasury = "ana, bo") => ({
    "systems.yaml": model["systems.yaml"].replace("ana, bo", treasury),
    "bank.yaml": model["bank.yaml"],
    "supplier.yaml": model["supplier.yaml"].replace(
      "fallback: [crm], approve: { by: treasury }",
      `fallback: [crm], approve: { by: treasury, count: ${count} }`,
    ),
  });

  /** Two are asked, and ana alone has agreed to the next value. */
  async function halfAgreed() {
    const { entity, agree, ...rest } = await supplier();
    const { hub } = rest;
    await apply(hub, asking(2));
    await loadText(hub, "erp", "id,iban,bank\ns,B,2\n");
    await agree("token-ana", "ana");
    return { entity, agree, hub, rest };
  }

  test("as many as it has come to ask for are enough, and a value that somebody declined waits on", async () => {
    const { entity, agree, hub, rest } = await halfAgreed();
    expect(await goldenOf(hub, entity)).toMatchObject({ iban: "A" });

    await apply(hub, asking(1));
    await followAll(hub);

    expect(await goldenOf(hub, entity)).toMatchObject({ iban: "B" });
    expect(await waiting(hub)).toEqual([]);
    await expectSound(rest);
    await apply(hub, asking(2));
    await loadText(hub, "erp", "id,iban,bank\ns,C,2\n");
    await agree("token-ana", "ana");
    await decline("token-bo", "bo", { hub, entity });
    await apply(hub, asking(1));
    await followAll(hub);
    expect(await goldenOf(hub, entity)).toMatchObject({ iban: "B" });
    await expectSound(rest);
  });

  test("who has left the people whom it asks no longer counts among those who agreed", async () => {
    const { entity, agree, hub, rest } = await halfAgreed();

    await apply(hub, asking(2, "bo, cy"));
    await followAll(hub);
    await agree("token-bo", "bo");

    expect(await goldenOf(hub, entity)).toMatchObject({ iban: "A" });
    expect(await waiting(hub)).toMatchObject([{ fact: "iban", value: "B", approvers: ["bo"] }]);
    await agree("token-cy", "cy");
    expect(await goldenOf(hub, entity)).toMatchObject({ iban: "B" });
    await expectSound(rest);
  });

  test("where those who agreed already come to be enough by joining them, they are", async () => {
    const { entity, agree, hub, rest } = await halfAgreed();
    await apply(hub, asking(2, "bo, cy"));
    await followAll(hub);
    await agree("token-bo", "bo");

    await apply(hub, asking(2, "ana, bo"));
    await followAll(hub);

    expect(await goldenOf(hub, entity)).toMatchObject({ iban: "B" });
    await expectSound(rest);
  });
});

test("who has agreed and thinks better of it declines, and the value waits no longer to be agreed to", async () => {
  const { entity, agree, ...rest } = await supplier();
  const { hub } = rest;
  const two = model["supplier.yaml"].replace("crm], approve: {", "crm], approve: { count: 2,");
  await apply(hub, { ...model, "supplier.yaml": two });
  await loadText(hub, "erp", "id,iban,bank\ns,B,2\n");
  await agree("token-ana", "ana");

  await decline("token-ana", "ana", { hub, entity });

  await expect(agree("token-bo", "bo")).rejects.toMatchObject(refused("approval-unknown"));
  expect(await goldenOf(hub, entity)).toMatchObject({ iban: "A" });
  await expectSound(rest);
});

test("who loaded a record that another took out of quarantine does not agree to what it states", async () => {
  const { entity, agree, ...rest } = await supplier();
  const { hub } = rest;
  const strict = `${model["supplier.yaml"]}rules:\n  - { name: long, scope: record, check: "size(iban) > 1", severity: error }\n`;
  await apply(hub, { ...model, "supplier.yaml": strict });
  await loadText(hub, "erp", "id,iban,bank\ns,B,2\n", { actor: "token-ana" });
  await apply(hub, model);
  const [row] = (await listQuarantine(hub, seesAll, { limit: 9, cursor: null, filter: {} })).items;

  const again = { id: row?.id ?? "", actor: "token-steward", mended: null, readRows };
  await retryQuarantine(hub, seesAll, again);

  expect(await waiting(hub)).toMatchObject([{ fact: "iban", value: "B" }]);
  await expect(agree("token-ana", "ana")).rejects.toMatchObject(refused("approval-own-request"));
  await expect(agree("token-steward", "bo")).rejects.toMatchObject(refused("approval-own-request"));
  await agree("token-bo", "bo");
  expect(await goldenOf(hub, entity)).toMatchObject({ iban: "B" });
  await expectSound(rest);
});

describe("a merge", () => {
  const without = model["supplier.yaml"].replace(
    "fallback: [crm], approve: { by: treasury }",
    "fallback: [crm]",
  );
  const two = (one: string, other: string) => `id,iban,bank\ns,${one},\nt,${other},\n`;

  test("does not put what was agreed to for the one in the place of what stood for the other", async () => {
    const made = await testHub({ ...model, "supplier.yaml": without });
    const { hub } = made;
    await loadText(hub, "erp", "id,iban,bank\ns,A,\n");
    await apply(hub, model);
    await loadText(hub, "erp", two("A", "EVIL"));
    const [older, newer] = [await entityOf(hub, "erp", "s"), await entityOf(hub, "erp", "t")];
    for (const { entry, entity, fact, layer } of await waiting(hub)) {
      const of = {
        ...edit,
        actor: "token-bo",
        name: "bo",
        entity: entityId(entity.id),
        attribute: fact,
        layer,
        entry,
      };
      await decideApproval(hub, { ...of, decision: "approve", reason: "" });
    }
    expect(await goldenOf(hub, newer)).toMatchObject({ iban: "EVIL" });

    await mergeByHand(hub, { actor: "m", by: "m", reason: "the same", left: older, right: newer });

    expect(await goldenOf(hub, older)).toMatchObject({ iban: "A" });
    await expectSound(made);
  });

  test("that is undone takes with it what was agreed to for the one that it brought", async () => {
    const made = await testHub(model);
    const { hub } = made;
    await loadText(hub, "crm", "id,iban\nx,\n");
    await loadText(hub, "erp", "id,iban,bank\nt,EVIL,\n");
    const [older, newer] = [await entityOf(hub, "crm", "x"), await entityOf(hub, "erp", "t")];
    for (const { entry, entity, fact, layer } of await waiting(hub)) {
      const of = {
        ...edit,
        actor: "token-bo",
        name: "bo",
        entity: entityId(entity.id),
        attribute: fact,
        layer,
        entry,
      };
      await decideApproval(hub, { ...of, decision: "approve", reason: "" });
    }
    await mergeByHand(hub, { actor: "m", by: "m", reason: "the same", left: older, right: newer });
    expect(await goldenOf(hub, older)).toMatchObject({ iban: "EVIL" });
    await expectSound(made);

    await splitByHand(hub, { actor: "m", by: "m", reason: "not the same", merged: newer });
    await loadText(hub, "crm", "id,iban\nx,EVIL\n");

    expect(await goldenOf(hub, older)).toMatchObject({ iban: null });
    expect(await goldenOf(hub, newer)).toMatchObject({ iban: "EVIL" });
    await expectSound(made);
  });
});

test("what an admin can do, making tokens in the names of two approvers, is seen: the list says who made each, and the log too", async () => {
  const { hub, ...made } = await testHub({
    "m.yaml": `systems: { erp: {} }
people: { treasury: { members: [ana, bo] } }
entity: supplier
sources: [{ name: erp, system: erp, key: id, fields: { iban: iban } }]
attributes: { iban: { type: text, authority: erp, approve: { by: treasury, count: 2 } } }
`,
  });
  await loadText(hub, "erp", "id,iban\ns,A\n");
  const entity = await entityOf(hub, "erp", "s");
  const admin = { name: "root", grants: [{ role: "admin", domains: null }], expiresAt: null } as const;
  const root = await createToken(hub, { ...admin, actor: "bailiwick" });
  const steward = { grants: [{ role: "steward", domains: null }], expiresAt: null, actor: root.id } as const;
  for (const name of ["ana", "bo"]) {
    const { id } = await createToken(hub, { ...steward, name });
    const [one] = await waiting(hub);
    const decision = { layer: "claim", decision: "approve", reason: "seen", entry: one?.entry ?? 0 } as const;
    await decideApproval(hub, { ...edit, ...decision, entity, attribute: "iban", actor: id, name });
  }

  const tokens = await listTokens(hub);

  expect(await goldenOf(hub, entity)).toEqual({ iban: "A" });
  expect(tokens.map(({ name, madeBy }) => [name, madeBy])).toEqual([
    ["bo", root.id],
    ["ana", root.id],
    ["root", "bailiwick"],
  ]);
  await expectSound({ hub, ...made });
});
