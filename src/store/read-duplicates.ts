import { type EntityId, entityId } from "../core/ids.ts";
import type { Reader } from "./db.ts";
import { momentText } from "./moment-text.ts";
import { safeInteger } from "./safe-integer.ts";

export interface DuplicateRead {
  readonly left: EntityId;
  readonly right: EntityId;
  readonly kind: "duplicate" | "move";
  readonly type: string;
  readonly reason: string;
  readonly state: "open" | "merged" | "different" | "moved" | "gone";
  readonly opened: number;
  readonly openedAt: string;
}

export interface DuplicateQuestion {
  /** Entity types that may be seen; `null` is all. */
  readonly types: readonly string[] | null;
  readonly type: string | null;
  readonly kind: DuplicateRead["kind"] | null;
  readonly state: DuplicateRead["state"];
  /** Only pairs with this entity on either side. */
  readonly entity: string | null;
}

/** Possible duplicates and moves in the order of their left side. */
export async function duplicatesAfter(
  sql: Reader,
  log: number,
  { types, type, kind, state, entity }: DuplicateQuestion,
  after: { readonly left: string; readonly right: string; readonly kind: string } | null,
  limit: number,
): Promise<readonly DuplicateRead[]> {
  const rows = await sql.many<Row>(
    `select left_id, right_id, kind, type, reason, state, opened, opened_at from bailiwick.duplicate
     where log_id = $1 and state = $2 and ($3::text[] is null or type = any($3)) and ($4::text is null or type = $4)
       and ($5::text is null or kind = $5) and ($6::uuid is null or left_id = $6 or right_id = $6)
       and ($7::uuid is null or (left_id, right_id, kind) > ($7, $8::uuid, $9::text))
     order by left_id, right_id, kind limit $10`,
    [
      log,
      state,
      types,
      type,
      kind,
      entity,
      after?.left ?? null,
      after?.right ?? null,
      after?.kind ?? null,
      limit,
    ],
  );
  return rows.map((row) => ({
    left: entityId(row.left_id),
    right: entityId(row.right_id),
    kind: row.kind,
    type: row.type,
    reason: row.reason,
    state: row.state,
    opened: safeInteger(row.opened),
    openedAt: momentText(row.opened_at),
  }));
}

interface Row {
  readonly [column: string]: unknown;
  readonly left_id: string;
  readonly right_id: string;
  readonly kind: DuplicateRead["kind"];
  readonly type: string;
  readonly reason: string;
  readonly state: DuplicateRead["state"];
  readonly opened: string;
  readonly opened_at: string;
}
