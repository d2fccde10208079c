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
  rowsOf,
  testHub,
} from "../../../test/helpers/test-hub.ts";
import { cursorOf, moveCursor } from "../../store/runs.ts";
import { openHub } from "../open-hub.ts";
import { explainFact } from "../read/explain.ts";
import { seesAll } from "../read/viewer.ts";

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

test("when a load ends, the planner knows of the tables that it filled", async () => {
  const made = await testHub(model);
  const { hub } = made;
  const rows = Array.from({ length: 600 }, (_, at) => `${at},c-${at},Thing ${at},${at}`);

  await loadText(hub, "crm", ["id,code,name,price", ...rows].join("\n"));

  const known = await hub.database.reader.many<{ name: string }>(
    `select relname as name from pg_class
     where relnamespace = 'bailiwick'::regnamespace and relname in ('entity', 'record') and reltuples >= 600 order by 1`,
  );
  expect(known.map((one) => one.name)).toEqual(["entity", "record"]);
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

test("a dry run that would hold more records than it may is refused, whether it changes or deletes them", async () => {
  const made = await testHub(model);
  const { hub } = made;
  await loadText(hub, "crm", crm);
  const dry = { dryRun: true, dryRunRecordsMax: 2, batchRows: 1 };

  const same = await loadText(hub, "crm", crm, dry);
  const two = await loadText(hub, "ops", "id,code,name\nx,A-1,Anvil\ny,B-2,Belle\n", dry);

  expect(accountOf(same)).toEqual({ read: 3, unchanged: 3 });
  expect(accountOf(two)).toEqual({ read: 2, applied: 2, divergencesOpened: 1 });
  const tooLarge = { refusal: { code: "dry-run-too-large" } };
  await expect(loadText(hub, "ops", ops, dry)).rejects.toMatchObject(tooLarge);
  const nothing = "id,code,name,price\n";
  await expect(loadText(hub, "crm", nothing, { ...dry, complete: true })).rejects.toMatchObject(tooLarge);
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

  const broken = await loadText(
    hub,
    "crm",
    'id,code,name,price\n1,a-1,Amboss,1\n,no key,,\n7,short\n8,"a"b,,\n',
    {
      asOf: "2026-02-01T00:00:00.000000Z",
    },
  );

  expect(accountOf(older)).toEqual({ read: 2, older: 2 });
  expect(accountOf(broken)).toEqual({ read: 4, older: 4 });
  expect(older.reason).toContain("newer state");
  expect(await rowsAsWritten(hub, ["run"])).toEqual(before);
  await expectSound(made);
});

test("a file that says no date is not older than one whose date lies ahead", async () => {
  const made = await testHub(model);
  const { hub } = made;
  await loadText(hub, "crm", crm, { asOf: "2999-01-01T00:00:00.000000Z" });

  const undated = await loadText(hub, "crm", "id,code,name,price\n1,a-1,Amboss,10\n");

  expect(accountOf(undated)).toEqual({ read: 1, applied: 1, factsChanged: 1 });
  expect(await goldenOf(hub, await entityOf(hub, "crm", "1"))).toMatchObject({ name: "Amboss" });
  await expectSound(made);
});

test("what comes in after its source has begun anew is of that incarnation, and its dates begin anew with it", async () => {
  const made = await testHub(model);
  const { hub } = made;
  await loadText(hub, "crm", crm, { asOf: "2026-03-01T00:00:00.000000Z" });
  const anew = { incarnation: 2, position: "file:" };
  await hub.database.transact((tx) => moveCursor(tx, hub.log, "crm", anew));

  const loaded = await loadText(hub, "crm", "id,code,name,price\n1,a-1,Amboss,10\n", {
    asOf: "2026-02-01T00:00:00.000000Z",
  });

  expect(accountOf(loaded)).toEqual({ read: 1, applied: 1, factsChanged: 1 });
  expect(await countOf(hub, "record", "key = '1' and incarnation = 2")).toBe(1);
  expect(await cursorOf(hub.database.reader, hub.log, "crm")).toMatchObject({ incarnation: 2 });
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

const header = "id,code,name,price\n";

test("a run that would delete more than the source declares is held, and changes nothing until it is let pass", async () => {
  const made = await testHub(model);
  const { hub } = made;
  const all = Array.from({ length: 40 }, (_, i) => `${i},k-${i},Name ${i},${i}\n`);
  await loadText(hub, "crm", header + all.join(""));
  const before = await rowsAsWritten(hub, ["run"]);
  const few = header + all.slice(0, 4).join("");

  const held = await loadText(hub, "crm", few, { complete: true, spool: "waits" });
  const unchanged = await rowsAsWritten(hub, ["run"]);
  const passed = await loadText(hub, "crm", few, {
    complete: true,
    passed: { id: held.run ?? "", stillOurs: () => undefined },
  });

  expect(held.state).toBe("held");
  expect(held.reason).toContain("36 of 40");
  expect(unchanged).toEqual(before);
  expect(passed).toMatchObject({ state: "passed", run: held.run, account: { deleted: 36, unchanged: 4 } });
  await expectSound(made);
});

test("a key that stands twice in a file is judged once by the guard, and its second content waits in quarantine", async () => {
  const made = await testHub(model);
  const { hub } = made;
  const text = `${header}1,a,Anvil,1\n1,a,Anvil,1\n1,a,Amboss,1\n`;

  const first = await loadText(hub, "crm", text);
  const again = await loadText(hub, "crm", text);

  expect(accountOf(first)).toMatchObject({ read: 3, applied: 1, unchanged: 1, quarantined: 1 });
  expect(accountOf(again)).toEqual({ read: 3, unchanged: 2, quarantined: 1 });
  expect(await countOf(hub, "quarantine", "state = 'open'")).toBe(1);
  await expectSound(made);
});

test("the same refused bytes wait once, and no longer once their key came in well", async () => {
  const made = await testHub({
    ...model,
    "rules.yaml": model["product.yaml"].replace(
      "attributes:",
      'rules:\n  - { name: dear, scope: record, check: "price < 100.0", severity: error }\nattributes:',
    ),
    "product.yaml": "",
  });
  const { hub } = made;
  const bad = `${header}1,a,Anvil,1000\n`;

  await loadText(hub, "crm", bad);
  const before = await rowsAsWritten(hub, ["run", "cursor"]);
  await loadText(hub, "crm", bad);
  const after = await rowsAsWritten(hub, ["run", "cursor"]);
  const mended = await loadText(hub, "crm", bad.replace("1000", "10"));

  expect(before.quarantine).toHaveLength(1);
  expect(after).toEqual(before);
  expect(accountOf(mended)).toMatchObject({ applied: 1 });
  expect(await countOf(hub, "quarantine", "state = 'superseded'")).toBe(1);
  await loadText(hub, "crm", bad);
  await loadText(hub, "crm", bad.replace("1000", "10"));
  expect(await countOf(hub, "quarantine", "state = 'open'")).toBe(0);
  await expectSound(made);
});

test("a value that cannot be read is held back alone, and the last good claim stands", async () => {
  const made = await testHub(model);
  const { hub } = made;
  await loadText(hub, "crm", `${header}1,a,Anvil,10\n`);
  const anvil = await entityOf(hub, "crm", "1");

  for (const price of ["1e4000", "dear", "1".repeat(2_000)]) {
    const answer = await loadText(hub, "crm", `${header}1,a,Anvil ${price.slice(0, 4)},${price}\n`);
    expect(accountOf(answer), price.slice(0, 9)).toMatchObject({ applied: 1, heldBack: 1 });
    expect(await goldenOf(hub, anvil)).toMatchObject({ name: `Anvil ${price.slice(0, 4)}`, price: "10" });
  }
  expect(await countOf(hub, "record", "held::jsonb ? 'price'")).toBe(1);
  const explain = (attribute: string) => explainFact(hub, seesAll, { type: null, ref: anvil, attribute });
  expect((await explain("price")).heldBack).toMatchObject([{ source: "crm", key: "1" }]);
  expect((await explain("name")).heldBack).toEqual([]);
  await expectSound(made);
});

test("a record that only changes its spelling keeps its place in time", async () => {
  const made = await testHub(model);
  const { hub } = made;
  await loadText(hub, "crm", `${header}1,a,Anvil,10\n`, { asOf: "2026-01-01T00:00:00.000000Z" });

  await loadText(hub, "crm", `${header}1,A ,Anvil,10\n`, { asOf: "2026-02-01T00:00:00.000000Z" });
  await expectSound(made);
  await loadText(hub, "crm", `${header}`, { asOf: "2026-03-01T00:00:00.000000Z", complete: true });
  await expectSound(made);
  await loadText(hub, "crm", `${header}1,A,,10\n`, { asOf: "2026-04-01T00:00:00.000000Z" });

  expect(await goldenOf(hub, await entityOf(hub, "crm", "1"))).toEqual({
    code: "A",
    name: null,
    price: "10",
  });
  await expectSound(made);
});

test("what fails half-way is told as failed when nothing of it is under way any more, and can be loaded again", async () => {
  const made = await testHub(model);
  const { hub } = made;
  const rows = async function* () {
    yield* rowsOf(header + Array.from({ length: 900 }, (_, i) => `${i},c${i},n,1\n`).join(""), "csv", {
      batchRows: 100,
    });
    throw new Error("the line went dead");
  };

  await expect(loadText(hub, "crm", "", { rows })).rejects.toThrow("the line went dead");
  const atTheEnd = await rowsAsWritten(hub);
  await new Promise((resolve) => setTimeout(resolve, 200));

  expect(await rowsAsWritten(hub)).toEqual(atTheEnd);
  expect(await countOf(hub, "run", "state = 'failed'")).toBe(1);
  expect(await countOf(hub, "record")).toBe(900);
  await expectSound(made);
});

test("loads at the same time, from two processes, leave one log without a gap", async () => {
  const guarded = model["product.yaml"].replaceAll("key: id,", "key: id, guard: { changed: 1, deleted: 1 },");
  const made = await testHub({ ...model, "product.yaml": guarded });
  const { hub, master } = made;
  const other = await openHub({ database: hub.database, master });
  const rows = (from: number, name: string) =>
    header + Array.from({ length: 300 }, (_, i) => `${from + i},c${from + i},${name} ${i},1\n`).join("");
  const opsRows = (from: number) =>
    `id,code,name\n${Array.from({ length: 300 }, (_, i) => `o${from + i},c${from + i},there ${i}\n`).join("")}`;

  await Promise.all([
    loadText(hub, "crm", rows(0, "a"), { batchRows: 40 }),
    loadText(other, "crm", rows(150, "b"), { batchRows: 40 }),
    loadText(other, "ops", opsRows(0), { batchRows: 40 }),
    loadText(hub, "ops", opsRows(100), { batchRows: 40 }),
  ]);

  expect(await countOf(hub, "record", "source = 'crm'")).toBe(450);
  expect(await countOf(hub, "record", "source = 'ops'")).toBe(400);
  expect(await countOf(hub, "entity", "merged_into is null")).toBe(450);
  await expectSound(made);
});
