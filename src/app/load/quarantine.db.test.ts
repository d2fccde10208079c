import { expect, test } from "vitest";
import { expectSound } from "../../../test/helpers/expect-sound.ts";
import {
  accountOf,
  apply,
  countOf,
  entityOf,
  goldenOf,
  loadText,
  testHub,
} from "../../../test/helpers/test-hub.ts";
import { readRows } from "../../connectors/file/read-rows.ts";
import type { Hub } from "../hub.ts";
import { listQuarantine } from "../read/quarantine.ts";
import { seesAll } from "../read/viewer.ts";
import { retryQuarantine } from "./retry-quarantine.ts";

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

/** Takes the one row that waits in quarantine up again, as it is or mended. */
async function again(hub: Hub, mended: Readonly<Record<string, string>> | null = null) {
  const [waiting] = (await listQuarantine(hub, seesAll, { limit: 2, cursor: null, filter: {} })).items;
  const request = { id: waiting?.id ?? "", actor: "test", readRows };
  return retryQuarantine(hub, seesAll, {
    ...request,
    mended: mended === null ? null : new Map(Object.entries(mended)),
  });
}

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

test("each row that was refused waits once, into however many commits its file is parted", async () => {
  const made = await testHub(model);
  const { hub } = made;
  hub.batchSize.records = 10;
  const rows = Array.from({ length: 40 }, (_, at) => `${at},Anvil,10\n`).join("");

  const loaded = await loadText(hub, "crm", `${header}short\n${rows}`);

  expect(accountOf(loaded)).toMatchObject({ read: 41, applied: 40, quarantined: 1 });
  await expectSound(made);
});

test("a row that is mended to a key which was observed again since stays in quarantine, and changes nothing", async () => {
  const made = await testHub(model);
  const { hub } = made;
  await loadText(hub, "crm", `${header},Amboss,10\n`);
  await loadText(hub, "crm", good);

  await expect(again(hub, { id: "1", name: "Amboss", price: "10" })).rejects.toMatchObject({
    refusal: { code: "quarantine-newer-observation" },
  });

  expect(await goldenOf(hub, await entityOf(hub, "crm", "1"))).toMatchObject({ name: "Anvil" });
  expect(await countOf(hub, "quarantine", "state = 'open'")).toBe(1);
  await expectSound(made);
});

test("bytes are read again as the row that they were, not as the lines that another delimiter would make of them", async () => {
  const made = await testHub(model);
  const { hub } = made;
  const name = "One\nTwo, and, three\nFour";
  await loadText(hub, "crm", `id;name;price\n1;"${name}";1000\n`, { delimiter: ";" });
  await apply(hub, { "all.yaml": model["all.yaml"].replace("100.0", "10000.0") });

  await again(hub);

  expect(await goldenOf(hub, await entityOf(hub, "crm", "1"))).toEqual({ name, price: "1000" });
  expect(await countOf(hub, "record")).toBe(1);
  await expectSound(made);
});

test("a row is read again below the header that it came with, though some of its columns have no name", async () => {
  const made = await testHub(model);
  const { hub } = made;
  await loadText(hub, "crm", ",id,name,,price,\n0,1,Anvil,spare,1000,\n");
  await apply(hub, { "all.yaml": model["all.yaml"].replace("100.0", "10000.0") });

  await again(hub);

  expect(await goldenOf(hub, await entityOf(hub, "crm", "1"))).toEqual({ name: "Anvil", price: "1000" });
  await expectSound(made);
});
