import pg from "pg";
import { invariant } from "../errors.ts";
import { lostOr } from "./lost-connection.ts";

/** What the driver keeps of the named statements of a connection; it says nothing of it in its types. */
declare module "pg" {
  interface Connection {
    readonly parsedStatements: Record<string, string>;
    readonly submittedNamedStatements: Record<string, string>;
  }
}

/** A statement whose rows nobody asks for. One with a name is prepared once on a connection. */
export interface Piped {
  readonly text: string;
  readonly name?: string;
  readonly values?: readonly PipedValue[];
  /** The messages that follow a COPY. */
  readonly copied?: Buffer;
}

/** What the protocol takes as it is. */
export type PipedValue = string | number | boolean | bigint | Buffer | null;

interface Part extends Piped {
  readonly resolve: (tag: string) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Statements of one connection that are sent in one turn, put to the server as one question with one answer, which it gives once
 * all of them are done. With an answer to each, the server made a call and woke this process for every one of the six
 * statements of a small transaction.
 *
 * Behind one that fails the server passes over all others of the same turn. Those sent later are still heard.
 */
export class Pipeline {
  readonly #client: pg.PoolClient;
  #waiting: Part[] = [];

  constructor(client: pg.PoolClient) {
    this.#client = client;
  }

  /** Gives what the server says of its end, as `INSERT 0 7`. */
  run(statement: Piped): Promise<string> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ ...statement, resolve, reject });
      if (this.#waiting.length === 1) process.nextTick(() => this.flush());
    });
  }

  /** Sends what waits for the end of the turn: before anything is sent past it. */
  flush(): void {
    if (this.#waiting.length === 0) return;
    const parts = this.#waiting;
    this.#waiting = [];
    this.#client.query(new Together(parts));
  }
}

/** The driver takes no statement of others into a pipeline but one that is a `Query` by descent. */
class Together extends pg.Query {
  /** Of the statement that is being answered: the driver notes by them what has been prepared. */
  name: string | undefined;
  text: string | undefined;
  readonly #parts: readonly Part[];
  /** What the server has said of their ends so far. */
  readonly #tags: string[] = [];
  #isSettled = false;

  constructor(parts: readonly Part[]) {
    super({ text: "" }, () => {});
    this.#parts = parts;
    this.#turnTo(0);
  }

  override submit = (connection: pg.Connection): void => {
    const { stream } = connection;
    stream.cork();
    for (const { name, text, values = [], copied } of this.#parts) {
      prepare(connection, name, text);
      const statement = name ?? "";
      connection.bind({ portal: "", binary: "", statement, values: values.map(asSent) }, true);
      connection.execute(null, true);
      // Of a connection that was lost the client tells by itself.
      if (copied !== undefined && stream.writable) stream.write(copied);
    }
    connection.sync();
    stream.uncork();
  };

  handleRowDescription(): void {}
  handleDataRow(): void {}
  /** The server asks for rows that have been sent already. */
  handleCopyInResponse(): void {}

  handleCommandComplete({ text }: { readonly text: string }): void {
    this.#tags.push(text);
    this.#turnTo(this.#tags.length);
  }

  handleReadyForQuery(): void {
    if (this.#isSettled) return;
    this.#settleDone();
    invariant(this.#tags.length === this.#parts.length, "every statement of a pipeline is answered");
  }

  /** Of the server, about one of them; or that the connection was lost, which none that is not answered outlives. */
  handleError(error: Error, connection: pg.Connection): void {
    if (this.#isSettled) return;
    this.#settleDone();
    const [failed, ...behind] = this.#parts.slice(this.#tags.length);
    const told = lostOr(error);
    failed?.reject(told);
    const passedOver = error instanceof pg.DatabaseError ? aborted() : told;
    for (const { name, reject } of behind) {
      if (name !== undefined) delete connection.submittedNamedStatements[name];
      reject(passedOver);
    }
  }

  #settleDone(): void {
    this.#isSettled = true;
    for (const [at, tag] of this.#tags.entries()) this.#parts[at]?.resolve(tag);
  }

  #turnTo(at: number): void {
    this.name = this.#parts[at]?.name;
    this.text = this.#parts[at]?.text;
  }
}

function prepare(connection: pg.Connection, name: string | undefined, text: string): void {
  if (name === undefined) {
    connection.parse({ name: "", text, types: [] }, true);
    return;
  }
  const before = connection.parsedStatements[name] ?? connection.submittedNamedStatements[name];
  if (before !== undefined) {
    invariant(before === text, "a name stands for one statement for ever");
    return;
  }
  connection.parse({ name, text, types: [] }, true);
  connection.submittedNamedStatements[name] = text;
}

const asSent = (value: PipedValue): string | Buffer | null =>
  value === null || Buffer.isBuffer(value) ? value : String(value);

/** Says of a statement that was passed over what the server says of one that comes too late to be passed over. */
function aborted(): pg.DatabaseError {
  const error = new pg.DatabaseError("a statement before it failed", 0, "error");
  error.code = "25P02";
  return error;
}
