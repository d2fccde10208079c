import { expect, test } from "vitest";
import { expectSound } from "../../../test/helpers/expect-sound.ts";
import { supplier, suppliers, waiting } from "../../../test/helpers/suppliers.ts";
import { apply, entityOf, goldenOf, loadText, testHub } from "../../../test/helpers/test-hub.ts";
import { readRows } from "../../connectors/file/read-rows.ts";
import { createToken, listTokens } from "../access/tokens.ts";
import { retryQuarantine } from "../load/retry-quarantine.ts";
import { listQuarantine } from "../read/quarantine.ts";
import { seesAll } from "../read/viewer.ts";
import { decideApproval } from "./decide-approval.ts";
import { setOverride } from "./override-fact.ts";
import { setFact } from "./set-fact.ts";

const edit = { cause: "fact" as const, ifVersion: null, idempotency: null };
const refused = (code: string) => ({ refusal: { code } });

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

test("who loaded a record that another took out of quarantine does not agree to what it states", async () => {
  const { entity, agree, ...rest } = await supplier();
  const { hub } = rest;
  const strict = `${suppliers["supplier.yaml"]}rules:\n  - { name: long, scope: record, check: "size(iban) > 1", severity: error }\n`;
  await apply(hub, { ...suppliers, "supplier.yaml": strict });
  await loadText(hub, "erp", "id,iban,bank\ns,B,2\n", { actor: "token-ana" });
  await apply(hub, suppliers);
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
