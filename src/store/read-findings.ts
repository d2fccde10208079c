import type { Reader } from "./db.ts";
import { momentText } from "./moment-text.ts";

export interface FindingRead {
  readonly entity: string;
  readonly type: string;
  readonly rule: string;
  readonly fact: string;
  readonly severity: string;
  readonly dimension: string;
  readonly message: string;
  readonly openedAt: string;
}

export interface FindingQuestion {
  /** Entity types that may be seen; `null` is all. */
  readonly types: readonly string[] | null;
  readonly type: string | null;
  readonly rule: string | null;
  readonly severity: string | null;
}

/** Findings in the order of their entities. */
export async function findingsAfter(
  sql: Reader,
  log: number,
  { types, type, rule, severity }: FindingQuestion,
  after: { readonly entity: string; readonly rule: string; readonly fact: string } | null,
  limit: number,
): Promise<readonly FindingRead[]> {
  const rows = await sql.many<FindingRead & Record<string, unknown>>(
    `select entity_id as entity, type, rule, fact, severity, dimension, message, opened_at as "openedAt"
     from bailiwick.finding
     where log_id = $1 and ($2::text[] is null or type = any($2)) and ($3::text is null or type = $3)
       and ($4::text is null or rule = $4) and ($5::text is null or severity = $5)
       and ($6::uuid is null or (entity_id, rule, fact) > ($6, $7::text, $8::text))
     order by entity_id, rule, fact limit $9`,
    [
      log,
      types,
      type,
      rule,
      severity,
      after?.entity ?? null,
      after?.rule ?? null,
      after?.fact ?? null,
      limit,
    ],
  );
  return rows.map((row) => ({ ...row, openedAt: momentText(row.openedAt) }));
}
