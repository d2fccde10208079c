import { test } from "vitest";
import { apply, loadText, testHub } from "../../../test/helpers/test-hub.ts";
import { expectVerified } from "../../../test/helpers/verify.ts";

const model = (policy: string) => ({
  "systems.yaml": "systems:\n  crm: { kind: record }\n  ops: { kind: engagement }\n",
  "campaign.yaml": `entity: campaign
match-on: [ [code] ]
sources:
  - { name: crm, system: crm, key: id, fields: { code: code, name: name } }
  - { name: ops, system: ops, key: id, fields: { code: code, name: name, ends: ends } }
attributes:
  code: { type: text, authority: crm }
  name: { type: text, authority: crm, copies: [ops], on-divergence: ${policy} }
  ends: { type: date, authority: ops }
`,
});

test("a record that says the same in another spelling stays where it was, though what it differs in is dealt with otherwise now", async () => {
  const { hub } = await testHub(model("flag"));
  await loadText(hub, "crm", "id,code,name\n1,A,X\n", { asOf: "2026-01-01T00:00:00.000000Z" });
  await loadText(hub, "ops", "id,code,name,ends\n1,A,Y,2026-01-01\n", {
    asOf: "2026-01-01T00:00:00.000000Z",
  });
  // In force, and not yet followed.
  await apply(hub, model("overwrite"));

  await loadText(hub, "ops", "id,code,name,ends\n1,A,Y,2026-02-30\n", {
    asOf: "2026-01-02T00:00:00.000000Z",
  });

  await expectVerified(hub);
});
