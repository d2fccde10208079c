import { setTimeout as pause } from "node:timers/promises";
import { expect, test, vi } from "vitest";
import { BailiwickError, type Client, type Edited } from "../../sdk/src/index.ts";
import { databasePid, layOut, seeded, serve } from "../helpers/serving.ts";
import { newFolder } from "./own-server/held.ts";

/** 10 take about half a minute; all 50 are run with BAILIWICK_KILLS=50. */
const kills = Number(process.env.BAILIWICK_KILLS ?? 10);
const seed = Number(process.env.BAILIWICK_SEED ?? 20_261_121);

const model = {
  "systems.yaml": "systems:\n  crm: { kind: record }\n  ops: { kind: engagement }\n",
  "product.yaml": `entity: product
match-on: [ [code] ]
sources:
  - { name: crm, system: crm, key: id, guard: { changed: 1, deleted: 1 }, fields: { code: code, name: name, owner: owner } }
  - { name: ops, system: ops, key: id, guard: { changed: 1, deleted: 1 }, fields: { code: code, name: name } }
attributes:
  code: { type: text, authority: crm, fallback: [ops] }
  name: { type: text, authority: crm, copies: [ops] }
  owner: { type: email, personal: user.email, subject: value, authority: crm }
  note: { type: text, authority: hub }
`,
  "counter.yaml": `entity: counter
match-on: []
attributes:
  name: { type: text, authority: hub }
  value: { type: integer, authority: hub }
`,
};

/** Something that was asked under a key; `answer` once it was acknowledged. */
interface Asked {
  readonly key: string;
  readonly ask: (client: Client) => Promise<Edited>;
  answer: Edited | null;
}

/** One who writes to an entity of its own, one request after the other. */
interface Author {
  readonly name: string;
  readonly asked: Asked[];
}

interface Loading {
  readonly source: string;
  readonly rows: string;
  readonly count: number;
}

test(`${kills} times killed at any moment, it has everything that it acknowledged exactly once`, {
  timeout: 60_000 + kills * 60_000,
}, async () => {
  const folder = newFolder();
  layOut(folder, model);
  const random = seeded(seed);
  const authors: Author[] = Array.from({ length: 8 }, (_, i) => ({ name: `author-${i}`, asked: [] }));
  let interrupted: readonly Loading[] = [];

  for (let round = 0; round < kills; round++) {
    const serving = await serve(folder);
    const where = `seed ${seed}, round ${round}`;
    await expectAllThere(serving.client, authors, interrupted, random, where);

    const loads = [loadOf("crm", round, random), loadOf("ops", round, random)];
    const open = new Set(loads);
    const writing = [
      ...authors.map((author) => writeOn(serving.client, author)),
      ...loads.map(async (one) => {
        await send(serving.client, one);
        open.delete(one);
      }),
    ];
    const all = Promise.allSettled(writing);
    const perRound = () => acknowledgedBy(authors) / (round + 1);
    await vi.waitFor(() => expect(perRound(), where).toBeGreaterThan(5), { timeout: 120_000 });
    await pause(random() * 900);
    // The database in half of the runs; then the server ends of itself, or is killed right after.
    if (round % 2 === 1) process.kill(databasePid(folder), "SIGKILL");
    if (round % 2 === 0 || random() < 0.5) serving.node.kill("SIGKILL");
    await serving.over;
    const [failed] = (await all).slice(0, authors.length).filter((one) => one.status === "rejected");
    expect(failed, where).toBeUndefined();
    interrupted = [...open];
  }

  const last = await serve(folder);
  await expectAllThere(last.client, authors, interrupted, random, `seed ${seed}, at the end`);
  expect(await countersOf(last.client)).toEqual(authors.map((one) => one.name).sort());
  last.node.kill("SIGTERM");
  expect(await last.over).toBe(0);
});

const acknowledgedBy = (authors: readonly Author[]): number =>
  authors.flatMap((one) => one.asked).filter((one) => one.answer !== null).length;

/** Asks again for what was under way, and for some of what was acknowledged; loads what was interrupted; checks everything. */
async function expectAllThere(
  client: Client,
  authors: readonly Author[],
  interrupted: readonly Loading[],
  random: () => number,
  where: string,
): Promise<void> {
  for (const { asked } of authors) {
    const last = asked.at(-1);
    if (last?.answer === null) last.answer = await last.ask(client);
    const [first] = asked;
    for (const one of asked) {
      // Each was done once: not a version was made besides, nor one left out.
      const version = asked.indexOf(one) + 1;
      expect(one.answer, `${where}, ${one.key}`).toMatchObject({ entity: first?.answer?.entity, version });
      if (random() < 10 / asked.length) expect(await one.ask(client), where).toEqual(one.answer);
    }
    if (last?.answer == null) continue;
    const golden = await client.getEntity({ type: "counter", ref: last.answer.entity });
    expect(golden.version, where).toBe(asked.length);
    if (asked.length > 1) expect(golden.facts.value?.value, where).toBe(String(asked.length - 1));
  }
  for (const one of interrupted) {
    await send(client, one);
    const { account } = await client.loadRecords({
      source: one.source,
      rows: one.rows,
      contentType: "text/csv",
    });
    expect(account.unchanged, where).toBe(one.count);
  }
  expect(await client.verify(), where).toMatchObject({ fault: null });
}

const gone = new Set(["unreachable", "database-away", "outcome-unknown", "server-stopping"]);

/** Creates an entity and counts up on it, until the server is gone. */
async function writeOn(client: Client, author: Author): Promise<void> {
  for (;;) {
    const count = author.asked.length;
    const idempotencyKey = `${author.name}-${count}`;
    const entity = author.asked[0]?.answer?.entity ?? "";
    const before = author.asked.at(-1)?.answer?.version;
    const ask = (at: Client): Promise<Edited> =>
      count === 0
        ? at.createEntity({ type: "counter", idempotencyKey, facts: { name: author.name } })
        : at.setFact({
            type: "counter",
            ref: entity,
            fact: "value",
            value: count,
            ifMatch: before,
            idempotencyKey,
          });
    const asked: Asked = { key: idempotencyKey, ask, answer: null };
    author.asked.push(asked);
    try {
      asked.answer = await ask(client);
    } catch (error) {
      // Not acknowledged, for the one reason that there is: it may have happened or not.
      if (error instanceof BailiwickError && gone.has(error.code)) return;
      throw error;
    }
  }
}

function loadOf(source: string, round: number, random: () => number): Loading {
  const count = 500 + Math.floor(random() * 1_500);
  const lines = Array.from({ length: count }, (_, i) =>
    source === "crm"
      ? `${i},c${i},name ${round}-${i % 7},person${i % 50}@example.org`
      : `o${i},c${i},name ${round}-${i % 5}`,
  );
  const header = source === "crm" ? "id,code,name,owner" : "id,code,name";
  return { source, count, rows: `${header}\n${lines.join("\n")}\n` };
}

async function send(client: Client, { source, rows, count }: Loading): Promise<void> {
  const { account, state } = await client.loadRecords({ source, rows, contentType: "text/csv" });
  expect(state).toBe("done");
  expect(account.applied + account.unchanged).toBe(count);
}

async function countersOf(client: Client): Promise<readonly string[]> {
  const { items } = await client.listEntities({ type: "counter" });
  return items.map((one) => String(one.facts.name?.value)).sort();
}
