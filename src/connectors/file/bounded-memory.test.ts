import { setImmediate as nextTurn } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, it } from "vitest";
import { readRows } from "./read-rows.ts";

const bytesSent = 160_000_000;
const growthMax = 100_000_000;
const batchesBetweenLooks = 20;

setFlagsFromString("--expose-gc");
const collectGarbage: () => void = runInNewContext("gc");

/** What this process holds once all is given back that nobody needs: when the engine does that is its own affair. */
function held(): number {
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** The same once it falls no further: what was read before is given back in turns of its own, and would hide what grows. */
async function heldAtRest(): Promise<number> {
  for (let last = held(); ; ) {
    await nextTurn();
    const now = held();
    if (now >= last) return now;
    last = now;
  }
}

/** One chunk of whole rows over and over, so that the stream itself takes no memory. */
async function* repeated(header: string, row: string) {
  const chunk = Buffer.from(row.repeat(Math.ceil(65_536 / row.length)));
  if (header !== "") yield Buffer.from(header);
  for (let sent = 0; sent < bytesSent; sent += chunk.length) yield chunk;
}

it.each([
  ["csv", "a,b,c\n", `"an ""odd"" one",${"x".repeat(200)},\r\n`],
  ["jsonl", "", `{"a":"${"x".repeat(200)}","b":1.50}\n`],
] as const)("a stream of 160 MB of %s is read in less memory than itself", async (format, header, row) => {
  const before = await heldAtRest();
  let rows = 0;
  let batches = 0;
  let looks = 0;
  let most = Number.NEGATIVE_INFINITY;

  for await (const batch of readRows(repeated(header, row), {
    format,
    delimiter: null,
    batchRows: 2_000,
    spoolFolder: "",
  })) {
    rows += batch.rows.length;
    if (++batches % batchesBetweenLooks !== 0) continue;
    looks += 1;
    most = Math.max(most, held() - before);
  }

  expect(rows).toBeGreaterThan(bytesSent / row.length - 1);
  expect(looks).toBeGreaterThan(15);
  expect(most).toBeLessThan(growthMax);
});
