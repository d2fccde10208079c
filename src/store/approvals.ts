import {
  type Agreed,
  type Approval,
  type Approvals,
  type Approver,
  approvalKey,
  type Declined,
  type Waiting,
} from "../core/golden/approval.ts";
import { type EntityId, entityId, type FactKey, logIndex, recordId } from "../core/ids.ts";
import { jsonArray, uuidArray } from "./binary-array.ts";
import type { Effect } from "./commit.ts";
import type { Reader } from "./db.ts";

/**
 * The approvals of an entity are two documents of its row, so that what waits is found by an index of its own, which is small.
 * What was agreed to: `[layer, fact, value, since, [names]]`.
 */
type AgreedRow = [Approval["layer"], string, string | null, number, readonly string[]];
/** What waits: `[layer, fact, value, since, source, record, requester, [[actor, name], …], [actor, name, reason] or null]`. */
type WaitingRow = [
  Approval["layer"],
  string,
  string | null,
  number,
  string,
  string | null,
  string,
  readonly (readonly [string, string])[],
  readonly [string, string, string] | null,
];

/** Writes the approvals of some entities as they now stand. */
export function writeApprovals(
  log: number,
  changed: readonly { readonly id: EntityId; readonly approvals: Approvals }[],
): Effect {
  return (tx, { place }) => {
    if (changed.length === 0) return [];
    const rows = changed.map((one) => [...one.approvals.values()]);
    const written = tx.run(
      `update bailiwick.entity as e set agreed = now.agreed, waiting = now.waiting
       from unnest($2::uuid[], $3::json[], $4::json[]) as now (entity_id, agreed, waiting)
       where e.log_id = $1 and e.entity_id = now.entity_id`,
      [
        log,
        uuidArray(changed.map((one) => one.id)),
        jsonArray(rows.map((some) => documentOf(some.flatMap((one) => agreedToRow(one, place))))),
        jsonArray(rows.map((some) => documentOf(some.flatMap((one) => waitingToRow(one, place))))),
      ],
    );
    return [written];
  };
}

const documentOf = (rows: readonly unknown[]): string | null =>
  rows.length === 0 ? null : JSON.stringify(rows);

function agreedToRow({ layer, fact, agreed }: Approval, place: (index: number) => number): AgreedRow[] {
  return agreed === null ? [] : [[layer, fact, agreed.value, place(agreed.since), agreed.by]];
}

function waitingToRow({ layer, fact, waiting }: Approval, place: (index: number) => number): WaitingRow[] {
  if (waiting === null) return [];
  const { value, since, source, record, requester, approvers, declined } = waiting;
  const who = approvers.map(({ actor, name }) => [actor, name] as const);
  const no = declined && ([declined.actor, declined.name, declined.reason] as const);
  return [[layer, fact, value, place(since), source, record, requester, who, no]];
}

/** The approvals from the two documents, as the driver parsed them. */
export function approvalsFromRow(agreed: unknown, waiting: unknown): Approvals {
  if (agreed === null && waiting === null) return none;
  const approvals = new Map<string, Approval>();
  for (const row of (agreed ?? []) as readonly AgreedRow[]) {
    const [layer, name, value, since, by] = row;
    const fact = name as FactKey;
    const one: Agreed = { value, since: logIndex(since), by };
    approvals.set(approvalKey(layer, fact), { layer, fact, agreed: one, waiting: null });
  }
  for (const row of (waiting ?? []) as readonly WaitingRow[]) {
    const fact = row[1] as FactKey;
    const key = approvalKey(row[0], fact);
    const known = approvals.get(key)?.agreed ?? null;
    approvals.set(key, { layer: row[0], fact, agreed: known, waiting: waitingFromRow(row) });
  }
  return approvals;
}

const none: Approvals = new Map();

function waitingFromRow(row: WaitingRow): Waiting {
  const [, , value, since, source, record, requester, approvers, declined] = row;
  return {
    value,
    since: logIndex(since),
    source,
    record: record === null ? null : recordId(record),
    requester,
    approvers: approvers.map(([actor, name]): Approver => ({ actor, name })),
    declined: declined && declinedFromRow(declined),
  };
}

const declinedFromRow = ([actor, name, reason]: readonly [string, string, string]): Declined => ({
  actor,
  name,
  reason,
});

/** One value that waits for approval, on one entity. */
export interface WaitingRead {
  readonly entity: EntityId;
  readonly type: string;
  /** Its place among what waits on the entity, from 1. */
  readonly ordinal: number;
  readonly version: number;
  readonly layer: Approval["layer"];
  readonly fact: FactKey;
  readonly waiting: Waiting;
  /** The key of the record that states it, at its source. */
  readonly key: string | null;
  /** What the fact is meanwhile. */
  readonly golden: string | null;
}

/** What waits for approval on entities of some types (`null` is all), in the order of the entities' ids. */
export async function waitingAfter(
  sql: Reader,
  log: number,
  types: readonly string[] | null,
  after: { readonly entity: string; readonly ordinal: number } | null,
  limit: number,
): Promise<readonly WaitingRead[]> {
  const rows = await sql.many<{
    entity_id: string;
    type: string;
    ordinal: string;
    version: number;
    waiting: WaitingRow;
    key: string | null;
    golden: string | null;
  }>(waitingSql, [log, types, after?.entity ?? null, after?.ordinal ?? 0, limit]);
  return rows.map((row) => ({
    entity: entityId(row.entity_id),
    type: row.type,
    ordinal: Number(row.ordinal),
    version: row.version,
    layer: row.waiting[0],
    fact: row.waiting[1] as FactKey,
    waiting: waitingFromRow(row.waiting),
    key: row.key,
    golden: row.golden,
  }));
}

const waitingSql = `
  select e.entity_id, e.type, w.ordinal, e.version, w.waiting, r.key, e.golden ->> (w.waiting ->> 1) as golden
  from bailiwick.entity e
    cross join lateral json_array_elements(e.waiting) with ordinality as w (waiting, ordinal)
    left join bailiwick.record r
      on r.log_id = e.log_id and r.entity_id = e.entity_id and r.record_id = (w.waiting ->> 5)::uuid
  where e.log_id = $1 and e.waiting is not null and e.merged_into is null and ($2::text[] is null or e.type = any($2))
    and ($3::uuid is null or (e.entity_id, w.ordinal) > ($3, $4::int8))
  order by e.entity_id, w.ordinal limit $5`;
