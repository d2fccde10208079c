import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { quantile, sideBySide } from "./measurement.ts";
import type { Answer, Order } from "./product-process.ts";
import { Caller, type Next } from "./requests.ts";

/** A server of the product with its own PostgreSQL in a folder on a disk, and a bare one on the same database. */
export interface Served extends AsyncDisposable {
  readonly token: string;
  readonly url: string;
  readonly bareUrl: string;
  readonly sql: pg.Client;
  readonly databaseUrl: string;
  tell(order: Order): Promise<Answer>;
}

/** `BAILIWICK_BENCH_FOLDER` names a folder on another disk. */
export async function openServed(): Promise<Served> {
  const folder = await mkdtemp(join(process.env.BAILIWICK_BENCH_FOLDER ?? tmpdir(), "bailiwick-bench-"));
  const product = forked("product-process.ts", process.env.BAILIWICK_BENCH_NODE_OPTIONS?.split(" ") ?? []);
  const bare = forked("bare-process.ts", []);
  const ends = async () => {
    bare.kill();
    if (product.connected) await told(product, { kind: "stop" }).catch(() => product.kill());
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const { url, token, databaseUrl } = await told(product, { kind: "start", folder });
    const { url: bareUrl } = await told(bare, { databaseUrl });
    const sql = new pg.Client({
      connectionString: String(databaseUrl),
      options: "-c TimeZone=UTC -c jit=off",
    });
    await sql.connect();
    return {
      url: String(url),
      token: String(token),
      bareUrl: String(bareUrl),
      databaseUrl: String(databaseUrl),
      sql,
      tell: (order) => told(product, order),
      async [Symbol.asyncDispose]() {
        await sql.end();
        await ends();
      },
    };
  } catch (error) {
    await ends();
    throw error;
  }
}

const forked = (file: string, execArgv: readonly string[]): ChildProcess =>
  fork(fileURLToPath(new URL(file, import.meta.url)), {
    execArgv: ["--disable-warning=ExperimentalWarning", ...execArgv],
  });

async function told(child: ChildProcess, order: object): Promise<Answer> {
  const answered = once(child, "message");
  const exited = once(child, "exit").then(() => null);
  child.send(order);
  const message = await Promise.race([answered, exited]);
  if (message === null) throw new Error("A process of the benchmark has ended before its time.");
  return message[0] as Answer;
}

export interface Sides {
  readonly connections: number;
  readonly rounds: number;
  readonly seconds: number;
  readonly product: Next;
  readonly bare: Next;
}

/** Asks the product and the bare server in turns, after both have been warmed. */
export async function askBoth(served: Served, { connections, rounds, seconds, product, bare }: Sides) {
  using asking = await Caller.open(served.url, { connections, token: served.token });
  using asksBare = await Caller.open(served.bareUrl, { connections, token: null });
  await asking.seconds(() => product, seconds);
  await asksBare.seconds(() => bare, seconds);
  const rates = { product: [] as number[], bare: [] as number[] };
  const latencies = { product: [] as number[], bare: [] as number[] };
  for (let round = 0; round < rounds; round++) {
    const ours = await asking.seconds(() => product, seconds);
    const theirs = await asksBare.seconds(() => bare, seconds);
    rates.product.push(ours.perSecond);
    rates.bare.push(theirs.perSecond);
    latencies.product.push(...ours.milliseconds);
    latencies.bare.push(...theirs.milliseconds);
  }
  return {
    ...sideBySide(rates.product, rates.bare),
    p50: quantile(latencies.product, 0.5),
    p99: quantile(latencies.product, 0.99),
    more: { baselineP50: quantile(latencies.bare, 0.5), baselineP99: quantile(latencies.bare, 0.99) },
  };
}

/** Rounds of a benchmark over HTTP. */
export const roundsOf = ({ quick }: { readonly quick: boolean }) =>
  quick ? { rounds: 3, seconds: 1 } : { rounds: 9, seconds: 3 };
