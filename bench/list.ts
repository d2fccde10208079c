import { seeded } from "./accounts.ts";
import { dayOf, fillProjects, listModel, stages, titles } from "./list-fill.ts";
import { type BenchOptions, type Measurement, quantile } from "./measurement.ts";
import { Caller, type Next } from "./requests.ts";
import { openServed, roundsOf } from "./served.ts";

const random = seeded(23);
const among = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
const below = (end: number): number => Math.floor(random() * end);
const condition = (attribute: string, op: string, value: unknown) => ({ attribute, op, value });

interface Question {
  readonly where: readonly object[];
  readonly sort: string;
}

/** What is asked: filters and orders, of which each page but the first goes on where the last ended. */
const questions: Readonly<Record<string, () => Question>> = {
  stageByBudget: () => ({ where: [condition("stage", "eq", among(stages))], sort: "-budget" }),
  budgetBetween: () => {
    const from = below(900_000);
    const where = [condition("budget", "gte", `${from}`), condition("budget", "lt", `${from + 20_000}`)];
    return { where, sort: "budget" };
  },
  titlePrefix: () => ({ where: [condition("title", "prefix", among(titles))], sort: "title" }),
  latest: () => ({ where: [], sort: "-since" }),
  stagesSince: () => ({
    where: [
      condition("stage", "in", [among(stages), among(stages)]),
      condition("since", "gte", dayOf(below(2_900))),
    ],
    sort: "since",
  }),
};
const pagesMax = 4;

/**
 * Pages of 50 of a million entities, filtered and sorted by indexed facts, over 8 connections. The rows of the entities are
 * inserted directly. There is no baseline.
 */
export async function* list(options: BenchOptions): AsyncGenerator<Measurement> {
  const { quick } = options;
  await using served = await openServed();
  await served.tell({ kind: "apply", files: listModel });
  await fillProjects(served.sql, quick ? 100_000 : 1_000_000);
  using caller = await Caller.open(served.url, { connections: 8, token: served.token });
  const { rounds, seconds } = roundsOf(options);
  const all: number[] = [];
  const more: Record<string, number> = {};
  let asked = 0;
  for (const [name, question] of Object.entries(questions)) {
    const next = paged(question);
    await caller.seconds(next, seconds);
    const { milliseconds } = await caller.seconds(next, rounds * seconds);
    more[`${name}P99`] = quantile(milliseconds, 0.99);
  }
  const mixed = paged(() => among(Object.values(questions))());
  const started = performance.now();
  for (let round = 0; round < rounds; round++) {
    const { milliseconds } = await caller.seconds(mixed, seconds);
    asked += milliseconds.length;
    all.push(...milliseconds);
  }
  const value = asked / ((performance.now() - started) / 1000);
  const [p50, p99] = [quantile(all, 0.5), quantile(all, 0.99)];
  yield { name: "list", unit: "pages/s", value, baseline: null, ratio: null, p50, p99, more };
}

/** Goes on to the next page a few times, then asks anew; for one connection. */
function paged(question: () => Question): () => Next {
  return () => {
    let path = "";
    let page = pagesMax;
    return (answered) => {
      const cursor = answered === null ? null : (JSON.parse(answered) as { next: string | null }).next;
      if (cursor === null || page === pagesMax) {
        const { where, sort } = question();
        path = `/v1/entities/project?limit=50&sort=${sort}&where=${encodeURIComponent(JSON.stringify(where))}`;
        page = 1;
        return { method: "GET", path };
      }
      page++;
      return { method: "GET", path: `${path}&cursor=${encodeURIComponent(cursor)}` };
    };
  };
}
