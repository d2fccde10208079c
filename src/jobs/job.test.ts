import { pino } from "pino";
import { expect, it } from "vitest";
import { startJob } from "./job.ts";

const silent = pino({ level: "silent" });

it("a job goes on at once while there is more, and rests when there is not until it is woken", async () => {
  let left = 5;
  let rested = Promise.withResolvers<void>();
  const job = startJob(
    {
      name: "count",
      everyMs: 3_600_000,
      once: async () => {
        left -= 1;
        if (left <= 0) rested.resolve();
        return left > 0;
      },
    },
    silent,
  );
  await rested.promise;
  const afterFirst = left;
  rested = Promise.withResolvers<void>();
  await new Promise((resolve) => setImmediate(resolve));
  job.wake();
  await rested.promise;
  await job.stop();

  expect([afterFirst, left]).toEqual([0, -1]);
});

it("a piece that fails is tried again, and is told without its words", async () => {
  const lines: string[] = [];
  let tries = 0;
  const done = Promise.withResolvers<void>();
  const job = startJob(
    {
      name: "fails",
      everyMs: 3_600_000,
      once: async () => {
        tries += 1;
        if (tries === 1) throw new Error("ana@example.org is personal");
        done.resolve();
        return false;
      },
    },
    pino({ base: null }, { write: (line: string) => lines.push(line) }),
  );
  await done.promise;
  await job.stop();

  expect(tries).toBe(2);
  expect(lines.join("")).toContain('"msg":"job failed"');
  expect(lines.join("")).not.toContain("ana@");
});

it("stopping waits for the piece under way, and nothing begins after it", async () => {
  const begun = Promise.withResolvers<void>();
  const finish = Promise.withResolvers<void>();
  let ended = 0;
  const job = startJob(
    {
      name: "slow",
      everyMs: 0,
      once: async () => {
        begun.resolve();
        await finish.promise;
        ended += 1;
        return true;
      },
    },
    silent,
  );
  await begun.promise;
  const stopped = job.stop();
  finish.resolve();
  await stopped;

  expect(ended).toBe(1);
});
