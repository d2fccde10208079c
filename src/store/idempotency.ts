import { byteaArray, jsonbArray, textArray } from "./binary-array.ts";
import type { Effect, Placed } from "./commit.ts";
import type { Reader } from "./db.ts";

/** What was answered to a request, and a hash of what it asked. */
export interface IdempotentAnswer {
  readonly requestHash: Buffer;
  readonly answer: unknown;
}

/** The answers kept under some actors' keys, by actor, space, key; a new key is not among them. */
export async function idempotentAnswers(
  sql: Reader,
  log: number,
  keys: readonly { readonly actor: string; readonly key: string }[],
): Promise<Map<string, IdempotentAnswer>> {
  if (keys.length === 0) return new Map();
  const rows = await sql.many<{ actor: string; key: string; request: Buffer; answer: unknown }>(answersSql, [
    log,
    textArray(keys.map((one) => one.actor)),
    textArray(keys.map((one) => one.key)),
  ]);
  return new Map(
    rows.map((row) => [`${row.actor} ${row.key}`, { requestHash: row.request, answer: row.answer }]),
  );
}

// Each key in a probe of its own, as in by-key.ts.
const answersSql = {
  name: "idempotent-answers",
  text: `select found.* from unnest($2::text[], $3::text[]) as asked (actor, key),
           lateral (select i.actor, i.key, i.request, i.answer from bailiwick.idempotency i
                    where i.log_id = $1 and i.actor = asked.actor and i.key = asked.key offset 0) as found
         order by actor, key`,
};

export interface AnswerToKeep {
  readonly actor: string;
  readonly key: string;
  readonly requestHash: Buffer;
  answerOf(placed: Placed): unknown;
}

/** Keeps the answers to requests in the transaction that makes them true. */
export function keepAnswers(log: number, answers: readonly AnswerToKeep[]): Effect {
  return (tx, placed) => {
    if (answers.length === 0) return [];
    const rows = [
      log,
      textArray(answers.map((one) => one.actor)),
      textArray(answers.map((one) => one.key)),
      byteaArray(answers.map((one) => one.requestHash)),
      jsonbArray(answers.map((one) => JSON.stringify(one.answerOf(placed)))),
      placed.next - 1,
    ];
    return [tx.run(keepSql, rows)];
  };
}

const keepSql = {
  name: "keep-answers",
  text: `insert into bailiwick.idempotency (log_id, actor, key, request, status, index, answer, created_at)
         select $1::int2, actor, key, request, 200, $6::int8, answer, clock_timestamp()
         from unnest($2::text[], $3::text[], $4::bytea[], $5::jsonb[]) as a (actor, key, request, answer)`,
};

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
