/**
 * `npm run --silent bench -- NAME [--json] [--quick] [--long]`: each benchmark measures its own baseline, interleaved with
 * itself, on an embedded PostgreSQL of its own with the durability it has by default. One JSON object a line with `--json`.
 */
import type { Benchmark, BenchOptions, Measurement } from "./measurement.ts";
import { rounded } from "./measurement.ts";

/** Loaded when asked for, so that one benchmark does not weigh on another's memory. */
const benchmarks: Readonly<Record<string, () => Promise<Benchmark>>> = {
  load: async () => (await import("./load.ts")).load,
  "load-customer": async () => (await import("./load-customer.ts")).loadCustomer,
  reload: async () => (await import("./reload.ts")).reload,
  read: async () => (await import("./read.ts")).read,
  explain: async () => (await import("./explain.ts")).explain,
  write: async () => (await import("./write.ts")).write,
  "write-during-load": async () => (await import("./write-during-load.ts")).writeDuringLoad,
  "write-open-transaction": async () => (await import("./write-open-transaction.ts")).writeOpenTransaction,
  list: async () => (await import("./list.ts")).list,
  verify: async () => (await import("./verify.ts")).verify,
  resolve: async () => (await import("./resolve.ts")).resolve,
  check: async () => (await import("./check.ts")).check,
};

const words = process.argv.slice(2);
const names = words.filter((word) => !word.startsWith("--"));
const options: BenchOptions = { quick: words.includes("--quick"), long: words.includes("--long") };
const asJson = words.includes("--json");

if (names.length === 0) {
  console.error(`Name one or more of: ${Object.keys(benchmarks).join(", ")}. Options: --json --quick --long`);
  process.exitCode = 2;
}
for (const name of names) {
  const open = benchmarks[name];
  if (open === undefined) {
    console.error(`There is no benchmark "${name}". There is: ${Object.keys(benchmarks).join(", ")}.`);
    process.exitCode = 2;
    break;
  }
  for await (const measured of (await open())(options)) console.log(asJson ? json(measured) : line(measured));
}

function json(measured: Measurement): string {
  return JSON.stringify(measured, (_, value) => (typeof value === "number" ? rounded(value) : value));
}

function line({ name, value, unit, baseline, ratio, p50, p99, more }: Measurement): string {
  const against =
    baseline === null || ratio === null ? "" : `  ${rounded(ratio)} of the baseline's ${rounded(baseline)}`;
  const latency =
    p50 === undefined || p99 === undefined ? "" : `  p50 ${rounded(p50)} ms, p99 ${rounded(p99)} ms`;
  const rest = Object.entries(more ?? {}).map(([what, number]) => `${what} ${rounded(number)}`);
  const beside = rest.length === 0 ? "" : `  (${rest.join(", ")})`;
  return `${name.padEnd(24)} ${rounded(value)} ${unit}${against}${latency}${beside}`;
}
