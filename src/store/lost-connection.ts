import pg from "pg";

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

/**
 * The error as it came, or {@link ConnectionLost}: the driver says of a lost connection in words alone, without a code, or hands on
 * what the system says of the socket, which elsewhere is said of whoever asks us.
 */
export const lostOr = (error: unknown): unknown =>
  error instanceof Error && ("code" in error ? isOfSocket(error.code) : lostWords.test(error.message))
    ? new ConnectionLost(error.message, { cause: error })
    : error;
const isOfSocket = (code: unknown): boolean => code === "ECONNRESET" || code === "EPIPE";
const lostWords =
  /^(Connection terminated|Client has encountered a connection error|Client was closed|timeout exceeded when trying to connect|Connection terminated due to connection timeout)/;
