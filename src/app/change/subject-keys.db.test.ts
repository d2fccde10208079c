import { expect, test } from "vitest";
import { expectSound } from "../../../test/helpers/expect-sound.ts";
import { logText } from "../../../test/helpers/log-text.ts";
import { entityOf, goldenOf, loadText, testHub } from "../../../test/helpers/test-hub.ts";
import { declareDifferent } from "../duplicates/decide-duplicate.ts";
import { createEntity } from "../edit/create-entity.ts";
import { setOverride } from "../edit/override-fact.ts";
import { setFact } from "../edit/set-fact.ts";
import { followAll } from "../follow.ts";

const model = {
  "systems.yaml": `systems:
  crm: { kind: record }
  erp: { kind: record }
`,
  "plain.yaml": `entity: plain
match-on: [ [code] ]
sources:
  - { name: plains, system: crm, key: id, fields: { code: code, name: name } }
attributes:
  code: { type: text, authority: plains }
  name: { type: text, authority: plains, edits: { override: { days: 30 } } }
`,
  "person.yaml": `entity: person
match-on: [ [code] ]
sources:
  - { name: people, system: crm, key: id, fields: { code: code, name: name, mail: mail } }
attributes:
  code: { type: text, authority: people }
  name: { type: text, personal: user.name, authority: people }
  mail: { type: email, personal: user.contact, subject: value, authority: people }
  side: { type: email, personal: user.contact, subject: value, authority: hub, edits: { override: { days: 30 } } }
`,
  "order.yaml": `entity: order
sources:
  - { name: orders, system: erp, key: id, fields: { buyer: { from: buyer, by: code }, total: total, label: label } }
attributes:
  buyer: { type: ref, to: person, authority: orders }
  total: { type: text, authority: orders }
  label: { copy-of: buyer.name, copies: [orders] }
  buyer_mail: { copy-of: buyer.mail }
`,
} as const;

const edit = { actor: "t1", cause: "fact" as const, ifVersion: null, idempotency: null };
const decision = { actor: "t1", by: "ana", reason: "seen" };
const until = { day: "2026-01-20" };
const today = "2026-01-01";

test("an entity without personal facts takes one override, and one decision, after the other", async () => {
  const made = await testHub(model);
  const { hub } = made;
  await loadText(hub, "plains", "id,code,name\n1,A,Anvil\n2,B,Bell\n");
  const [left, right] = [await entityOf(hub, "plains", "1"), await entityOf(hub, "plains", "2")];
  const of = { ...edit, ...decision, entity: left, attribute: "name", until, today };

  await setOverride(hub, { ...of, value: "One" });
  await setOverride(hub, { ...of, value: "Two" });
  await declareDifferent(hub, { ...decision, left, right });
  await declareDifferent(hub, { ...decision, left, right });

  expect(await goldenOf(hub, left)).toMatchObject({ name: "Two" });
  await expectSound(made);
});

test("a person whom values name has one key, wherever the values are entered", async () => {
  const made = await testHub(model);
  const { hub } = made;
  await loadText(hub, "people", "id,code,name,mail\n1,A,Ada,ada@example.org\n2,B,Bob,bob@example.org\n");
  const entity = await entityOf(hub, "people", "1");

  await setFact(hub, { ...edit, entity, attribute: "side", value: "bob@example.org" });
  await setOverride(hub, {
    ...edit,
    ...decision,
    entity,
    attribute: "side",
    value: "ada@example.org",
    until,
    today,
  });
  await createEntity(hub, {
    ...edit,
    type: "person",
    facts: new Map([["side", "bob@example.org"]]),
    confirmed: true,
  });

  expect(await goldenOf(hub, entity)).toMatchObject({ side: "ada@example.org" });
  expect(await logText(hub.database)).not.toMatch(/ada@|bob@/);
  await expectSound(made);
});

test("a personal fact copied from another entity is sealed under the key that it has there", async () => {
  const made = await testHub(model);
  const { hub } = made;
  await loadText(hub, "people", "id,code,name,mail\n1,A,Åda,ada@example.org\n");
  await loadText(hub, "orders", "id,buyer,total,label\n7,A,10,Åda\n8,A,11,Béa\n");
  await followAll(hub);
  await loadText(hub, "people", "id,code,name,mail\n1,A,Åda L,ada@example.com\n");
  await followAll(hub);
  await loadText(hub, "orders", "id,buyer,total,label\n9,A,10,Åda\n");
  await followAll(hub);

  for (const key of ["7", "8", "9"]) {
    expect(await goldenOf(hub, await entityOf(hub, "orders", key))).toMatchObject({
      label: "Åda L",
      buyer_mail: "ada@example.com",
    });
  }
  expect(await logText(hub.database)).toContain("orders");
  // With letters that no hash has when it is written as text.
  expect(await logText(hub.database)).not.toMatch(/Åda|Béa|ada@/);
  await expectSound(made);
});
