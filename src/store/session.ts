import type pg from "pg";
import { invariant } from "../errors.ts";
import type { Statement, Tx } from "./db.ts";
import { lostOr } from "./lost-connection.ts";
import type { Piped, PipedValue, Pipeline } from "./pipeline.ts";

/** How the statements of a session are sent. */
export interface SessionParts {
  readonly isOpen: () => boolean;
  /** Called before each is sent. */
  readonly sending?: () => void;
  /** Called with the error of each that fails. */
  readonly failed?: (error: unknown) => void;
  /** What shares one answer with others that are sent in the same turn goes by this. */
  readonly pipeline?: Pipeline;
}

/** Statements on a connection, or on any connection of a pool. */
export function session(
  on: pg.Pool | pg.PoolClient,
  { isOpen, sending = () => {}, failed = () => {}, pipeline }: SessionParts,
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
    pipeline?.flush();
    return on
      .query<Row>({ text, values: [...values], ...(name === undefined ? {} : { name }) })
      .catch((error: unknown) => {
        throw told(error);
      });
  };
  const piped = async (by: Pipeline, statement: Piped): Promise<number> => {
    invariant(isOpen(), "a transaction takes no statements after its end");
    sending();
    try {
      return rowsTouched(await by.run(statement));
    } catch (error) {
      throw told(error);
    }
  };
  const tx: Tx = {
    many: async (statement, values = []) => (await query<never>(statement, values)).rows,
    one: async (statement, values = []) => {
      const { rows } = await query<never>(statement, values);
      invariant(rows.length <= 1, "a question for one row has one answer");
      return rows[0];
    },
    run: async (statement, values = []) => {
      // What has no values may be several statements, which go as one text or not at all.
      if (pipeline === undefined || values.length === 0 || !values.every(isSentAsItIs))
        return (await query(statement, values)).rowCount ?? 0;
      return piped(
        pipeline,
        typeof statement === "string" ? { text: statement, values } : { ...statement, values },
      );
    },
    copy: async (rows) => {
      invariant(pipeline !== undefined, "rows are copied within a transaction");
      if (rows.rows === 0) return;
      const { statement: text } = rows;
      const copied = await piped(pipeline, { text, name: text.slice(0, 63), copied: rows.take() });
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

/** `INSERT 0 7` tells of 7. */
const rowsTouched = (tag: string): number => Number(/ (\d+)$/.exec(tag)?.[1] ?? 0);

const isSentAsItIs = (value: unknown): value is PipedValue =>
  value === null ||
  Buffer.isBuffer(value) ||
  ["string", "number", "boolean", "bigint"].includes(typeof value);

/**
 * What is sent within one turn goes out as one piece. Each write to the socket wakes the server and gives it the processor:
 * 16 µs and more, measured, for each statement of a small transaction.
 */
export function sendTogether(client: pg.PoolClient): () => void {
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

/** A connection of a pool for oneself. */
export const connected = (from: pg.Pool): Promise<pg.PoolClient> =>
  from.connect().catch((error: unknown) => {
    throw lostOr(error);
  });
