import { expect, it } from "vitest";
import { readRows } from "./read-rows.ts";

const bytesSent = 160_000_000;
const growthMax = 100_000_000;

/** What this process holds, not what the engine keeps of pages already given back. */
function held(): number {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
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
  const before = held();
  let rows = 0;
  let most = 0;

  for await (const batch of readRows(repeated(header, row), {
    format,
    delimiter: null,
    batchRows: 2_000,
    spoolFolder: "",
  })) {
    rows += batch.rows.length;
    most = Math.max(most, held() - before);
  }

  expect(rows).toBeGreaterThan(bytesSent / row.length - 1);
  expect(most).toBeLessThan(growthMax);
});
