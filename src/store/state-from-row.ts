import type { Divergence, Leave } from "../core/divergence/divergence.ts";
import type { Claim } from "../core/golden/golden.ts";
import { validity } from "../core/golden/validity.ts";
import { entityId, type FactKey, logIndex, recordId } from "../core/ids.ts";
import { approvalsFromRow } from "./approvals.ts";
import { goldenFromRow, standingOf } from "./golden-row.ts";
import { claimsFromRow, positionFromRow } from "./record-row.ts";
import { safeInteger } from "./safe-integer.ts";
import type { EntityState, Finding, HeldFact, LinkedBy, StoredOverride, StoredRecord } from "./state.ts";
import { waiversFromRow } from "./waivers.ts";

/** Rows as the questions of load-state.ts give them. */
export interface EntityRow {
  entity_id: string;
  type: string;
  state: EntityState["state"];
  merged_into: string | null;
  version: number;
  created: string;
  last_index: string;
  golden: unknown;
  basis: unknown;
  hub: Record<string, [string | null, number]> | null;
  agreed: unknown;
  waiting: unknown;
  waivers: unknown;
  due_at: string | null;
}
export interface RecordRow {
  record_id: string;
  source: string;
  key: string;
  valid_from: string;
  valid_to: string | null;
  valid_order: string | null;
  life: number;
  former: boolean;
  entity_id: string;
  linked_by: LinkedBy;
  deleted: boolean;
  incarnation: number;
  position: string;
  created: string;
  last_index: string;
  digest: Buffer;
  claims: unknown;
  since: unknown;
  raw: Record<string, string> | null;
  held: Record<string, HeldFact> | null;
  links: Record<string, string> | null;
}
export interface DivergenceRow
  extends Pick<Divergence, "source" | "golden" | "held" | "cause" | "pattern" | "policy"> {
  entity_id: string;
  fact: string;
  record_id: string;
  opened: string;
  since: string;
  was_in_step: boolean;
  opened_on: string;
  leave: Leave["kind"] | null;
  until_day: string | null;
}
export interface OverrideRow {
  entity_id: string;
  fact: string;
  value: string | null;
  subject_id: string;
  said: Buffer;
  since: string;
  until_day: string | null;
  calendar: string;
}
export interface FindingRow extends Omit<Finding, "opened"> {
  entity_id: string;
  opened: string;
}

/** An entity without what stands in tables of its own. */
type EntityAlone = Omit<EntityState, "records" | "divergences" | "overrides" | "findings">;

/** What the row of an entity says by itself. */
export function entityFromRow(row: EntityRow): EntityAlone {
  return {
    id: entityId(row.entity_id),
    type: row.type,
    state: row.state,
    mergedInto: row.merged_into === null ? null : entityId(row.merged_into),
    version: row.version,
    created: logIndex(safeInteger(row.created)),
    lastIndex: logIndex(safeInteger(row.last_index)),
    golden: goldenFromRow(row.golden, row.basis, standingOf(row.state)),
    hub: hubFromRow(row.hub),
    approvals: approvalsFromRow(row.agreed, row.waiting),
    waivers: waiversFromRow(row.waivers),
    due: row.due_at,
  };
}

/** Facts entered here are claims of the source `hub`, ordered by the log itself. */
export function hubFromRow(hub: Record<string, [string | null, number]> | null): Map<FactKey, Claim> {
  const claims = new Map<FactKey, Claim>();
  for (const [fact, [value, index]] of Object.entries(hub ?? {})) {
    claims.set(fact as FactKey, {
      value,
      since: logIndex(index),
      position: { incarnation: 1, kind: "api", at: String(index).padStart(16, "0") },
      ownWrite: false,
    });
  }
  return claims;
}

/** What `recordFromRow` reads. */
export const recordColumns = `record_id, source, key, life, former, valid_from, valid_to, valid_order, entity_id, linked_by, deleted, incarnation, position, created, last_index,
  digest, claims, since, raw, held, links`;

export function recordFromRow(row: RecordRow): StoredRecord {
  const created = logIndex(safeInteger(row.created));
  const position = positionFromRow(row.position, row.incarnation);
  return {
    id: recordId(row.record_id),
    source: row.source,
    key: row.key,
    life: row.life,
    former: row.former,
    valid: validity(row.valid_from, row.valid_to),
    order: row.valid_order,
    entity: entityId(row.entity_id),
    linkedBy: row.linked_by,
    deleted: row.deleted,
    position,
    created,
    lastIndex: logIndex(safeInteger(row.last_index)),
    digest: row.digest,
    claims: claimsFromRow(row.claims, row.since, { created, position }),
    raw: row.raw,
    held: row.held,
    links: row.links,
  };
}

export const divergenceFromRow = (row: DivergenceRow): Divergence => ({
  fact: row.fact as FactKey,
  record: recordId(row.record_id),
  source: row.source,
  golden: row.golden,
  held: row.held,
  cause: row.cause,
  pattern: row.pattern,
  policy: row.policy,
  opened: logIndex(safeInteger(row.opened)),
  since: logIndex(safeInteger(row.since)),
  wasInStep: row.was_in_step,
  openedOn: row.opened_on,
  leave: row.leave === null || row.until_day === null ? null : { kind: row.leave, until: row.until_day },
});

export const overrideFromRow = (row: OverrideRow): StoredOverride => ({
  fact: row.fact as FactKey,
  value: row.value,
  subject: row.subject_id,
  said: row.said,
  since: logIndex(safeInteger(row.since)),
  until: row.until_day === null ? { change: "authority-changes" } : { day: row.until_day },
  calendar: row.calendar,
});

export const findingFromRow = (row: FindingRow): Finding => ({
  rule: row.rule,
  fact: row.fact,
  severity: row.severity,
  dimension: row.dimension,
  message: row.message,
  opened: logIndex(safeInteger(row.opened)),
});
