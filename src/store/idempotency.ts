import type { Effect, Placed } from "./commit.ts";
import type { Reader } from "./db.ts";

/** What was answered to a request, and a hash of what it asked. */
export interface IdempotentAnswer {
  readonly requestHash: Buffer;
  readonly answer: unknown;
}

/** The answer kept under an actor's key; `undefined` where the key is new. */
export async function idempotentAnswer(
  sql: Reader,
  log: number,
  actor: string,
  key: string,
): Promise<IdempotentAnswer | undefined> {
  const row = await sql.one<{ request: Buffer; answer: unknown }>(
    "select request, answer from bailiwick.idempotency where log_id = $1 and actor = $2 and key = $3",
    [log, actor, key],
  );
  return row && { requestHash: row.request, answer: row.answer };
}

/** Keeps the answer to a request in the transaction that makes it true. */
export function keepAnswer(row: {
  readonly log: number;
  readonly actor: string;
  readonly key: string;
  readonly requestHash: Buffer;
  readonly answerOf: (placed: Placed) => unknown;
}): Effect {
  return async (tx, placed) => {
    await tx.run(
      `insert into bailiwick.idempotency (log_id, actor, key, request, status, index, answer, created_at)
       values ($1, $2, $3, $4, 200, $5, $6, clock_timestamp())`,
      [row.log, row.actor, row.key, row.requestHash, placed.next - 1, JSON.stringify(row.answerOf(placed))],
    );
  };
}

/** Forgets answers older than they are kept. Gives how many. */
export async function forgetAnswers(
  tx: { run: (text: string, values: unknown[]) => Promise<number> },
  days: number,
): Promise<number> {
  return tx.run(
    "delete from bailiwick.idempotency where created_at < clock_timestamp() - make_interval(days => $1)",
    [days],
  );
}
