import pg from "pg";
import { connectMs, readersMax, readMs, scanMs, scannersMax, transactionMs, writersMax } from "../limits.ts";
import type { Database, Reader, Session } from "./db.ts";
import { Leases } from "./leases.ts";
import { connected, sendTogether, session } from "./session.ts";
import { transaction } from "./transaction.ts";
import { ourTypes } from "./types.ts";

/** Where the database is, and how many connections of each pool may be open. */
export interface DatabaseOptions {
  readonly url: string;
  readonly readers?: number;
  readonly writers?: number;
}

/** Opens the two pools: one that can only read, one that writes. Connects at the first use. */
export function openDatabase({ url, readers = readersMax, writers = writersMax }: DatabaseOptions): Database {
  const reading = pool(url, readers, { default_transaction_read_only: "on", statement_timeout: readMs });
  const scanning = pool(url, scannersMax, {
    default_transaction_read_only: "on",
    statement_timeout: scanMs,
  });
  const writing = pool(url, writers, {
    statement_timeout: transactionMs,
    idle_in_transaction_session_timeout: transactionMs,
    // What a writer asks for it asks by key. A plan that was prepared while a table was empty would read all of it for ever.
    enable_seqscan: "off",
  });
  const leases = new Leases(url);
  return {
    leases,
    reader: session(reading, { isOpen: () => true }),
    scanner: session(scanning, { isOpen: () => true }),
    questions: (within) => questions(writing, within),
    snapshot: (within) => transaction(reading, "begin isolation level repeatable read read only", within),
    transact: (within) => transaction(writing, "begin", within),
    maintain: (within) => maintain(writing, within),
    close: async () => {
      await Promise.all([reading.end(), scanning.end(), writing.end(), leases.close()]);
    },
  };
}

/**
 * With a pipeline statements that are not awaited one by one are all on the wire at once: under the lock on the head of a log
 * the server then never waits for this process, which may be busy preparing the next batch.
 */
function pool(url: string, max: number, settings: Readonly<Record<string, string | number>>): pg.Pool {
  const all = { TimeZone: "UTC", DateStyle: "ISO", jit: "off", ...settings };
  const made = new pg.Pool({
    connectionString: url,
    max,
    connectionTimeoutMillis: connectMs,
    application_name: "bailiwick",
    options: Object.entries(all)
      .map(([name, value]) => `-c ${name}=${value}`)
      .join(" "),
    types: ourTypes,
    pipeline: true,
  });
  // An idle connection was lost. The pool drops it by itself; whoever asks next gets a new one, or the error.
  made.on("error", () => {});
  return made;
}

async function maintain<Result>(from: pg.Pool, within: (on: Session) => Promise<Result>): Promise<Result> {
  const client = await connected(from);
  const ignore = () => {};
  client.on("error", ignore);
  let open = true;
  let broken: Error | undefined;
  try {
    await client.query("set statement_timeout = 0");
    return await within(session(client, { isOpen: () => open }));
  } catch (error) {
    // What is left of it on the connection is not known, so the connection is not used again.
    broken = error instanceof Error ? error : new Error(String(error));
    throw error;
  } finally {
    open = false;
    if (broken === undefined) await client.query("reset statement_timeout");
    client.off("error", ignore);
    client.release(broken);
  }
}

async function questions<Result>(
  from: pg.Pool,
  within: (reader: Reader) => Promise<Result>,
): Promise<Result> {
  const client = await connected(from);
  const ignore = () => {};
  client.on("error", ignore);
  let open = true;
  let broken: unknown = false;
  try {
    return await within(session(client, { isOpen: () => open, sending: sendTogether(client) }));
  } catch (error) {
    // Others of them may still be under way on it.
    broken = error;
    throw error;
  } finally {
    open = false;
    client.off("error", ignore);
    client.release(broken !== false);
  }
}
