import type { Claim, GoldenFact } from "../core/golden/golden.ts";
import type { EntityId, FactKey } from "../core/ids.ts";
import type { Stated } from "../core/value/canonical.ts";
import {
  byteaArray,
  int4Array,
  int8Array,
  jsonArray,
  jsonbArray,
  textArray,
  uuidArray,
} from "./binary-array.ts";
import { type Effect, type Placed, provisionalFrom } from "./commit.ts";
import { CopyRows, copyInto } from "./copy-rows.ts";
import type { Tx } from "./db.ts";
import { goldenToRow } from "./golden-row.ts";
import type { EntityState, Finding } from "./state.ts";
import { compareText } from "./write-records.ts";

/** What is known of entities besides what they now are. */
export interface BesideEntities {
  readonly isSealed: IsSealed;
  /** The version that an entity had before; 0 of a new one. */
  readonly versionBefore: (id: EntityId) => number;
}

/** Writes entities as they now are: golden facts, basis, facts entered here, state and version. */
export function writeEntities(
  log: number,
  entities: readonly EntityState[],
  { isSealed, versionBefore }: BesideEntities,
): Effect {
  return (tx, { place, recordedAt }) => {
    const sorted = entities.toSorted((a, b) => compareText(a.id, b.id));
    const fresh = sorted.filter((one) => one.created >= provisionalFrom);
    const changed = sorted.filter((one) => one.created < provisionalFrom);
    return [
      tx.copy(newEntities(log, fresh, { place, recordedAt })),
      ...changeEntities(tx, log, changed, { place, recordedAt }),
      ...keepFullStates(tx, { log, place, isSealed }, statesDue(sorted, versionBefore)),
    ];
  };
}

function newEntities(log: number, entities: readonly EntityState[], placed: PlacedAt): CopyRows {
  const { place, recordedAt } = placed;
  const rows = new CopyRows(entityRow, { rows: entities.length, bytesPerRow: 520 });
  for (const one of entities) {
    const { golden, basis } = goldenToRow(one.golden?.facts ?? new Map(), place);
    rows.row();
    rows.int8(place(one.created));
    rows.int8(place(one.lastIndex));
    rows.moment(recordedAt);
    rows.int4(one.version);
    rows.int2(log);
    rows.uuid(one.id);
    rows.uuid(one.mergedInto);
    rows.text(one.type);
    rows.text(one.state);
    rows.jsonb(golden);
    rows.text(basis);
    rows.jsonb(hubToRow(one.hub, place));
    rows.text(one.due);
  }
  return rows;
}

type PlacedAt = Pick<Placed, "place" | "recordedAt">;

const entityRow = copyInto({
  table: "entity",
  columns: [
    ...[
      "created",
      "last_index",
      "updated_at",
      "version",
      "log_id",
      "entity_id",
      "merged_into",
      "type",
      "state",
    ],
    ...["golden", "basis", "hub", "due_at"],
  ],
});

function changeEntities(
  tx: Tx,
  log: number,
  entities: readonly EntityState[],
  { place, recordedAt }: PlacedAt,
): Promise<unknown>[] {
  if (entities.length === 0) return [];
  const rows = entities.map((one) => goldenToRow(one.golden?.facts ?? new Map(), place));
  const values = [
    log,
    uuidArray(entities.map((one) => one.id)),
    textArray(entities.map((one) => one.type)),
    textArray(entities.map((one) => one.state)),
    uuidArray(entities.map((one) => one.mergedInto)),
    int4Array(entities.map((one) => one.version)),
    int8Array(entities.map((one) => place(one.created))),
    int8Array(entities.map((one) => place(one.lastIndex))),
    jsonbArray(rows.map((row) => row.golden)),
    jsonArray(rows.map((row) => row.basis)),
    jsonbArray(entities.map((one) => hubToRow(one.hub, place))),
    recordedAt,
    textArray(entities.map((one) => one.due)),
  ];
  return [tx.run(upsertSql, values)];
}

// By `on conflict`, though all of them are there: see write-records.ts. Rejected: `update … from unnest`, 550 to 900 µs of the
// server for 13 rows instead of 250 to 400.
// What makes no entry, as leave for a copy to differ that follows from the model, is no later version: it leaves its moment alone.
// NOTE: while a transaction is open elsewhere each version of a row stays, and this walks past those of its entity. Rejected: `update`
// by the ctid that was read: the unique index walks past them all the same, with 85 to an entity 730 µs instead of 780.
const upsertSql = {
  name: "write-entities",
  text: `
  insert into bailiwick.entity (log_id, entity_id, type, state, merged_into, version, created, last_index, golden, basis, hub, due_at, updated_at)
  select $1::int2, *, $12::timestamptz
  from unnest($2::uuid[], $3::text[], $4::text[], $5::uuid[], $6::int4[], $7::int8[], $8::int8[], $9::jsonb[], $10::json[], $11::jsonb[], $13::text[])
  on conflict (log_id, entity_id) do update set
    state = excluded.state, merged_into = excluded.merged_into, version = excluded.version, last_index = excluded.last_index,
    golden = excluded.golden, basis = excluded.basis, hub = excluded.hub, due_at = excluded.due_at,
    updated_at = case when entity.version = excluded.version then entity.updated_at else excluded.updated_at end`,
};

function hubToRow(hub: ReadonlyMap<FactKey, Claim>, place: (index: number) => number): string | null {
  if (hub.size === 0) return null;
  return JSON.stringify(
    Object.fromEntries([...hub].map(([fact, claim]) => [fact, [claim.value, place(claim.since)]])),
  );
}

/**
 * Every 64th version keeps its state, so that as-of never folds a long history. Where one commit goes past it, that is the version
 * which the commit leaves: those before it are never there to be kept.
 */
const fullStateEvery = 64;
const fullStatesBy = (version: number): number => Math.floor(version / fullStateEvery);

const statesDue = (entities: readonly EntityState[], before: BesideEntities["versionBefore"]) =>
  entities.filter(({ id, version }) => fullStatesBy(version) > fullStatesBy(before(id)));

function keepFullStates(
  tx: Tx,
  { log, place, isSealed }: { log: number; place: (index: number) => number; isSealed: IsSealed },
  due: readonly EntityState[],
): Promise<unknown>[] {
  if (due.length === 0) return [];
  return [
    tx.run(keepFullStatesSql, [
      log,
      uuidArray(due.map((one) => one.id)),
      int4Array(due.map((one) => one.version)),
      int8Array(due.map((one) => place(one.lastIndex))),
      jsonbArray(due.map((one) => fullState(one, isSealed, place))),
    ]),
  ];
}

const keepFullStatesSql = {
  name: "keep-full-states",
  text: `insert into bailiwick.entity_state (log_id, entity_id, version, index, state)
         select $1::int2, * from unnest($2::uuid[], $3::int4[], $4::int8[], $5::jsonb[]) on conflict do nothing`,
};

/**
 * What is sealed is not in it: instead of the value stands `[index]`, the entry from which it stands. A record is there by its id
 * alone, because keys may be personal.
 */
function fullState(one: EntityState, isSealed: IsSealed, place: (index: number) => number): string {
  const facts = one.golden?.facts ?? new Map<FactKey, GoldenFact>();
  const standing = ([fact, { value, since }]: [FactKey, { value: Stated; since: number }]) =>
    [fact, value !== null && isSealed(one.type, fact) ? [place(since)] : value] as const;
  const records = one.records.map((record) => [
    record.id,
    record.deleted,
    Object.fromEntries([...record.claims].map(standing)),
  ]);
  const golden = Object.fromEntries([...facts].map(standing));
  const { basis } = goldenToRow(facts, place);
  return `{"state":${JSON.stringify(one.state)},"golden":${JSON.stringify(golden)},"basis":${basis},"records":${JSON.stringify(records)}}`;
}

/** Whether the values of a fact are sealed wherever they are not current. */
export type IsSealed = (type: string, fact: FactKey) => boolean;

/** A rule that began, or ceased, to fail for an entity. */
export interface FindingChange {
  readonly entity: EntityId;
  readonly type: string;
  readonly finding: Finding;
}

export function writeFindings(
  log: number,
  opened: readonly FindingChange[],
  closed: readonly FindingChange[],
): Effect {
  return (tx, { place, recordedAt }) => {
    const sent: Promise<unknown>[] = [];
    if (closed.length > 0) {
      sent.push(
        tx.run(
          `delete from bailiwick.finding f using unnest($2::uuid[], $3::text[], $4::text[]) as gone (entity_id, rule, fact)
           where f.log_id = $1 and f.entity_id = gone.entity_id and f.rule = gone.rule and f.fact = gone.fact`,
          [log, ...findingKeys(closed)],
        ),
      );
    }
    if (opened.length > 0)
      sent.push(
        tx.run(
          {
            name: "write-findings",
            text: `insert into bailiwick.finding (log_id, entity_id, rule, fact, type, severity, dimension, message, opened, opened_at)
       select $1::int2, *, $10::timestamptz
       from unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::int8[])
       on conflict (log_id, entity_id, rule, fact) do update set
         message = excluded.message, severity = excluded.severity, dimension = excluded.dimension`,
          },
          [
            log,
            ...findingKeys(opened),
            textArray(opened.map((one) => one.type)),
            textArray(opened.map((one) => one.finding.severity)),
            textArray(opened.map((one) => one.finding.dimension)),
            textArray(opened.map((one) => one.finding.message)),
            int8Array(opened.map((one) => place(one.finding.opened))),
            recordedAt,
          ],
        ),
      );
    return sent;
  };
}

const findingKeys = (changes: readonly FindingChange[]): Buffer[] => [
  uuidArray(changes.map((one) => one.entity)),
  textArray(changes.map((one) => one.finding.rule)),
  textArray(changes.map((one) => one.finding.fact)),
];

/** The references of some entities: `stale` lose all that they had, `rows` are what they hold from now on. */
export interface ReferenceRow {
  readonly entity: EntityId;
  readonly attribute: string;
  /** Keyed hash of what the reference says. */
  readonly wants: Buffer;
  /** `null` while the target has not arrived. */
  readonly target: EntityId | null;
}

export function writeReferences(
  log: number,
  stale: readonly EntityId[],
  rows: readonly ReferenceRow[],
): Effect {
  return (tx) => {
    const sent: Promise<unknown>[] = [];
    if (stale.length > 0) {
      sent.push(
        tx.run(
          {
            name: "forget-references",
            text: "delete from bailiwick.reference where log_id = $1 and entity_id = any($2::uuid[])",
          },
          [log, uuidArray(stale)],
        ),
      );
    }
    if (rows.length > 0)
      sent.push(
        tx.run(
          {
            name: "write-references",
            text: `insert into bailiwick.reference (log_id, entity_id, attribute, wants, target_id)
       select $1::int2, * from unnest($2::uuid[], $3::text[], $4::bytea[], $5::uuid[]) on conflict do nothing`,
          },
          [
            log,
            uuidArray(rows.map((row) => row.entity)),
            textArray(rows.map((row) => row.attribute)),
            byteaArray(rows.map((row) => row.wants)),
            uuidArray(rows.map((row) => row.target)),
          ],
        ),
      );
    return sent;
  };
}
