import { expect, test } from "vitest";
import { expectSound } from "../../../test/helpers/expect-sound.ts";
import { accountOf, entityOf, goldenOf, loadText, rowsOf, testHub } from "../../../test/helpers/test-hub.ts";
import type { RowBatch } from "../../connectors/connector.ts";
import { headOf } from "../../store/commit.ts";
import { followAll } from "../follow.ts";
import type { Hub } from "../hub.ts";
import { history } from "../read/history.ts";
import { seesAll } from "../read/viewer.ts";

const model = {
  "systems.yaml": "systems:\n  crm: { kind: record }\n  erp: { kind: record }\n",
  "customer.yaml": `entity: customer
match-on: [ [tax] ]
sources:
  - { name: crm, system: crm, key: id, fields: { tax: tax, mail: mail, parent: parent } }
  - { name: erp, system: erp, key: no, links: { crm: crm }, fields: { credit: credit, terms: terms } }
attributes:
  tax: { type: text, authority: crm }
  mail: { type: email, personal: user.contact.email, subject: value, authority: crm }
  parent: { type: ref, to: customer, authority: crm }
  credit: { type: decimal, blank: gap, authority: erp }
  terms: { type: text, blank: gap, authority: erp }
`,
} as const;

/** How many batches are prepared from now on, and how many of them were committed when asked. */
async function counting(hub: Hub) {
  const { newWork } = hub;
  const commits = async () => (await headOf(hub.database.reader, hub.log)).commits;
  const before = await commits();
  let prepared = 0;
  hub.newWork = (sql, cause) => {
    prepared += 1;
    return newWork(sql, cause);
  };
  return async () => ({ prepared, committed: (await commits()) - before });
}

/** The rows of a text as a reader would hand them on that reads so few at a time. */
const inBatchesOf = (rows: number, text: string) =>
  async function* (): AsyncGenerator<RowBatch> {
    for await (const batch of rowsOf(text))
      for (let from = 0; from < batch.rows.length; from += rows)
        yield { ...batch, rows: batch.rows.slice(from, from + rows) };
  };

const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, at) => at);

test("no batch is prepared twice, though each names what the one ahead of it names", async () => {
  const made = await testHub(model);
  const { hub } = made;
  const counted = await counting(hub);
  // Batches of two: of 1 and 2, 3 and 4, … each has half of what it has in common in the batch before.
  const half = (at: number) => Math.floor((at + 1) / 2);
  const crm = numbers(60).map((at) => {
    if (at < 20) return `${at},T${half(at)},,`;
    return at < 40 ? `${at},,m${half(at)}@example.org,` : `${at},,,${at - 1}`;
  });
  const erp = numbers(60).map((at) => `${at},${20 + Math.floor(at / 3)},7.50,net${at}`);

  const first = await loadText(hub, "crm", "", {
    rows: inBatchesOf(2, `id,tax,mail,parent\n${crm.join("\n")}\n`),
  });
  const second = await loadText(hub, "erp", "", {
    rows: inBatchesOf(2, `no,crm,credit,terms\n${erp.join("\n")}\n`),
  });

  const { prepared, committed } = await counted();
  expect(prepared).toBeGreaterThan(50);
  expect(prepared).toBe(committed);
  await followAll(hub);
  expect(accountOf(first)).toMatchObject({ read: 60, applied: 60, entitiesCreated: 51 });
  expect(accountOf(second)).toMatchObject({ read: 60, applied: 60 });
  expect(await entityOf(hub, "crm", "7")).toBe(await entityOf(hub, "crm", "8"));
  for (const at of numbers(20)) {
    const entity = await entityOf(hub, "crm", `${20 + at}`);
    for (const beside of numbers(3)) expect(await entityOf(hub, "erp", `${at * 3 + beside}`)).toBe(entity);
    expect((await goldenOf(hub, entity)).credit).toBe("7.50");
    const child = await goldenOf(hub, await entityOf(hub, "crm", `${40 + at}`));
    expect(child.parent).toBe(await entityOf(hub, "crm", `${39 + at}`));
  }
  await expectSound(made);
});

test("a batch that was prepared before the one ahead changed its entity is prepared anew, and comes after it", async () => {
  const made = await testHub(model);
  const { hub } = made;
  // One entity of two records, so that nothing in the rows tells that both name it.
  await loadText(hub, "crm", "id,tax,mail,parent\nA,T1,,\nB,T1,,\n");
  const counted = await counting(hub);
  const { loadKeys } = hub;
  const bothRead = Promise.withResolvers<void>();
  let read = 0;
  hub.loadKeys = async (sql, work) => {
    await loadKeys(sql, work);
    read += 1;
    if (read === 2) bothRead.resolve();
    await bothRead.promise;
  };

  const loaded = await loadText(hub, "erp", "", {
    rows: inBatchesOf(1, "no,crm,credit,terms\n1,A,10,\n2,B,,net30\n"),
  });

  const entity = await entityOf(hub, "crm", "A");
  expect(await counted()).toEqual({ prepared: 3, committed: 2 });
  expect(accountOf(loaded)).toMatchObject({ read: 2, applied: 2 });
  expect(await entityOf(hub, "erp", "1")).toBe(entity);
  expect(await entityOf(hub, "erp", "2")).toBe(entity);
  expect(await goldenOf(hub, entity)).toMatchObject({ credit: "10", terms: "net30" });
  await expectSound(made);
});

test("what is kept back comes in though its sender pauses", async () => {
  const made = await testHub(model);
  const { hub } = made;
  const file = ["1,T1,,", "2,T1,,"].map((line) => `id,tax,mail,parent\n${line}\n`);
  const both = Promise.withResolvers<void>();
  hub.writer.onCommit(() => {
    commits += 1;
    if (commits === 2) both.resolve();
  });
  let commits = 0;
  const rows = async function* () {
    for (const text of file) yield* rowsOf(text);
    await both.promise;
  };

  const loaded = await loadText(hub, "crm", "", { rows });

  expect(accountOf(loaded)).toMatchObject({ read: 2, applied: 2, entitiesCreated: 1 });
  await expectSound(made);
});

test("what a file says of one entity enters its history in the order of the rows, also what was kept back", async () => {
  const made = await testHub(model);
  const { hub } = made;
  const { run } = hub.writer;
  const secondBegan = Promise.withResolvers<void>();
  let begun = 0;
  hub.writer.run = async (task) => {
    begun += 1;
    if (begun === 2) secondBegan.resolve();
    await secondBegan.promise;
    return run.call(hub.writer, task) as ReturnType<typeof run<never>>;
  };
  // The second row of this entity is kept back while the first is under way, and meets the third.
  const batches = [["1,T1,,"], ["9,T9,,", "2,T1,,"], ["3,T1,,"]];
  const rows = async function* () {
    for (const lines of batches) yield* rowsOf(`id,tax,mail,parent\n${lines.join("\n")}\n`);
  };

  await loadText(hub, "crm", "", { rows });

  const asked = { type: "customer", ref: "crm:1", attribute: null, limit: 9, cursor: null };
  const { items } = await history(hub, seesAll, asked);
  expect(items.map(({ key }) => key)).toEqual(["3", "2", "1"]);
  await expectSound(made);
});
