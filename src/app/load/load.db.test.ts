import { expect, test } from "vitest";
import { expectSound } from "../../../test/helpers/expect-sound.ts";
import {
  accountOf,
  countOf,
  entityOf,
  goldenOf,
  loadText,
  openDivergences,
  rowsAsWritten,
  testHub,
} from "../../../test/helpers/test-hub.ts";

const model = {
  "systems.yaml": `systems:
  crm: { kind: record }
  ops: { kind: engagement }
`,
  "product.yaml": `entity: product
match-on: [ [code] ]
exists: { authority: crm, on-delete: retire }
sources:
  - { name: crm, system: crm, key: id, fields: { code: code, name: name, price: price } }
  - { name: ops, system: ops, key: id, fields: { code: code, name: name } }
attributes:
  code: { type: text, standardise: [trim, upper], authority: crm, fallback: [ops] }
  name: { type: text, authority: crm, copies: [ops] }
  price: { type: decimal, authority: crm }
`,
} as const;

const crm = "id,code,name,price\n1,a-1,Anvil,10\n2,b-2,Bell,20.50\n3,c-3,Clock,\n";
const ops = "id,code,name\nx,A-1,Anvil\ny,B-2,Belle\nz,d-4,Drum\n";

test("a first load makes an entity of each record, and a second source joins them by the value they match on", async () => {
  const made = await testHub(model);
  const { hub } = made;

  const first = await loadText(hub, "crm", crm);
  const second = await loadText(hub, "ops", ops);

  expect(accountOf(first)).toEqual({ read: 3, applied: 3, entitiesCreated: 3, factsChanged: 8 });
  expect(accountOf(second)).toEqual({
    read: 3,
    applied: 3,
    entitiesCreated: 1,
    factsChanged: 1,
    divergencesOpened: 1,
  });
  expect(await goldenOf(hub, await entityOf(hub, "ops", "y"))).toEqual({
    code: "B-2",
    name: "Bell",
    price: "20.50",
  });
  expect(await openDivergences(hub)).toEqual(["name ops:y never-synced Belle"]);
  await expectSound(made);
});

test("loading the same again writes no row but those of the run and the cursor", async () => {
  const made = await testHub(model);
  const { hub } = made;
  await loadText(hub, "crm", crm);
  await loadText(hub, "ops", ops);
  const before = await rowsAsWritten(hub, ["run", "cursor"]);

  const again = await loadText(hub, "crm", crm, { complete: true });
  const too = await loadText(hub, "ops", ops);

  expect(accountOf(again)).toEqual({ read: 3, unchanged: 3 });
  expect(accountOf(too)).toEqual({ read: 3, unchanged: 3 });
  expect(await rowsAsWritten(hub, ["run", "cursor"])).toEqual(before);
  await expectSound(made);
});

test("a dry run gives the very account of the run, and changes nothing", async () => {
  const made = await testHub(model);
  const { hub } = made;
  await loadText(hub, "crm", crm);
  const text = `${ops}y,B-2,Bello\nbroken\n`;
  const before = await rowsAsWritten(hub);

  const dry = await loadText(hub, "ops", text, { dryRun: true, batchRows: 2 });
  const after = await rowsAsWritten(hub);
  const done = await loadText(hub, "ops", text, { batchRows: 2 });

  expect(dry.state).toBe("dry");
  expect(accountOf(dry)).toEqual(accountOf(done));
  expect(after).toEqual(before);
  await expectSound(made);
});

test("an older file changes nothing, and says so", async () => {
  const made = await testHub(model);
  const { hub } = made;
  await loadText(hub, "crm", crm, { asOf: "2026-03-01T00:00:00.000000Z" });
  const before = await rowsAsWritten(hub, ["run"]);

  const older = await loadText(hub, "crm", "id,code,name,price\n1,a-1,Amboss,1\n9,z-9,Zither,1\n", {
    asOf: "2026-02-01T00:00:00.000000Z",
    complete: true,
  });

  expect(accountOf(older)).toEqual({ read: 2, older: 2 });
  expect(older.reason).toContain("newer state");
  expect(await rowsAsWritten(hub, ["run"])).toEqual(before);
  await expectSound(made);
});

test("what a complete file no longer names is deleted, retires its entity, and comes back as it was", async () => {
  const made = await testHub(model);
  const { hub } = made;
  await loadText(hub, "crm", crm);
  const bell = await entityOf(hub, "crm", "2");

  const gone = await loadText(hub, "crm", "id,code,name,price\n1,a-1,Anvil,10\n3,c-3,Clock,\n", {
    complete: true,
  });
  const retired = await countOf(hub, "entity", `entity_id = '${bell}' and state = 'retired'`);
  const back = await loadText(hub, "crm", "id,code,name,price\n2,b-2,,21\n");

  expect(accountOf(gone)).toEqual({ read: 2, unchanged: 2, deleted: 1, factsChanged: 3 });
  expect(retired).toBe(1);
  expect(accountOf(back)).toEqual({ read: 1, applied: 1, factsChanged: 2 });
  expect(await entityOf(hub, "crm", "2")).toBe(bell);
  expect(await countOf(hub, "entity", `entity_id = '${bell}' and state = 'active'`)).toBe(1);
  expect(await goldenOf(hub, bell)).toEqual({ code: "B-2", name: null, price: "21" });
  await expectSound(made);
});
