import { loadText, type TestHub, testHub } from "./test-hub.ts";

/** Accounts whose CRM says which of its records it merged into which. */
export const accounts = {
  "systems.yaml": `systems:
  crm: { kind: record }
  ops: { kind: engagement }
`,
  "account.yaml": `entity: account
match-on: [ [code] ]
exists: { authority: crm, on-delete: retire, merged-into: master }
sources:
  - { name: crm, system: crm, key: id, fields: { code: code, name: name } }
  - { name: ops, system: ops, key: id, fields: { code: code, name: name } }
attributes:
  code: { type: text, authority: crm, fallback: [ops] }
  name: { type: text, authority: crm, copies: [ops] }
`,
};

/** A file of the CRM. */
export const accountRows = (...lines: readonly string[]) => `id,code,name,master\n${lines.join("\n")}\n`;

/** Three accounts of the CRM, two of them with a copy. */
export async function threeAccounts(): Promise<TestHub> {
  const made = await testHub(accounts);
  await loadText(made.hub, "crm", accountRows("1,A,Anna,", "2,B,Bert,", "3,C,Carl,"));
  await loadText(made.hub, "ops", "id,code,name\nx,A,Anna\ny,B,Bert\n");
  return made;
}
