import { decideApproval } from "../../src/app/edit/decide-approval.ts";
import type { Hub } from "../../src/app/hub.ts";
import { listApprovals } from "../../src/app/read/approvals.ts";
import { seesAll } from "../../src/app/read/viewer.ts";
import { entityId } from "../../src/core/ids.ts";
import { entityOf, loadText, testHub } from "./test-hub.ts";

/** Suppliers with banks, of whom treasury agrees to what they state. */
export const suppliers = {
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

/** What waits to be agreed to on suppliers. */
export const waiting = async (hub: Hub) =>
  (await listApprovals(hub, seesAll, { limit: 100, cursor: null, filter: { type: "supplier" } })).items;

/** Someone agrees to all that waits, or declines it. */
export async function decideAll(
  hub: Hub,
  decision: "approve" | "decline",
  { actor, name }: { readonly actor: string; readonly name: string },
): Promise<void> {
  for (const { entry, entity, fact: attribute, layer } of await waiting(hub)) {
    const who = { cause: "approval", actor, name, ifVersion: null, idempotency: null } as const;
    const of = { entity: entityId(entity.id), attribute, layer, entry };
    await decideApproval(hub, { ...who, ...of, decision, reason: decision === "decline" ? "no" : "" });
  }
}

/** A supplier whose first values bo agreed to. */
export async function supplier() {
  const made = await testHub(suppliers);
  const { hub } = made;
  await loadText(hub, "banks", "id,name\n1,One\n2,Two\n3,Three\n");
  await loadText(hub, "erp", "id,iban,bank\ns,A,2\n");
  const entity = await entityOf(hub, "erp", "s");
  const agree = (actor: string, name: string) => decideAll(hub, "approve", { actor, name });
  await agree("token-bo", "bo");
  return { ...made, entity, agree };
}
