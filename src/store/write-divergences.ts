import type { Divergence } from "../core/divergence/divergence.ts";
import type { ClosedDivergence } from "../core/divergence/finding.ts";
import type { EntityId, FactKey, RecordId } from "../core/ids.ts";
import { boolArray, int4Array, int8Array, textArray, uuidArray } from "./binary-array.ts";
import type { Effect, Placed } from "./commit.ts";
import { claimFromSql } from "./record-row.ts";

/** A divergence with what its row says besides: where it is, and how long the copy has. */
export interface DivergenceChange {
  readonly entity: EntityId;
  readonly type: string;
  readonly attribute: string;
  readonly key: string;
  readonly withinSeconds: number;
  /** When the golden value came to be, where its source dates it; `null`: when it was recorded. UTC instant. */
  readonly goldenFrom: string | null;
  /** The claim of another entity's record that the golden value is copied from: it came to be with that at the earliest. */
  readonly original: { readonly entity: EntityId; readonly record: RecordId; readonly fact: FactKey } | null;
  readonly divergence: Divergence;
}

export interface ClosedChange {
  readonly entity: EntityId;
  readonly closed: ClosedDivergence;
  /** Its values are personal or sensitive, or its key is: the row of what is past keeps neither. */
  readonly forget: boolean;
}

/** Opens, changes and closes divergences. A closed one stays, with how it closed. */
export function writeDivergences(
  log: number,
  standing: readonly DivergenceChange[],
  closed: readonly ClosedChange[],
): Effect {
  return (tx, { place, next, recordedAt }) => {
    const sent: Promise<unknown>[] = [];
    if (closed.length > 0) {
      sent.push(
        tx.run(closeSql, [
          log,
          uuidArray(closed.map((one) => one.entity)),
          textArray(closed.map((one) => one.closed.divergence.fact)),
          uuidArray(closed.map((one) => one.closed.divergence.record)),
          textArray(closed.map((one) => one.closed.how)),
          next - 1,
          recordedAt,
          boolArray(closed.map((one) => one.forget)),
        ]),
      );
    }
    if (standing.length > 0) sent.push(tx.run(upsertSql, standingRows(log, standing, { place, recordedAt })));
    return sent;
  };
}

function standingRows(
  log: number,
  standing: readonly DivergenceChange[],
  { place, recordedAt }: Pick<Placed, "place" | "recordedAt">,
): readonly unknown[] {
  const found = standing.map((one) => one.divergence);
  return [
    log,
    uuidArray(standing.map((one) => one.entity)),
    textArray(found.map((one) => one.fact)),
    uuidArray(found.map((one) => one.record)),
    int8Array(found.map((one) => place(one.opened))),
    textArray(standing.map((one) => one.type)),
    textArray(standing.map((one) => one.attribute)),
    textArray(found.map((one) => one.source)),
    textArray(standing.map((one) => one.key)),
    textArray(found.map((one) => one.golden)),
    textArray(found.map((one) => one.held)),
    textArray(found.map((one) => one.cause)),
    textArray(found.map((one) => one.pattern)),
    textArray(found.map((one) => one.policy)),
    int8Array(found.map((one) => place(one.since))),
    boolArray(found.map((one) => one.wasInStep)),
    int4Array(standing.map((one) => (isAwaited(one.divergence) ? one.withinSeconds : -1))),
    recordedAt,
    textArray(standing.map((one) => one.goldenFrom)),
    uuidArray(standing.map((one) => one.original?.entity ?? null)),
    uuidArray(standing.map((one) => one.original?.record ?? null)),
    textArray(standing.map((one) => one.original?.fact ?? null)),
    textArray(found.map((one) => one.leave?.kind ?? null)),
    textArray(found.map((one) => one.leave?.until ?? null)),
    textArray(found.map((one) => one.openedOn)),
  ];
}

/** Whether the copy has to follow within its freshness: what may differ has all the time of its leave. */
const isAwaited = ({ cause, leave }: Divergence): boolean => cause === "in-transit" && leave === null;

/**
 * Closes what is open of entity types that left the model; should they come back, it is found anew. What was personal is no
 * longer known, so all of it is forgotten.
 */
export function closeOfTypes(log: number, types: readonly string[]): Effect {
  return async (tx, { next, recordedAt }) => {
    if (types.length === 0) return;
    await tx.run(
      `update bailiwick.divergence set closed = $3, closed_at = $4::timestamptz, how = 'not-declared', due_at = null,
                                       forgotten = true, key = null, golden = null, held = null
       where log_id = $1 and type = any($2::text[]) and closed is null`,
      [log, textArray(types), next - 1, recordedAt],
    );
    await tx.run("delete from bailiwick.finding where log_id = $1 and type = any($2::text[])", [
      log,
      textArray(types),
    ]);
  };
}

const closeSql = `
  update bailiwick.divergence d set closed = $6, closed_at = $7::timestamptz, how = gone.how, due_at = null,
         forgotten = gone.forget, key = case when not gone.forget then key end,
         golden = case when not gone.forget then golden end, held = case when not gone.forget then held end
  from unnest($2::uuid[], $3::text[], $4::uuid[], $5::text[], $8::bool[]) as gone (entity_id, fact, record_id, how, forget)
  where d.log_id = $1 and d.entity_id = gone.entity_id and d.fact = gone.fact and d.record_id = gone.record_id and d.closed is null`;

// What is in transit has until its copy's freshness has passed, counted from when the golden value came to be. That stands: a value
// that changes again, or a policy that does, gives a copy that has not followed no more time than it had. Leave to differ ends that
// time; once the leave has ended, it begins anew.
// NOTE: planned once on a connection, so each record is asked for in a probe of its own (`offset 0`, see by-key.ts): a plan that was made
// while there were few records would read all of them for each row.
const upsertSql = {
  name: "write-divergences",
  text: `
  insert into bailiwick.divergence (log_id, entity_id, fact, record_id, opened, type, attribute, source, key, golden, held,
                                    cause, pattern, policy, since, was_in_step, leave, until_day, opened_on, due_at, opened_at)
  select $1::int2, entity_id, fact, record_id, opened, type, attribute, source, key, golden, held,
         case when due <= $18::timestamptz then 'late' else cause end, pattern, policy, since, was_in_step,
         leave, until_day::date, opened_on::date, case when due > $18::timestamptz then due end, $18::timestamptz
  from unnest($2::uuid[], $3::text[], $4::uuid[], $5::int8[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[],
              $12::text[], $13::text[], $14::text[], $15::int8[], $16::bool[], $17::int4[], $19::text[], $20::uuid[], $21::uuid[], $22::text[],
              $23::text[], $24::text[], $25::text[])
       as d (entity_id, fact, record_id, opened, type, attribute, source, key, golden, held, cause, pattern, policy, since, was_in_step,
             within, golden_from, original_entity, original_record, original_fact, leave, until_day, opened_on)
       left join lateral (
         select ${claimFromSql("r", "d.original_fact")} as at from bailiwick.record r
         where d.within >= 0 and r.log_id = $1 and r.entity_id = d.original_entity and r.record_id = d.original_record offset 0) as original on true,
       lateral (select case when original_record is null then golden_from::timestamptz
                            when golden_from is not null and original.at is not null
                            then greatest(golden_from::timestamptz, original.at) end as at) as dated,
       lateral (select case when within >= 0 then
                  coalesce(dated.at, $18::timestamptz) + make_interval(secs => within) end as due) as freshness
  on conflict (log_id, entity_id, fact, record_id, opened) do update set
    golden = excluded.golden, held = excluded.held, pattern = excluded.pattern, policy = excluded.policy,
    since = excluded.since, was_in_step = excluded.was_in_step, key = excluded.key,
    leave = excluded.leave, until_day = excluded.until_day,
    cause = case when excluded.cause = 'in-transit' and excluded.leave is null and divergence.due_at <= $18::timestamptz then 'late' else excluded.cause end,
    due_at = case when excluded.cause = 'in-transit' and excluded.leave is null and coalesce(divergence.due_at > $18::timestamptz, true)
                  then least(divergence.due_at, excluded.due_at) end`,
};
