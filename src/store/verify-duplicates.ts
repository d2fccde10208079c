import { uuidFromBase64url, uuidToBase64url } from "../core/log/uuid.ts";
import { int8Array, textArray, uuidArray } from "./binary-array.ts";
import type { Reader } from "./db.ts";
import { safeInteger } from "./safe-integer.ts";

/** A possible duplicate or move as its row holds it; the ids as entries write them. */
export interface DuplicateAsStored {
  readonly left: string;
  readonly right: string;
  readonly kind: string;
  readonly type: string;
  readonly reason: string;
  readonly state: string;
  readonly opened: number;
  readonly openedAt: string;
  readonly decided: number | null;
  /** Whether one of the two was merged with the entry that decided. */
  readonly mergedAt: boolean;
}

/** The next possible duplicates and moves, in the order of their ids. */
export async function duplicatesFrom(
  sql: Reader,
  log: number,
  after: DuplicateAsStored | null,
  limit: number,
): Promise<readonly DuplicateAsStored[]> {
  const rows = await sql.many<{
    left_id: string;
    right_id: string;
    kind: string;
    type: string;
    reason: string;
    state: string;
    opened: string;
    opened_at: string;
    decided: string | null;
    merged_at: boolean;
  }>(
    `select left_id, right_id, kind, type, reason, state, opened, decided,
            to_char(opened_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as opened_at,
            exists (select from bailiwick.merge m where m.log_id = d.log_id and m.merged_id in (d.left_id, d.right_id)
                    and m.index = d.decided) as merged_at
     from bailiwick.duplicate d
     where log_id = $1 and ($2::uuid is null or (left_id, right_id, kind) > ($2, $3::uuid, $4::text))
     order by left_id, right_id, kind limit $5`,
    [
      ...[log, after && uuidFromBase64url(after.left), after && uuidFromBase64url(after.right)],
      ...[after?.kind ?? null, limit],
    ],
  );
  return rows.map(
    ({ left_id, right_id, opened, opened_at: openedAt, decided, merged_at: mergedAt, ...row }) => ({
      ...row,
      left: uuidToBase64url(left_id),
      right: uuidToBase64url(right_id),
      opened: safeInteger(opened),
      openedAt,
      decided: decided === null ? null : safeInteger(decided),
      mergedAt,
    }),
  );
}

/**
 * Which of some pairs, by their places, stand for another that is gone: opened as it was, each of its two being one of theirs or
 * merged since.
 */
export async function carriedPairs(
  sql: Reader,
  log: number,
  pairs: readonly DuplicateAsStored[],
): Promise<ReadonlySet<number>> {
  if (pairs.length === 0) return new Set();
  const rows = await sql.many<{ place: string }>(
    `select place - 1 as place
     from unnest($2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::int8[], $7::text[])
       with ordinality as p (l, r, type, reason, opened, opened_at, place)
     where exists (
       select from bailiwick.duplicate g
       where g.log_id = $1 and g.kind = 'duplicate' and g.state = 'gone' and g.opened = p.opened and g.type = p.type
         and g.reason = p.reason and g.opened_at = p.opened_at::timestamptz and (g.left_id, g.right_id) <> (l, r)
         and (g.left_id in (l, r) or exists (select from bailiwick.merge m where m.log_id = $1 and m.merged_id = g.left_id))
         and (g.right_id in (l, r) or exists (select from bailiwick.merge m where m.log_id = $1 and m.merged_id = g.right_id)))
     order by 1`,
    [
      log,
      uuidArray(pairs.map((one) => uuidFromBase64url(one.left))),
      uuidArray(pairs.map((one) => uuidFromBase64url(one.right))),
      textArray(pairs.map((one) => one.type)),
      textArray(pairs.map((one) => one.reason)),
      int8Array(pairs.map((one) => one.opened)),
      textArray(pairs.map((one) => one.openedAt)),
    ],
  );
  return new Set(rows.map(({ place }) => Number(place)));
}

/**
 * Of what may be the same: a pair that is open though one of the two answers with another, or one that is gone and stands for
 * nobody any more, though those that its two were merged into are not one.
 */
export async function strayDuplicate(
  sql: Reader,
  log: number,
): Promise<{ readonly left: string; readonly right: string } | undefined> {
  return sql.one<{ left: string; right: string }>(
    `select left_id as left, right_id as right from bailiwick.duplicate d
     where d.log_id = $1 and d.state = 'open'
       and exists (select from bailiwick.entity e where e.log_id = $1 and e.entity_id in (d.left_id, d.right_id) and e.state = 'merged')
     union all
     select left_id, right_id from bailiwick.duplicate d
     where d.log_id = $1 and d.state = 'gone' and d.kind = 'duplicate' and not exists (
       with recursive ways (side, id) as (
         select * from (values (0, d.left_id), (1, d.right_id)) as two (side, id)
         union
         select ways.side, m.survivor_id from ways
         join bailiwick.merge m on m.log_id = $1 and m.merged_id = ways.id)
       select from ways l join ways r on l.side = 0 and r.side = 1
       where l.id = r.id or (least(l.id, r.id), greatest(l.id, r.id)) <> (d.left_id, d.right_id) and exists (
         select from bailiwick.duplicate now
         where now.log_id = $1 and now.kind = 'duplicate' and now.left_id = least(l.id, r.id) and now.right_id = greatest(l.id, r.id)))
     order by 1, 2 limit 1`,
    [log],
  );
}
