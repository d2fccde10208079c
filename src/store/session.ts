import type pg from "pg";
import { invariant } from "../errors.ts";
import { CopyIn } from "./copy-in.ts";
import type { Statement, Tx } from "./db.ts";
import { lostOr } from "./lost-connection.ts";

/**
 * Statements on a connection, or on any connection of a pool. `sending` is called before each is sent, `failed` with the
 * error of each that fails.
 */
export function session(
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
