import type { EntityId, FactKey } from "../core/ids.ts";
import { byteaArray, int8Array, textArray, uuidArray } from "./binary-array.ts";
import type { Effect } from "./commit.ts";
import type { StoredOverride } from "./state.ts";

/** Replaces the overrides of some entities by those that now stand. */
export function writeOverrides(
  log: number,
  changed: readonly { readonly entity: EntityId; readonly overrides: ReadonlyMap<FactKey, StoredOverride> }[],
): Effect {
  return (tx, { place, recordedAt }) => {
    if (changed.length === 0) return [];
    const sent: Promise<unknown>[] = [
      tx.run(
        {
          name: "forget-overrides",
          text: "delete from bailiwick.override where log_id = $1 and entity_id = any($2::uuid[])",
        },
        [log, uuidArray(changed.map((one) => one.entity))],
      ),
    ];
    const rows = changed.flatMap(({ entity, overrides }) =>
      [...overrides.values()].map((override) => ({ entity, override })),
    );
    if (rows.length > 0)
      sent.push(
        tx.run(
          {
            name: "write-overrides",
            text: `insert into bailiwick.override (log_id, entity_id, fact, value, subject_id, said, since, until_day, set_at, calendar)
       select $1::int2, entity_id, fact, value, subject_id, said, since, until_day::date, $10::timestamptz, calendar
       from unnest($2::uuid[], $3::text[], $4::text[], $5::uuid[], $6::bytea[], $7::int8[], $8::text[], $9::text[])
            as o (entity_id, fact, value, subject_id, said, since, until_day, calendar)`,
          },
          [
            log,
            uuidArray(rows.map((row) => row.entity)),
            textArray(rows.map((row) => row.override.fact)),
            textArray(rows.map((row) => row.override.value)),
            uuidArray(rows.map((row) => row.override.subject)),
            byteaArray(rows.map((row) => row.override.said)),
            int8Array(rows.map((row) => place(row.override.since))),
            textArray(rows.map((row) => ("day" in row.override.until ? row.override.until.day : null))),
            textArray(rows.map((row) => row.override.calendar)),
            recordedAt,
          ],
        ),
      );
    return sent;
  };
}
