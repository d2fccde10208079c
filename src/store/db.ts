import type pg from "pg";
import type { CopyRows } from "./copy-rows.ts";
import type { Leases } from "./leases.ts";

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
  /** For what no index answers: few at a time, and each for a bounded time, so that what is asked by key does not wait behind it. */
  readonly scanner: Reader;
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
