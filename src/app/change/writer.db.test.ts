import { randomBytes } from "node:crypto";
import { expect, it } from "vitest";
import { testDatabase } from "../../../test/helpers/database.ts";
import { InvariantBroken } from "../../errors.ts";
import { entriesPerPartition } from "../../limits.ts";
import { MasterKey } from "../../sealing/master-key.ts";
import type { Database } from "../../store/db.ts";
import { applyModel } from "../apply-model.ts";
import { openHub } from "../open-hub.ts";

const note = {
  kind: "access",
  entity: null,
  previous: 0,
  version: 0,
  record: null,
  source: null,
  incarnation: 0,
  position: null,
  items: [{ item: { op: "set", detail: { note: 1 } }, subject: null }],
} as const;

async function hubOn(database: Database) {
  return openHub({ database, master: new MasterKey(Buffer.alloc(32, 7)) });
}

it("makes the next partition of the log before its first entry is written", async () => {
  const { database } = await testDatabase();
  const last = entriesPerPartition - 2;
  await database.transact((tx) => tx.run("update bailiwick.log_commit set next_index = $1", [last]));
  const hub = await hubOn(database);

  for (let i = 0; i < 4; i++) {
    await hub.writer.write({
      cause: { cause: "fact", actor: "test", run: null },
      entities: [],
      expect: () => undefined,
      idempotencyKey: null,
      apply: (work) => {
        work.append(note);
        return (placed) => placed.first;
      },
    });
  }

  const rows = await database.reader.many<{ part: string; count: string }>(
    "select tableoid::regclass::text as part, count(*) from bailiwick.entry group by 1 order by 1",
  );
  expect(rows).toEqual([
    { part: "entry_0", count: "2" },
    { part: "entry_1", count: "2" },
  ]);
  await expect(database.transact((tx) => tx.run("update bailiwick.entry_1 set salt = null"))).rejects.toThrow(
    /permission denied/,
  );
});

it("gives writes that arrive together one commit, and each its own index", async () => {
  const { database } = await testDatabase();
  const hub = await hubOn(database);

  const indexes = await Promise.all(
    Array.from({ length: 100 }, () =>
      hub.writer.write({
        cause: { cause: "fact", actor: "test", run: null },
        entities: [],
        expect: () => undefined,
        idempotencyKey: null,
        apply: (work) => {
          const { index } = work;
          work.append({
            ...note,
            items: [{ item: { op: "set", detail: { salt: randomBytes(4).toString("hex") } }, subject: null }],
          });
          return (placed) => placed.place(index);
        },
      }),
    ),
  );

  expect(indexes.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, i) => i + 1));
  const commits = await database.reader.one<{ count: string }>(
    "select count(distinct xmin::text) as count from bailiwick.entry",
  );
  expect(Number(commits?.count)).toBeLessThan(10);
});

it("does a write anew that another process came before", async () => {
  const { database } = await testDatabase();
  const [one, other] = [await hubOn(database), await hubOn(database)];
  const write = (hub: typeof one) =>
    hub.writer.write({
      cause: { cause: "fact", actor: "test", run: null },
      entities: [],
      expect: () => undefined,
      idempotencyKey: null,
      apply: (work) => {
        work.reads.add("e:same");
        work.writes.add("e:same");
        work.append(note);
        return (placed) => placed.first;
      },
    });

  await Promise.all(Array.from({ length: 40 }, (_, i) => write(i % 2 === 0 ? one : other)));

  const head = await database.reader.one<{ next_index: string; entries: string }>(
    "select max(next_index) as next_index, (select count(*) from bailiwick.entry) as entries from bailiwick.log_commit",
  );
  expect(head).toEqual({ next_index: "41", entries: "40" });
});

it("notices a commit that made no entry", async () => {
  const { database } = await testDatabase();
  const [one, other] = [await hubOn(database), await hubOn(database)];
  const prepared: string[] = [];

  const slow = one.writer.run({
    prepare: async (sql) => {
      const work = await one.newWork(sql, { cause: "fact", actor: "test", run: null });
      work.append(note);
      if (prepared.push("slow") === 1) await quietly(other);
      return { work, result: (placed) => placed.first };
    },
  });

  expect(await slow).toBe(1);
  expect(prepared).toEqual(["slow", "slow"]);
});

async function quietly(hub: Awaited<ReturnType<typeof hubOn>>): Promise<void> {
  await hub.writer.run({
    prepare: async (sql) => {
      const work = await hub.newWork(sql, { cause: "fact", actor: "test", run: null });
      work.effects.push(async () => {});
      return { work, result: () => undefined };
    },
  });
}

it("leaves the rest of a group alone where one member is refused, and does it anew without one that breaks", async () => {
  const { database } = await testDatabase();
  const hub = await hubOn(database);
  const write = (breaks: Error | null) =>
    hub.writer.write({
      cause: { cause: "fact", actor: "test", run: null },
      entities: [],
      expect: () => undefined,
      idempotencyKey: null,
      apply: (work) => {
        const { index } = work;
        work.append(note);
        if (breaks !== null) throw breaks;
        return (placed) => placed.place(index);
      },
    });

  const broken = new InvariantBroken("a rule of the test");
  const all = await Promise.allSettled([write(null), write(null), write(broken), write(null)]);

  expect(all.map((one) => one.status)).toEqual(["fulfilled", "fulfilled", "rejected", "fulfilled"]);
  const head = await database.reader.one<{ entries: string }>(
    "select count(*) as entries from bailiwick.entry",
  );
  expect(head?.entries).toBe("3");
});

it("works under a model that another process applied", async () => {
  const { database } = await testDatabase();
  const [one, other] = [await hubOn(database), await hubOn(database)];
  const files = [
    { path: "a.yaml", text: "entity: thing\nattributes:\n  name: { type: text, authority: hub }\n" },
  ];

  const { hash } = await applyModel(one, { files, actor: "test" });
  const work = await other.newWork(database.reader, { cause: "fact", actor: "test", run: null });

  expect(work.cause.model).toBe(hash);
  expect(other.compiled.model.entities.has("thing")).toBe(true);
});
