import pg from "pg";
import { invariant } from "../errors.ts";
import { connectMs, readersMax, readMs, transactionMs, writersMax } from "../limits.ts";
import { CopyIn } from "./copy-in.ts";
import type { CopyRows } from "./copy-rows.ts";
import { Leases } from "./leases.ts";
import { ourTypes } from "./types.ts";

/** One statement. With a name it is prepared once per connection, so a name stands for one text for ever. */
export interface Statement {
  readonly text: string;
  readonly name?: string;
}

/** Reads, and cannot write: the server refuses it. */
export interface Reader {
  /** int8 and numeric, dates and instants are text. A statement that may give many rows has an order. */
  many<Row extends pg.QueryResultRow>(
    statement: Statement | string,
    values?: readonly unknown[],
  ): Promise<Row[]>;
  /** The only row, or `undefined` where there is none; two rows are a bug. */
  one<Row extends pg.QueryResultRow>(
    statement: Statement | string,
    values?: readonly unknown[],
  ): Promise<Row | undefined>;
}

/** One connection outside of any transaction. */
export interface Session extends Reader {
  /** The number of rows that the statement touched. */
  run(statement: Statement | string, values?: readonly unknown[]): Promise<number>;
}

/** A transaction that writes. It reads what it wrote, and refuses statements after its end. */
export interface Tx extends Session {
  /** Adds rows to a table, none of which may be there already. */
  copy(rows: CopyRows): Promise<void>;
  /** What happens within is undone alone if it throws; the transaction lives on. */
  savepoint<Result>(within: (tx: Tx) => Promise<Result>): Promise<Result>;
}

/** The connection was lost while COMMIT was under way: nobody knows yet whether it happened. Read back first. */
export class CommitUnknown extends Error {
  override name = "CommitUnknown";
}

/** The last of a transaction: sent, and not yet answered. COMMIT goes out right behind it, instead of a round trip later. */
export class Sent<Result> {
  readonly answered: Promise<Result>;

  constructor(answered: Promise<Result>) {
    this.answered = answered;
    // Whoever waits is told; it may fail while COMMIT is still on its way.
    answered.catch(() => {});
  }
}

export interface Database {
  /** Each statement sees what is committed when it starts. */
  readonly reader: Reader;
  /** Questions of a writer, which go out together on one connection: each sees what is committed when it starts. */
  questions<Result>(within: (reader: Reader) => Promise<Result>): Promise<Result>;
  /** All statements within see one state. Short, as every transaction. */
  snapshot<Result>(within: (reader: Reader) => Promise<Result>): Promise<Result>;
  /**
   * READ COMMITTED. Rolled back if `within` throws, or a statement fails that was {@link Sent}; {@link CommitUnknown} where
   * COMMIT's answer was lost.
   */
  transact<Result>(within: (tx: Tx) => Promise<Result | Sent<Result>>): Promise<Result>;
  /** Statements that no transaction may hold, without a bound on their time: building an index takes minutes. */
  maintain<Result>(within: (session: Session) => Promise<Result>): Promise<Result>;
  /** What one process holds and no other. */
  readonly leases: Leases;
  /** Waits for what is under way. */
  close(): Promise<void>;
}

export interface DatabaseOptions {
  readonly url: string;
  readonly readers?: number;
  readonly writers?: number;
}

/** Opens the two pools: one that can only read, one that writes. Connects at the first use. */
export function openDatabase({ url, readers = readersMax, writers = writersMax }: DatabaseOptions): Database {
  const reading = pool(url, readers, { default_transaction_read_only: "on", statement_timeout: readMs });
  const writing = pool(url, writers, {
    statement_timeout: transactionMs,
    idle_in_transaction_session_timeout: transactionMs,
    // What a writer asks for it asks by key. A plan that was prepared while a table was empty would read all of it for ever.
    enable_seqscan: "off",
  });
  const leases = new Leases(url);
  return {
    leases,
    reader: session(reading, () => true),
    questions: (within) => questions(writing, within),
    snapshot: (within) => transaction(reading, "begin isolation level repeatable read read only", within),
    transact: (within) => transaction(writing, "begin", within),
    maintain: (within) => maintain(writing, within),
    close: async () => {
      await Promise.all([reading.end(), writing.end(), leases.close()]);
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
    return await within(session(client, () => open));
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

/** The connection was lost, or none was to be had. Carries the code that PostgreSQL has for it. */
export class ConnectionLost extends Error {
  override name = "ConnectionLost";
  readonly code = "08006";
}

/** Whether an error tells of the server as a whole, and not of one among several things that were asked together. */
export const isOfServer = (error: unknown): boolean =>
  error instanceof ConnectionLost ||
  (error instanceof pg.DatabaseError && /^(08|53|57)/.test(error.code ?? ""));

/** Whether a statement failed only because one before it in the same transaction had. */
export const isAborted = (error: unknown): boolean =>
  error instanceof pg.DatabaseError && error.code === "25P02";

/** The driver says of a lost connection in words alone, without a code. */
const lostOr = (error: unknown): unknown =>
  error instanceof Error && lostWords.test(error.message) && !("code" in error)
    ? new ConnectionLost(error.message, { cause: error })
    : error;
const lostWords =
  /^(Connection terminated|Client has encountered a connection error|Client was closed|timeout exceeded when trying to connect|Connection terminated due to connection timeout)/;

const connected = (from: pg.Pool): Promise<pg.PoolClient> =>
  from.connect().catch((error: unknown) => {
    throw lostOr(error);
  });

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
    return await within(session(client, () => open, sendTogether(client)));
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

async function transaction<Result>(
  from: pg.Pool,
  begin: string,
  within: (tx: Tx) => Promise<Result | Sent<Result>>,
): Promise<Result> {
  const client = await connected(from);
  // Between two statements a lost connection has nobody else to tell; the next statement fails by itself.
  const ignore = () => {};
  client.on("error", ignore);
  const together = sendTogether(client);
  let open = true;
  let broken: Error | undefined;
  // Of statements that are sent together all behind the one that failed fail too, and any of them may be heard first.
  let cause: unknown;
  const failed = (error: unknown) => {
    if (!isAborted(error)) cause = error;
  };
  try {
    together();
    // NOTE: not awaited, so that the first statements go out with it. Only a lost connection makes it fail, and all behind it.
    const begun = client.query(begin);
    begun.catch(() => {});
    const done = await within(session(client, () => open, together, failed));
    open = false;
    await begun;
    together();
    if (done instanceof Sent) return await commitBehind(client, done);
    await commit(client);
    return done;
  } catch (error) {
    open = false;
    broken = error instanceof CommitUnknown ? error : await rollback(client);
    throw isAborted(error) ? (cause ?? error) : error;
  } finally {
    client.off("error", ignore);
    client.release(broken);
  }
}

/**
 * What is sent within one turn goes out as one piece. Each write to the socket wakes the server and gives it the processor:
 * 16 µs and more, measured, for each statement of a small transaction.
 */
function sendTogether(client: pg.PoolClient): () => void {
  const { stream } = client.connection;
  let corked = false;
  return () => {
    if (corked) return;
    corked = true;
    stream.cork();
    process.nextTick(() => {
      corked = false;
      stream.uncork();
    });
  };
}

/** COMMIT while the statements before it are still being answered: where one of them fails, the server rolls back. */
async function commitBehind<Result>(client: pg.PoolClient, { answered }: Sent<Result>): Promise<Result> {
  const [before, ended] = await Promise.allSettled([answered, commit(client)]);
  if (ended.status === "fulfilled") {
    if (before.status === "fulfilled") return before.value;
    // It stands, whatever is wrong with an answer before: whoever asks the database learns it.
    throw new CommitUnknown("It was committed, but its answers cannot be read.", { cause: before.reason });
  }
  const isAnswered = before.status === "rejected" && !(before.reason instanceof ConnectionLost);
  throw isAnswered ? before.reason : ended.reason;
}

async function commit(client: pg.PoolClient): Promise<void> {
  let answer: pg.QueryResult;
  try {
    answer = await client.query("commit");
  } catch (error) {
    // With a code of five characters it is the server's answer: a deferred check failed, nothing was committed.
    if (error instanceof pg.DatabaseError && !isLost(error.code)) throw error;
    throw new CommitUnknown("The answer to COMMIT was lost.", { cause: error });
  }
  invariant(answer.command === "COMMIT", "a statement that failed within a transaction is not passed over");
}

/** Class 57: the server is ending, perhaps after it committed. */
function isLost(code: string | undefined): boolean {
  return code === undefined || code.startsWith("57") || code.startsWith("08");
}

/** Where not even this succeeds the connection is beyond use, and the server rolls back by itself. */
async function rollback(client: pg.PoolClient): Promise<Error | undefined> {
  try {
    await client.query("rollback");
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/**
 * Statements on a connection, or on any connection of a pool. `sending` is called before each is sent, `failed` with the
 * error of each that fails.
 */
function session(
  on: pg.Pool | pg.PoolClient,
  isOpen: () => boolean,
  sending: () => void = () => {},
  failed: (error: unknown) => void = () => {},
): Tx {
  const told = (error: unknown): unknown => {
    const lost = lostOr(error);
    failed(lost);
    return lost;
  };
  const query = <Row extends pg.QueryResultRow>(
    statement: Statement | string,
    values: readonly unknown[],
  ) => {
    invariant(isOpen(), "a transaction takes no statements after its end");
    const { text, name } = typeof statement === "string" ? { text: statement, name: undefined } : statement;
    sending();
    return on
      .query<Row>({ text, values: [...values], ...(name === undefined ? {} : { name }) })
      .catch((error: unknown) => {
        throw told(error);
      });
  };
  const tx: Tx = {
    many: async (statement, values = []) => (await query<never>(statement, values)).rows,
    one: async (statement, values = []) => {
      const { rows } = await query<never>(statement, values);
      invariant(rows.length <= 1, "a question for one row has one answer");
      return rows[0];
    },
    run: async (statement, values = []) => (await query(statement, values)).rowCount ?? 0,
    copy: async (rows) => {
      invariant(isOpen(), "a transaction takes no statements after its end");
      if (rows.rows === 0) return;
      sending();
      const copied = await new Promise<number | null>((resolve, reject) => {
        on.query(
          new CopyIn(rows, (error, result) => (error ? reject(told(error)) : resolve(result.rowCount))),
        );
      });
      invariant(copied === rows.rows, "every row that is copied is written");
    },
    savepoint: async (within) => {
      await query("savepoint inner_part", []);
      try {
        const result = await within(tx);
        await query("release savepoint inner_part", []);
        return result;
      } catch (error) {
        await query("rollback to savepoint inner_part", []);
        await query("release savepoint inner_part", []);
        throw error;
      }
    },
  };
  return tx;
}
