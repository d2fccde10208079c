import pg from "pg";
import type { CopyRows } from "./copy-rows.ts";

/**
 * Sends rows without waiting for the server to ask for them, so that a COPY stands in a pipeline as any other statement: the
 * server reads them when its turn comes, and passes them over if the statement fails. pg-copy-streams waits for the server to
 * ask, and the driver takes no statement of others into a pipeline but one that is a `Query` by descent.
 */
export class CopyIn extends pg.Query {
  readonly #messages: Buffer;

  constructor(rows: CopyRows, done: (error: Error | undefined, result: pg.ResultBuilder) => void) {
    super({ text: rows.statement }, done);
    this.#messages = rows.take();
  }

  override submit = (connection: pg.Connection): void => {
    // Of a connection that was lost the client tells by itself.
    if (connection.stream.writable) connection.stream.write(this.#messages);
  };

  /** The server asks for what has been sent already. */
  handleCopyInResponse(): void {}
}
