import fc from "fast-check";
import pg from "pg";
import { expect, test } from "vitest";
import { InvariantBroken } from "../errors.ts";
import { gatheredKeysMax, gatheredUnderWayMax } from "../limits.ts";
import { Gathering } from "./gathering.ts";

/** Statements that are answered when the test says so. */
function held() {
  const sent: { keys: readonly string[]; answer: () => void; fail: (error: Error) => void }[] = [];
  const gathering = new Gathering<string, string>(
    (keys) =>
      new Promise((resolve, reject) => {
        const answer = () => resolve(new Map(keys.map((key) => [key, key.toUpperCase()])));
        sent.push({ keys, answer, fail: reject });
      }),
  );
  return { sent, gathering };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

const failure = (code: string): pg.DatabaseError => {
  const error = new pg.DatabaseError("failed", 0, "error");
  error.code = code;
  return error;
};

test("questions of one turn share a statement, those for the same key too", async () => {
  const { sent, gathering } = held();

  const asked = Promise.all(["a", "b", "a"].map((key) => gathering.ask(key)));
  await turn();
  sent[0]?.answer();

  expect(await asked).toEqual(["A", "B", "A"]);
  expect(sent.map((one) => one.keys)).toEqual([["a", "b"]]);
});

test("a question for the key of a statement that was sent already is asked anew", async () => {
  const { sent, gathering } = held();

  void gathering.ask("a");
  await turn();
  void gathering.ask("a");
  await turn();

  expect(sent.map((one) => one.keys)).toEqual([["a"], ["a"]]);
  for (const one of sent) one.answer();
});

test("what is asked while as many statements as may be are under way shares the next one", async () => {
  const { sent, gathering } = held();

  for (let at = 0; at < gatheredUnderWayMax + 2; at++) {
    void gathering.ask(`k${at}`);
    await turn();
  }
  const before = sent.length;
  sent[0]?.answer();
  await turn();
  await turn();

  expect(before).toBe(gatheredUnderWayMax);
  expect(sent.at(-1)?.keys).toEqual([`k${gatheredUnderWayMax}`, `k${gatheredUnderWayMax + 1}`]);
});

test("no statement takes more keys than its bound, and none is forgotten", async () => {
  const { sent, gathering } = held();
  const keys = Array.from({ length: gatheredKeysMax * gatheredUnderWayMax + 1 }, (_, at) => `k${at}`);

  const asked = Promise.all(keys.map((key) => gathering.ask(key)));
  for (let at = 0; at <= gatheredUnderWayMax; at++) {
    await turn();
    await turn();
    sent[at]?.answer();
  }

  expect(await asked).toEqual(keys.map((key) => key.toUpperCase()));
  expect(Math.max(...sent.map((one) => one.keys.length))).toBe(gatheredKeysMax);
});

test.for([
  ["the statement fails", failure("XX001")],
  ["the row is not as it must be", new InvariantBroken("a rule")],
] as const)("a key for which %s spoils it for no other", async ([, error]) => {
  const gathering = new Gathering<string, string>(async (keys) => {
    if (keys.includes("bad")) throw error;
    return new Map(keys.map((key) => [key, key.toUpperCase()]));
  });

  const answers = await Promise.allSettled(["a", "bad", "b"].map((key) => gathering.ask(key)));

  expect(answers.map((one) => (one.status === "fulfilled" ? one.value : "failed"))).toEqual([
    "A",
    "failed",
    "B",
  ]);
});

test.for(["57P01", "53300"])("a server that is away (%s) is not asked again for each key", async (code) => {
  let statements = 0;
  const gathering = new Gathering<string, string>(async () => {
    statements++;
    throw failure(code);
  });

  const answers = await Promise.allSettled(["a", "b"].map((key) => gathering.ask(key)));

  expect(answers.map((one) => one.status)).toEqual(["rejected", "rejected"]);
  expect(statements).toBe(1);
});

test("every answer is of its key, and as of a moment after the question", async () => {
  const question = fc.record({ key: fc.nat(5), turns: fc.nat(3) });
  await fc.assert(
    fc.asyncProperty(fc.array(question, { maxLength: 80 }), async (questions) => {
      let now = 0;
      const gathering = new Gathering<number, { key: number; at: number }>(async (keys) => {
        const at = now;
        for (let turns = keys.length % 4; turns >= 0; turns--) await turn();
        return new Map(keys.map((key) => [key, { key, at }]));
      });
      const answered: Promise<void>[] = [];
      for (const { key, turns } of questions) {
        const asked = ++now;
        const check = gathering.ask(key).then((found) => {
          expect(found?.key).toBe(key);
          expect(found?.at).toBeGreaterThanOrEqual(asked);
        });
        answered.push(check);
        for (let at = 0; at < turns; at++) await turn();
      }
      await Promise.all(answered);
    }),
    { numRuns: 60 },
  );
});
