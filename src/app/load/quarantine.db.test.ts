import { expect, test } from "vitest";
import { expectSound } from "../../../test/helpers/expect-sound.ts";
import { accountOf, countOf, entityOf, goldenOf, loadText, testHub } from "../../../test/helpers/test-hub.ts";

const model = {
  "all.yaml": `systems:
  crm: { kind: record }
  ops: { kind: engagement }
entity: product
sources:
  - { name: crm, system: crm, key: id, fields: { name: name, price: price } }
  - { name: ops, system: ops, key: id, fields: { name: name, price: price } }
attributes:
  name: { type: text, authority: crm, fallback: [ops] }
  price: { type: decimal, authority: crm, fallback: [ops] }
rules:
  - { name: dear, scope: record, check: "price < 100.0", severity: error }
  - { name: cheap, scope: record, check: "price > 1.0", severity: warning }
`,
} as const;

const header = "id,name,price\n";
const bad = `${header}1,Anvil,1000\n`;
const good = `${header}1,Anvil,10\n`;

test("the same refused bytes of two sources wait in each, and what comes in well in one ends nothing in the other", async () => {
  const made = await testHub(model);
  const { hub } = made;
  const waiting = (source: string) => countOf(hub, "quarantine", `state = 'open' and source = '${source}'`);
  await loadText(hub, "crm", bad);
  await loadText(hub, "ops", bad);
  const both = [await waiting("crm"), await waiting("ops")];

  await loadText(hub, "ops", good);
  const mended = [await waiting("crm"), await waiting("ops")];
  await loadText(hub, "ops", bad);

  expect([both, mended]).toEqual([
    [1, 1],
    [1, 0],
  ]);
  // That the same bytes waited once before, and no longer do, keeps them from nothing.
  expect([await waiting("crm"), await waiting("ops")]).toEqual([1, 1]);
  await expectSound(made);
});

test("a rule that only warns turns no row away", async () => {
  const made = await testHub(model);
  const { hub } = made;

  const loaded = await loadText(hub, "crm", `${header}1,Anvil,1\n`);

  expect(accountOf(loaded)).toEqual({ read: 1, applied: 1, entitiesCreated: 1, factsChanged: 2 });
  expect(await goldenOf(hub, await entityOf(hub, "crm", "1"))).toEqual({ name: "Anvil", price: "1" });
  await expectSound(made);
});

test("a key of which a row was refused does not come in with another row of the same file", async () => {
  const made = await testHub(model);
  const { hub } = made;

  const twice = await loadText(hub, "crm", `${bad}1,Anvil,10\n2,Bell,20\n`);

  expect(accountOf(twice)).toMatchObject({ read: 3, applied: 1, quarantined: 2 });
  expect(await countOf(hub, "record")).toBe(1);
  expect(await countOf(hub, "quarantine", "reasons::text like '%key-twice%'")).toBe(1);
  await expectSound(made);
});
