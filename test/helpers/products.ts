import { createHash } from "node:crypto";
import { followAll } from "../../src/app/follow.ts";
import { entityOf, loadText, testHub } from "./test-hub.ts";

/** Products with their brands: some facts come from a CRM, some are entered here. */
export const model = {
  "systems.yaml": `systems:
  crm: { kind: record }
  ops: { kind: engagement }
people:
  desk: { members: [ana@example.org, li@example.org] }
`,
  "brand.yaml": `entity: brand
match-on: [ [name] ]
sources:
  - { name: brands, system: ops, key: id, fields: { name: name } }
attributes:
  name: { type: text, authority: hub, fallback: [brands] }
`,
  "product.yaml": `entity: product
match-on: [ [code] ]
sources:
  - { name: crm, system: crm, key: id, fields: { code: code, name: name, owner: owner, stage: stage } }
  - { name: ops, system: ops, key: id, fields: { code: code, name: name, owner: owner } }
attributes:
  code: { type: text, authority: crm, fallback: [ops] }
  stage: { type: text, authority: crm }
  name:
    type: text
    authority: [ { system: hub, when: "stage == 'draft'" }, { system: crm } ]
    copies: [ ops, crm ]
    edits: { override: { by: desk, days: 30 } }
  owner: { type: email, personal: user.contact.email, subject: value, authority: crm, copies: [ops], edits: { override: { days: 9 } } }
  note: { type: text, personal: user.note, authority: hub }
  brand: { type: ref, to: brand, authority: hub }
  brand_name: { copy-of: brand.name }
  count: { type: integer, authority: hub }
`,
} as const;

export const crm = "id,code,name,owner,stage\n1,A,Anvil,zoe-canary@example.org,live\n2,B,Bell,,draft\n";
export const ops = "id,code,name,owner\nx,A,Anvil,zoe-canary@example.org\n";
/** Someone who edits, whatever version there is. */
export const edit = { actor: "t1", cause: "fact" as const, ifVersion: null, idempotency: null };
export const person = { by: "ana@example.org", reason: "reason-canary" };
/** The day on which overrides are set. */
export const today = "2026-01-01";
/** A request under a key, known again by its body. */
export const keyed = (key: string, body: string) => ({
  key,
  requestHash: createHash("sha256").update(body).digest(),
});

/** An anvil that is live, and a bell that is a draft. */
export async function products() {
  const made = await testHub(model);
  await followAll(made.hub);
  await loadText(made.hub, "crm", crm);
  await loadText(made.hub, "ops", ops);
  const anvil = await entityOf(made.hub, "crm", "1");
  const bell = await entityOf(made.hub, "crm", "2");
  return { ...made, anvil, bell };
}
