import { expect, test } from "vitest";
import { expectSound } from "../../../test/helpers/expect-sound.ts";
import { accountOf, countOf, loadText, rowsOf, testHub } from "../../../test/helpers/test-hub.ts";
import { guardRecordsMin } from "../../limits.ts";

const model = (guard: string) => ({
  "all.yaml": `systems:
  crm: { kind: record }
  ops: { kind: engagement }
entity: product
sources:
  - { name: crm, system: crm, key: id, guard: ${guard}, fields: { name: name, price: price } }
  - { name: ops, system: ops, key: id, guard: ${guard}, fields: { name: name } }
attributes:
  name: { type: text, authority: crm, fallback: [ops] }
  price: { type: decimal, authority: crm }
rules:
  - { name: dear, scope: record, check: "price < 100.0", severity: error }
`,
});

/** Rows of the records from one number up to another, under the header. */
const rows = (from: number, to: number, name = "Name") =>
  `id,name,price\n${Array.from({ length: to - from }, (_, at) => `${from + at},${name},1\n`).join("")}`;
const whole = { complete: true } as const;
const living = "source = 'crm' and not deleted";

test("a run is held from the first record on that is more than the declared share", async () => {
  const made = await testHub(model("{ deleted: 0.25, changed: 0.5 }"));
  const { hub } = made;
  await loadText(hub, "crm", rows(0, 40));

  const deletes = await loadText(hub, "crm", rows(0, 29), whole);
  const changes = await loadText(hub, "crm", rows(0, 21, "Other"));
  const deleted = await loadText(hub, "crm", rows(0, 30), whole);
  const changed = await loadText(hub, "crm", rows(0, 15, "Other"));

  expect([deletes.state, changes.state]).toEqual(["held", "held"]);
  expect([deletes.reason, changes.reason]).toEqual([
    "It would delete 11 of 40 records (28 %); 25 % may be.",
    "It would change 21 of 40 records (53 %); 50 % may be.",
  ]);
  expect([deleted.state, accountOf(deleted).deleted]).toEqual(["done", 10]);
  expect([changed.state, accountOf(changed).applied]).toEqual(["done", 15]);
  await expectSound(made);
});

test("a source is guarded from as many records on as a share can be judged of", async () => {
  const made = await testHub(model("{ deleted: 0.25, changed: 0.5 }"));
  const { hub } = made;
  await loadText(hub, "crm", rows(0, guardRecordsMin));
  await loadText(hub, "ops", rows(0, guardRecordsMin - 1));

  const guarded = await loadText(hub, "crm", rows(0, 1), whole);
  const few = await loadText(hub, "ops", rows(0, 1), whole);

  expect([guarded.state, few.state]).toEqual(["held", "done"]);
  await expectSound(made);
});

test("what a file leaves out is no deletion where it is not the whole source, or has rows without a key", async () => {
  const made = await testHub(model("{ deleted: 0.25, changed: 0.5 }"));
  const { hub } = made;
  await loadText(hub, "crm", rows(0, 40));

  const part = await loadText(hub, "crm", rows(0, 3));
  const text = `${rows(0, 3)},nobody,1\n`;
  const dry = [
    await loadText(hub, "crm", rows(0, 3), { dryRun: true }),
    await loadText(hub, "crm", text, { ...whole, dryRun: true }),
  ];
  const keyless = await loadText(hub, "crm", text, whole);

  expect(part).toMatchObject({ state: "done", reason: null });
  expect(dry.map(accountOf)).toEqual([{ read: 3, unchanged: 3 }, accountOf(keyless)]);
  expect(accountOf(keyless)).toEqual({ read: 4, unchanged: 3, quarantined: 1 });
  expect(keyless).toMatchObject({
    state: "done",
    reason: "1 rows have no key that could be read, so no absent key was taken for a deletion.",
  });
  expect(await countOf(hub, "record", living)).toBe(40);
  await expectSound(made);
});

test("what returns does not stand for what goes: a run that would replace all records by deleted ones is held", async () => {
  const made = await testHub(model("{ deleted: 0.5, changed: 0.5 }"));
  const { hub } = made;
  await loadText(hub, "crm", rows(0, 40));
  await loadText(hub, "crm", rows(0, 20), whole);

  const replaced = await loadText(hub, "crm", rows(20, 40), whole);

  expect(replaced).toMatchObject({ state: "held", reason: expect.stringContaining("delete 20 of 20") });
  expect(await countOf(hub, "record", `${living} and key::int < 20`)).toBe(20);
  await expectSound(made);
});

test("a record that stands in a file twice is one that would change", async () => {
  const made = await testHub(model("{ deleted: 0.5, changed: 0.5 }"));
  const { hub } = made;
  await loadText(hub, "crm", rows(0, 40));
  const again = rows(0, 15, "Other").replace("id,name,price\n", "");

  const twice = await loadText(hub, "crm", rows(0, 15, "Other") + again);

  expect(twice.state).toBe("done");
  expect(accountOf(twice)).toMatchObject({ read: 30, applied: 15, unchanged: 15 });
  await expectSound(made);
});

test("an older file is held by no guard, and ends nothing that waits in quarantine under its keys", async () => {
  const made = await testHub(model("{ deleted: 0.5, changed: 0.5 }"));
  const { hub } = made;
  await loadText(hub, "crm", `${rows(0, 40)}40,Anvil,1000\n`, { asOf: "2026-03-01T00:00:00.000000Z" });

  const before = { ...whole, asOf: "2026-02-01T00:00:00.000000Z" };
  const dry = await loadText(hub, "crm", rows(40, 41), { ...before, dryRun: true });
  const older = await loadText(hub, "crm", rows(40, 41), before);

  expect(older.state).toBe("done");
  expect([accountOf(older), accountOf(dry)]).toEqual(Array(2).fill({ read: 1, older: 1 }));
  expect(await countOf(hub, "quarantine", "state = 'open'")).toBe(1);
  await expectSound(made);
});

test("rows that their source puts before what is stored are told as older, and are no changes to the guard", async () => {
  const made = await testHub({
    "staff.yaml": `systems: { hr: { kind: record } }
entity: employee
sources:
  - { name: hr, system: hr, key: id, valid: { from: since, to: until, order: seq }, guard: { deleted: 0, changed: 0.1 }, fields: { grade: grade } }
attributes: { grade: { type: text, authority: hr } }
`,
  });
  const { hub } = made;
  const dated = (grade: string, seq: number) =>
    `id,grade,since,until,seq\n${Array.from({ length: 40 }, (_, at) => `${at},${grade},2020-01-01,,${seq}\n`).join("")}`;
  await loadText(hub, "hr", dated("A", 2));

  const dry = await loadText(hub, "hr", dated("B", 1), { dryRun: true });
  const loaded = await loadText(hub, "hr", dated("B", 1));

  expect(loaded.state).toBe("done");
  expect([accountOf(loaded), accountOf(dry)]).toEqual(Array(2).fill({ read: 40, older: 40 }));
  await expectSound(made);
});

test("what each batch changes comes in, whatever the batch before it knew already", async () => {
  const made = await testHub(model("{ deleted: 1, changed: 1 }"));
  const { hub } = made;
  await loadText(hub, "crm", rows(0, 40));

  const batches = async function* () {
    yield* rowsOf(rows(0, 20));
    yield* rowsOf(rows(20, 40, "Other"));
  };
  const loaded = await loadText(hub, "crm", "", { rows: batches });

  expect(accountOf(loaded)).toMatchObject({ read: 40, unchanged: 20, applied: 20 });
  expect(await countOf(hub, "record", `${living} and claims ->> 'name' = 'Other'`)).toBe(20);
  await expectSound(made);
});
