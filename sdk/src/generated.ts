// Generated from src/contract/ by: npm run generate
import type { CallOptions, Rows } from "./request.ts";

export interface Account {
  read: number;
  applied: number;
  unchanged: number;
  older: number;
  waiting: number;
  quarantined: number;
  heldBack: number;
  deleted: number;
  entitiesCreated: number;
  factsChanged: number;
  divergencesOpened: number;
  divergencesClosed: number;
  seconds: number;
}

export interface Approval {
  entity: EntityRef;
  version: number;
  fact: string;
  since: string;
  golden: Shown;
  key: Shown;
  link: string | null;
  layer: "claim" | "override";
  entry: number;
  value: Shown;
  source: string;
  by: string | null;
  count: number;
  approvers: Shown[];
  declined: {
    by: Shown;
    reason: Shown;
  } | null;
}

export interface Change {
  index: number;
  recordedAt: string;
  entity: string;
  version: number;
  kind: string;
  cause: string;
  actor: string;
  actorName: Shown;
  run: string | null;
  source: string | null;
  key: Shown;
  asOf: string | null;
  changes: ({
    op: string;
    fact: string | null;
    before?: Shown;
    after?: Shown;
    basis: "authority" | "carried" | "fallback" | "override" | "held" | "derived" | "none" | null;
    source: string | null;
    key: Shown;
    from: string | null;
    to: string | null;
    detail: { [name: string]: Shown };
    words: string;
  })[] | null;
}

export interface Consumer {
  name: string;
  title: string;
  owner: string | null;
  entity: string;
  attributes: string[];
  maxAgeSeconds: number | null;
  purpose: string | null;
}

export interface Decided {
  decision: string;
  index: number;
}

export interface Decision {
  id: string;
  index: number;
  state: "running" | "done" | "withdrawing" | "withdrawn";
  type: string;
  attribute: string;
  source: string;
  cause: string;
  pattern: string;
  policy: string | null;
  until: string;
  by: Shown;
  reason: Shown;
  expected: number;
  given: number;
  passed: number | null;
  withdrawn: number | null;
  madeAt: string;
  endedAt: string | null;
  withdrawnAt: string | null;
}

export interface Divergence {
  entity: EntityRef;
  fact: string;
  source: string;
  key: Shown;
  link: string | null;
  golden: Shown;
  held: Shown;
  cause: "in-transit" | "late" | "foreign-edit" | "never-synced" | "rewritten" | "missing" | "rejected" | "awaits-reference";
  pattern: "case" | "spaces" | "punctuation" | "truncation" | "code" | "swapped" | "empty" | "other";
  policy: "flag" | "overwrite" | "propose" | "ask";
  state: "open" | "allowed" | "closed";
  leave: Leave | null;
  openedAt: string;
  dueAt: string | null;
  closedAt: string | null;
  how: string | null;
}

export interface DivergenceGroup {
  type: string;
  attribute: string;
  source: string;
  cause: "in-transit" | "late" | "foreign-edit" | "never-synced" | "rewritten" | "missing" | "rejected" | "awaits-reference";
  pattern: "case" | "spaces" | "punctuation" | "truncation" | "code" | "swapped" | "empty" | "other";
  policy: "flag" | "overwrite" | "propose" | "ask";
  count: number;
  allowed: number;
  oldestAt: string;
  example: Divergence;
}

export interface Duplicate {
  kind: "duplicate" | "move";
  type: string;
  reason: string;
  state: "open" | "merged" | "different" | "moved" | "gone";
  openedAt: string;
  left: {
    id: string;
    facts: { [name: string]: Shown };
    records: ({
      source: string;
      key: Shown;
      link: string | null;
    })[];
  };
  right: {
    id: string;
    facts: { [name: string]: Shown };
    records: ({
      source: string;
      key: Shown;
      link: string | null;
    })[];
  } | null;
}

export interface Edited {
  entity: string;
  version: number;
  index: number;
}

export interface EntityDetail {
  id: string;
  type: string;
  state: "active" | "retired" | "archived";
  version: number;
  updatedAt: string;
  facts: { [name: string]: {
    value: Shown;
    basis: "authority" | "carried" | "fallback" | "override" | "held" | "derived" | "none";
    source: string | null;
    key: Shown;
    authority: string | null;
    since: Since;
  } };
  records: ({
    source: string;
    system: string;
    key: Shown;
    deleted: boolean;
    former: boolean;
    otherLives: string[];
    toBeDeleted: boolean;
    linkedBy: string;
    link: string | null;
    held: { [name: string]: {
      code: string;
      message: string;
    } };
  })[];
  aliases: string[];
  divergences: number;
  findings: FindingOfEntity[];
}

export interface EntityRef {
  id: string;
  type: string;
}

export interface Event {
  specversion: "1.0";
  id: string;
  source: string;
  type: string;
  subject?: string;
  time: string;
  datacontenttype: "application/json";
  data: { [name: string]: Json };
}

export interface Explanation {
  entity: EntityRef;
  fact: string;
  value: Shown;
  basis: "authority" | "carried" | "fallback" | "override" | "held" | "derived" | "none";
  awaitsReference: boolean;
  since: Since | null;
  handover: {
    from: string | null;
    to: string | null;
    at: Moment;
  } | null;
  origin: {
    source: string | null;
    system: string | null;
    key: Shown;
    link: string | null;
    since: Since | null;
    rule: {
      source: string;
      when: string | null;
      place: string;
    } | null;
    chosen: Shown;
    from: {
      entity: EntityRef;
      fact: string;
    } | null;
  };
  correct: {
    source: string | null;
    system: string | null;
    route: "inputs" | "direct" | "write-back" | "manual";
    key: Shown;
    link: string | null;
    note: string | null;
    custodian: string | null;
    steward: string | null;
  };
  copies: ({
    source: string;
    system: string;
    key: Shown;
    link: string | null;
    value?: Shown;
    state: string;
    leave: Leave | null;
    cause: "in-transit" | "late" | "foreign-edit" | "never-synced" | "rewritten" | "missing" | "rejected" | "awaits-reference" | null;
    since: Since | null;
    withinSeconds: number;
    policy: "flag" | "overwrite" | "propose" | "ask";
  })[];
  derived: {
    expression: string;
    place: string;
    inputs: ({
      reference: string | null;
      entity: EntityRef | null;
      type: string;
      fact: string;
      value: Shown;
      basis: "authority" | "carried" | "fallback" | "override" | "held" | "derived" | "none";
      correct: {
        source: string | null;
        system: string | null;
        route: "inputs" | "direct" | "write-back" | "manual";
        key: Shown;
        link: string | null;
        note: string | null;
        custodian: string | null;
        steward: string | null;
      };
    })[];
  } | null;
  onDivergence: "flag" | "overwrite" | "propose" | "ask";
  otherClaims: ({
    source: string;
    key: Shown;
    link: string | null;
    value: Shown;
    since: Since;
    why: string;
  })[];
  timeline: ({
    source: string;
    key: Shown;
    value: Shown;
    from: string | null;
    to: string | null;
    state: "past" | "now" | "to-come";
    since: Since;
  })[];
  heldBack: ({
    source: string;
    key: Shown;
    link: string | null;
    code: string;
    message: string;
  })[];
  waiting: Waiting[];
  agreedBy: Shown[];
  override: {
    value: Shown;
    by: Shown;
    reason: Shown;
    since: Since;
    until: string;
  } | null;
  readBy: Consumer[];
}

export interface Fault {
  file: string;
  line: number;
  column: number;
  severity: "error" | "warning";
  code: string;
  message: string;
  hint: string | null;
}

export interface Finding {
  rule: string;
  fact: string | null;
  severity: string;
  dimension: string;
  message: string;
  openedAt: string;
  entity: EntityRef;
}

export interface FindingOfEntity {
  rule: string;
  fact: string | null;
  severity: string;
  dimension: string;
  message: string;
  openedAt: string;
}

export interface Golden {
  id: string;
  type: string;
  state: "active" | "retired" | "archived";
  version: number;
  updatedAt: string;
  facts: { [name: string]: GoldenFact };
}

export interface GoldenFact {
  value: Shown;
  basis: "authority" | "carried" | "fallback" | "override" | "held" | "derived" | "none";
  source: string | null;
  since: number;
}

export interface Grant {
  role: "reader" | "contributor" | "steward" | "operator" | "admin";
  domains: string[] | null;
}

/** Any JSON. */
export type Json = string | number | boolean | null | Json[] | { [name: string]: Json };

export interface Leave {
  kind: "waiver" | "local";
  until: string;
  by: Shown;
  reason: Shown;
  entry: number | null;
}

export interface Loaded {
  run: string | null;
  state: string;
  account: Account;
  reason: string | null;
}

export interface Model {
  hash: string;
  applied: number;
  appliedAt: string | null;
  files: ({
    path: string;
    text: string | null;
  })[];
  model: { [name: string]: Json };
}

export interface Moment {
  index: number;
  recordedAt: string;
}

/** An id, or `source:key` of one of its records; its type and a slash may stand before it: `campaign/crm:C-1042`. */
export type Named = string;

export interface Overview {
  types: ({
    type: string;
    title: string;
    entities: number;
    disagreeing: number;
    shared: {
      attribute: string;
      source: string;
      cause: "in-transit" | "late" | "foreign-edit" | "never-synced" | "rewritten" | "missing" | "rejected" | "awaits-reference";
      pattern: "case" | "spaces" | "punctuation" | "truncation" | "code" | "swapped" | "empty" | "other";
      policy: "flag" | "overwrite" | "propose" | "ask";
      entities: number;
    } | null;
  })[];
  example: {
    title: string;
    label: Shown;
    ref: string;
    attribute: string;
    attributeTitle: string;
    values: number;
    explanation: Explanation;
  } | null;
}

export interface Quarantined {
  id: string;
  source: string;
  type: string | null;
  key: Shown;
  run: string | null;
  line: number;
  format: string;
  reasons: {
    code: string;
    message: string;
    fact?: string;
  }[];
  state: "open" | "retried" | "superseded";
  createdAt: string;
  endedAt: string | null;
}

export interface QuarantinedRecord {
  id: string;
  source: string;
  type: string | null;
  key: Shown;
  run: string | null;
  line: number;
  format: string;
  reasons: {
    code: string;
    message: string;
    fact?: string;
  }[];
  state: "open" | "retried" | "superseded";
  createdAt: string;
  endedAt: string | null;
  columns: Shown;
  bytes: Shown;
}

export interface Run {
  id: string;
  kind: string;
  source: string | null;
  state: string;
  startedAt: string;
  endedAt: string | null;
  actor: string;
  actorName: Shown;
  file: string | null;
  asOf: string | null;
  complete: boolean;
  account: { [name: string]: number };
  reason: string | null;
}

/** A value: text, a truth value or JSON, null where it is empty. {"masked":true} where the caller may not see it. */
export type Shown = Json;

export interface Since {
  index: number;
  recordedAt: string;
  asOf: string | null;
}

export interface Suggestion {
  type: string;
  attribute: string;
  source: string;
  cause: "in-transit" | "late" | "foreign-edit" | "never-synced" | "rewritten" | "missing" | "rejected" | "awaits-reference";
  pattern: "case" | "spaces" | "punctuation" | "truncation" | "code" | "swapped" | "empty" | "other";
  place: string;
  diff: string;
  closes: number;
  of: number;
}

export interface System {
  name: string;
  title: string;
  kind: string;
  connector: string | null;
  writable: boolean;
  custodian: string | null;
  sources: ({
    name: string;
    type: string;
    records: number;
    deleted: number;
    quarantined: number;
    cursor: {
      incarnation: number;
      position: string;
      loads: number;
      updatedAt: string;
    } | null;
  })[];
}

export interface Token {
  id: string;
  name: string;
  grants: Grant[];
  createdAt: string;
  madeBy: string;
  expiresAt: string | null;
  revokedAt: string | null;
}

export interface Waiting {
  layer: "claim" | "override";
  entry: number;
  value: Shown;
  source: string;
  by: string | null;
  count: number;
  approvers: Shown[];
  declined: {
    by: Shown;
    reason: Shown;
  } | null;
}

export interface Waiver {
  entity: EntityRef;
  version: number;
  fact: string;
  source: string;
  key: Shown;
  link: string | null;
  kind: "waiver" | "local";
  until: string;
  by: Shown;
  reason: Shown;
  entry: number | null;
  decision: string | null;
  differs: boolean;
  golden: Shown;
  held: Shown;
  since: string;
}

/** RFC 9457, with a stable code and what to do next. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  code: string;
  detail: string;
  hint?: string;
  id?: string;
  fields?: { [name: string]: unknown };
}

/** The code of a refusal; it never changes its meaning. */
export type RefusalCode =
  | "value-not-scalar"
  | "value-too-long"
  | "value-has-nul"
  | "value-not-unicode"
  | "value-without-digits"
  | "value-not-integer"
  | "valid-without-zone"
  | "valid-in-gap"
  | "valid-ends-first"
  | "data-folder-in-use"
  | "data-folder-foreign"
  | "data-folder-unusable"
  | "database-not-started"
  | "database-version"
  | "database-unsuitable"
  | "platform-unsupported"
  | "migration-edited"
  | "row-quote-broken"
  | "row-not-utf8"
  | "row-has-nul"
  | "row-columns-missing"
  | "row-columns-extra"
  | "row-field-too-large"
  | "row-too-large"
  | "row-not-json"
  | "row-not-object"
  | "row-key-twice"
  | "row-too-deep"
  | "row-text-broken"
  | "file-not-found"
  | "file-empty"
  | "file-not-utf8"
  | "file-header-broken"
  | "file-column-twice"
  | "file-columns-too-many"
  | "file-row-too-large"
  | "file-too-large"
  | "file-format-unclear"
  | "file-broken"
  | "file-column-unsupported"
  | "spool-full"
  | "json-not-array"
  | "connector-option-wrong"
  | "master-key-missing"
  | "master-key-unreadable"
  | "master-key-exposed"
  | "master-key-malformed"
  | "master-key-not-rotatable"
  | "view-depended-on"
  | "source-unknown"
  | "source-busy"
  | "columns-missing"
  | "too-many-keys"
  | "dry-run-too-large"
  | "crosswalk-types-differ"
  | "model-faulty"
  | "model-unreadable"
  | "master-key-other"
  | "entity-unknown"
  | "entity-type-unknown"
  | "attribute-unknown"
  | "rule-unknown"
  | "not-edited-here"
  | "hierarchy-circle"
  | "hierarchy-unclear"
  | "override-not-allowed"
  | "override-not-by-you"
  | "override-unknown"
  | "approval-unknown"
  | "approval-lapsed"
  | "approval-not-by-you"
  | "approval-own-request"
  | "approval-given-twice"
  | "copy-unknown"
  | "copy-unclear"
  | "divergence-unknown"
  | "group-changed"
  | "decision-withdrawn"
  | "decision-unknown"
  | "waiver-unknown"
  | "waiver-not-by-you"
  | "waiver-stands"
  | "reason-missing"
  | "end-not-a-day"
  | "end-passed"
  | "end-too-late"
  | "version-changed"
  | "idempotency-key-reused"
  | "same-entity"
  | "types-differ"
  | "not-merged"
  | "cursor-broken"
  | "page-too-large"
  | "filter-malformed"
  | "filter-too-large"
  | "list-too-slow"
  | "attribute-masked"
  | "reference-unclear"
  | "run-unknown"
  | "quarantine-unknown"
  | "quarantine-ended"
  | "quarantine-newer-observation"
  | "quarantine-still-refused"
  | "value-breaks-rule"
  | "token-missing"
  | "token-wrong"
  | "token-expired"
  | "token-revoked"
  | "not-allowed"
  | "request-malformed"
  | "request-too-large"
  | "path-too-long"
  | "path-unknown"
  | "not-acceptable-body"
  | "client-gone"
  | "server-stopping"
  | "database-away"
  | "database-full"
  | "outcome-unknown"
  | "internal"
  | "too-many-streams"
  | "event-unknown"
  | "possible-duplicates"
  | "run-not-held"
  | "run-file-gone"
  | "token-unknown"
  | "domain-unknown"
  | "expiry-passed"
  | "config-contradicts"
  | "address-in-use"
  | "model-folder-not-empty"
  | "model-folder-unreadable"
  | "value-not-number"
  | "value-out-of-range"
  | "value-too-many-digits"
  | "value-not-boolean"
  | "value-not-date"
  | "value-no-such-day"
  | "value-not-timestamp"
  | "value-no-such-time"
  | "value-leap-second"
  | "value-too-fine"
  | "value-without-offset"
  | "value-with-offset"
  | "value-not-email"
  | "value-not-phone"
  | "value-phone-not-international"
  | "value-not-url"
  | "value-unknown-code"
  | "value-ambiguous-code"
  | "value-not-money"
  | "value-without-currency"
  | "value-unknown-currency"
  | "value-other-currency"
  | "value-not-quantity"
  | "value-unknown-unit"
  | "value-unit-not-convertible"
  | "value-unit-not-exact"
  | "value-not-group"
  | "value-unknown-field"
  | "value-field-missing"
  | "value-not-list"
  | "value-list-too-long"
  | "value-key-missing"
  | "value-key-differs"
  | "value-key-twice"
  | "value-unknown-qualifier"
  | "value-not-json"
  | "value-not-reference"
  | "value-has-no-inverse"
  | "mapping-not-invertible"
  | "record-without-key"
  | "record-key-unreadable"
  | "record-key-too-long"
  | "record-link-unreadable";

/** Every operation of the API as a method. */
export interface Client {
  /** Lists the golden records of one type: filtered and sorted by facts, a page at a time. Takes the role reader. */
  listEntities(request: { type: string; limit?: number | undefined; cursor?: string | undefined; state?: "active" | "retired" | "archived" | "any" | undefined; where?: string | undefined; sort?: string | undefined; select?: string | undefined }, options?: CallOptions): Promise<{
      items: Golden[];
      next: string | null;
    }>;
  /** The golden record of one entity: each fact with its value, its basis and who stands behind it. Takes the role reader. */
  getEntity(request: { type: string; ref: string; expand?: string | undefined }, options?: CallOptions): Promise<{
      id: string;
      type: string;
      state: "active" | "retired" | "archived";
      version: number;
      updatedAt: string;
      facts: { [name: string]: GoldenFact };
      expanded?: { [name: string]: Golden | null | Golden[] };
    }>;
  /** All that is above an entity in a hierarchy, from the root down to its parent. Takes the role reader. */
  getAncestors(request: { type: string; ref: string; attribute?: string | undefined }, options?: CallOptions): Promise<{
      attribute: string;
      ancestors: Golden[];
    }>;
  /** One entity with all that belongs to it: facts, records, old ids, findings. Takes the role reader. */
  describeEntity(request: { type: string; ref: string }, options?: CallOptions): Promise<EntityDetail>;
  /** The four answers about one fact: where it originates, where to correct it, what is a copy, and what happens when values diverge. Takes the role reader. */
  explainFact(request: { type: string; ref: string; fact: string }, options?: CallOptions): Promise<Explanation>;
  /** The four answers about what a page of a system shows, found by its address through the links of the model. Takes the role reader. */
  explainUrl(request: { url: string; fact?: string | undefined }, options?: CallOptions): Promise<Explanation[]>;
  /** What happened to an entity, or to one fact of it, the latest first. Takes the role reader. */
  getHistory(request: { type: string; ref: string; limit?: number | undefined; cursor?: string | undefined; fact?: string | undefined }, options?: CallOptions): Promise<{
      items: Change[];
      next: string | null;
    }>;
  /** A test of the model, written from what happened to an entity; what the caller may not see is replaced. Takes the role reader. */
  getCase(request: { type: string; ref: string; fact?: string | undefined }, options?: CallOptions): Promise<{
      test: string;
      ok: boolean;
    }>;
  /** Enters a fact here, where the model makes this hub its authority. Takes the role steward. */
  setFact(request: { type: string; ref: string; fact: string; ifMatch?: number | string | undefined; idempotencyKey?: string | undefined; value: Json }, options?: CallOptions): Promise<Edited>;
  /** Sets a value against the authority, where the model allows it: by a named person, with a reason and an end. Takes the role steward. */
  setOverride(request: { type: string; ref: string; fact: string; ifMatch?: number | string | undefined; idempotencyKey?: string | undefined; value: Json; reason: string; until: string; by?: string | undefined }, options?: CallOptions): Promise<Edited>;
  /** Ends an override before its time. Takes the role steward. */
  endOverride(request: { type: string; ref: string; fact: string; ifMatch?: number | string | undefined; idempotencyKey?: string | undefined }, options?: CallOptions): Promise<Edited>;
  /** Creates an entity here from facts whose authority is this hub; shows possible duplicates first. Takes the role steward. */
  createEntity(request: { type: string; idempotencyKey?: string | undefined; facts: { [name: string]: Json }; confirm?: boolean | undefined }, options?: CallOptions): Promise<Edited>;
  /** Lists the values that wait for approval, and those that were declined and are still stated. Takes the role reader. */
  listApprovals(request?: { limit?: number | undefined; cursor?: string | undefined; type?: string | undefined }, options?: CallOptions): Promise<{
      items: Approval[];
      next: string | null;
    }>;
  /** Agrees to a value that waits for approval, or declines it: by one of the people whom the model names, in the name of the token. Takes the role contributor. */
  decideApproval(request: { type: string; ref: string; fact: string; ifMatch?: number | string | undefined; idempotencyKey?: string | undefined; decision: "approve" | "decline"; entry: number; layer?: "claim" | "override" | undefined; reason?: string | undefined }, options?: CallOptions): Promise<Edited>;
  /** Loads records of one source from a stream of CSV, JSON Lines, a JSON array or Parquet, and answers with the account. Takes the role operator. */
  loadRecords(request: { source: string; asOf?: string | undefined; complete?: boolean | "true" | "false" | undefined; dryRun?: boolean | "true" | "false" | undefined; delimiter?: string | undefined; file?: string | undefined; rows: Rows; contentType?: string | undefined }, options?: CallOptions): Promise<Loaded>;
  /** Loads pairs of keys that are the same thing: the first two columns are a key of the one source and one of the other. Takes the role operator. */
  loadCrosswalk(request: { source: string; right: string; delimiter?: string | undefined; file?: string | undefined; rows: Rows; contentType?: string | undefined }, options?: CallOptions): Promise<Loaded>;
  /** Lists runs, the latest first. Takes the role reader. */
  listRuns(request?: { limit?: number | undefined; cursor?: string | undefined; source?: string | undefined; state?: "running" | "done" | "held" | "passed" | "failed" | "discarded" | undefined }, options?: CallOptions): Promise<{
      items: Run[];
      next: string | null;
    }>;
  /** One run with its account. Takes the role reader. */
  getRun(request: { run: string }, options?: CallOptions): Promise<Run>;
  /** Lets a held run pass: what it waited with is applied now. Takes the role operator. */
  passRun(request: { run: string }, options?: CallOptions): Promise<Loaded>;
  /** Discards a held run and the file that it waited with. Takes the role operator. */
  discardRun(request: { run: string }, options?: CallOptions): Promise<Run>;
  /** Lists divergences, the latest first. Takes the role reader. */
  listDivergences(request?: { limit?: number | undefined; cursor?: string | undefined; type?: string | undefined; attribute?: string | undefined; source?: string | undefined; cause?: "in-transit" | "late" | "foreign-edit" | "never-synced" | "rewritten" | "missing" | "rejected" | "awaits-reference" | undefined; pattern?: "case" | "spaces" | "punctuation" | "truncation" | "code" | "swapped" | "empty" | "other" | undefined; state?: "open" | "allowed" | "closed" | undefined }, options?: CallOptions): Promise<{
      items: Divergence[];
      next: string | null;
    }>;
  /** Groups open divergences by attribute, source, cause and pattern, the largest group first. Takes the role reader. */
  listDivergenceGroups(request?: { type?: string | undefined; attribute?: string | undefined; source?: string | undefined }, options?: CallOptions): Promise<DivergenceGroup[]>;
  /** Lets one copy that differs do so for a time: by a named person, with a reason and an end. Takes the role steward. */
  waiveDivergence(request: { type: string; ref: string; fact: string; ifMatch?: number | string | undefined; idempotencyKey?: string | undefined; source: string; key?: string | undefined; reason: string; until: string; by?: string | undefined; replaces?: number | undefined }, options?: CallOptions): Promise<Edited>;
  /** Takes leave to differ back before its time. Takes the role steward. */
  withdrawWaiver(request: { type: string; ref: string; fact: string; source: string; key?: string | undefined; ifMatch?: number | string | undefined; idempotencyKey?: string | undefined }, options?: CallOptions): Promise<Edited>;
  /** Lets all copies differ for a time whose divergences are one matter: by one decision, for as many as were seen. Takes the role steward. */
  waiveGroup(request: { idempotencyKey?: string | undefined; type: string; attribute: string; source: string; cause: "in-transit" | "late" | "foreign-edit" | "never-synced" | "rewritten" | "missing" | "rejected" | "awaits-reference"; pattern: "case" | "spaces" | "punctuation" | "truncation" | "code" | "swapped" | "empty" | "other"; policy?: "flag" | "overwrite" | "propose" | "ask" | undefined; expected: number; reason: string; until: string; by?: string | undefined }, options?: CallOptions): Promise<Decided>;
  /** Tells how far a decision on a group of divergences has been carried out. Takes the role reader. */
  getDecision(request: { decision: string }, options?: CallOptions): Promise<Decision>;
  /** Lists the decisions on groups of divergences, the latest first. Takes the role reader. */
  listDecisions(request?: { limit?: number | undefined; cursor?: string | undefined; type?: string | undefined; source?: string | undefined; state?: "running" | "done" | "withdrawing" | "withdrawn" | undefined }, options?: CallOptions): Promise<{
      items: Decision[];
      next: string | null;
    }>;
  /** Takes a decision on a group back: all leave to differ that still stands by it ends, a bounded number of copies at a time. Takes the role steward. */
  withdrawGroup(request: { decision: string; idempotencyKey?: string | undefined }, options?: CallOptions): Promise<Decided>;
  /** Lists the copies that persons let differ, and until when. Takes the role reader. */
  listWaivers(request?: { limit?: number | undefined; cursor?: string | undefined; type?: string | undefined; source?: string | undefined; decision?: string | undefined }, options?: CallOptions): Promise<{
      items: Waiver[];
      next: string | null;
    }>;
  /** Changes of the model that would close groups of divergences, each as a diff with its count. Takes the role reader. */
  suggest(request?: { type?: string | undefined }, options?: CallOptions): Promise<Suggestion[]>;
  /** What disagrees at a glance: counts by type, and the fact that is stated in most different ways. Takes the role reader. */
  getOverview(request?: {  }, options?: CallOptions): Promise<Overview>;
  /** Lists rules that do not hold, and other things that someone should look at. Takes the role reader. */
  listFindings(request?: { limit?: number | undefined; cursor?: string | undefined; type?: string | undefined; rule?: string | undefined; severity?: "info" | "warning" | "error" | undefined }, options?: CallOptions): Promise<{
      items: Finding[];
      next: string | null;
    }>;
  /** Lists possible duplicates and moves with their reasons. Takes the role reader. */
  listDuplicates(request?: { limit?: number | undefined; cursor?: string | undefined; type?: string | undefined; entity?: string | undefined; kind?: "duplicate" | "move" | undefined; state?: "open" | "merged" | "different" | "moved" | "gone" | undefined }, options?: CallOptions): Promise<{
      items: Duplicate[];
      next: string | null;
    }>;
  /** Makes two entities one; the older id survives, and the other answers with it from then on. Takes the role steward. */
  mergeDuplicate(request: { left: Named; right: Named; reason: string }, options?: CallOptions): Promise<{
      entity: string;
      merged: string;
    }>;
  /** Gives a record to another entity, or to one of its own; whatever it says later, it stays there. Takes the role steward. */
  moveRecord(request: { ifMatch?: number | string | undefined; record: string; to: Named | null; reason: string }, options?: CallOptions): Promise<{
      entity: string;
      from: string;
    }>;
  /** Says that two entities are different things: nothing that they share ties them again. Takes the role steward. */
  declareDifferent(request: { left: Named; right: Named; reason: string }, options?: CallOptions): Promise<{
      different: true;
    }>;
  /** Undoes a merge: the merged id answers for itself again, with the records that it brought. Takes the role steward. */
  splitDuplicate(request: { merged: Named; reason: string }, options?: CallOptions): Promise<{
      entity: string;
    }>;
  /** Lists records refused at the door, with the reasons. Takes the role reader. */
  listQuarantine(request?: { limit?: number | undefined; cursor?: string | undefined; source?: string | undefined; run?: string | undefined; state?: "open" | "retried" | "superseded" | undefined }, options?: CallOptions): Promise<{
      items: Quarantined[];
      next: string | null;
    }>;
  /** One quarantined record with its bytes as they came. Takes the role reader. */
  getQuarantined(request: { id: string }, options?: CallOptions): Promise<QuarantinedRecord>;
  /** Takes a quarantined record up again, once what was wrong with it has been mended. Takes the role operator. */
  retryQuarantined(request: { id: string; mended?: { [name: string]: Json } | null | undefined }, options?: CallOptions): Promise<{
      run: string;
      source: string;
      key: Shown;
      account: Account;
    }>;
  /** The systems and their sources: how many records, and how far each has been taken. Takes the role reader. */
  listSystems(request?: {  }, options?: CallOptions): Promise<System[]>;
  /** Who reads facts, and what for: of all, of one entity type, or of one attribute of it. Takes the role reader. */
  listConsumers(request?: { type?: string | undefined; attribute?: string | undefined }, options?: CallOptions): Promise<Consumer[]>;
  /** The model in force: its files, and what was made of them. Takes the role reader. */
  getModel(request?: {  }, options?: CallOptions): Promise<Model>;
  /** Puts a model in force; everything that it decides anew is followed. Takes the role admin for all domains. */
  applyModel(request: { files: { path: string; text: string }[] }, options?: CallOptions): Promise<{
      hash: string;
      changed: boolean;
      resolvedAnew: string[];
      warnings: Fault[];
    }>;
  /** Checks a model without putting it in force: every fault at once, with its place. Takes the role reader. */
  checkModel(request: { files: { path: string; text: string }[] }, options?: CallOptions): Promise<{
      ok: boolean;
      hash: string | null;
      faults: Fault[];
      faultLines: string[];
      counts: {
        systems: number;
        entities: number;
        sources: number;
        attributes: number;
      };
    }>;
  /** What happens, in the order of the log, as CloudEvents over server-sent events; resumes after the last id seen. Takes the role reader. */
  streamEvents(request?: { after?: string | undefined }, options?: CallOptions): AsyncIterable<Event>;
  /** Who the token is, and what it may do. Takes the role reader. */
  whoAmI(request?: {  }, options?: CallOptions): Promise<{
      id: string;
      name: string;
      grants: Grant[];
      expiresAt: string | null;
    }>;
  /** Lists tokens, without their secrets. Takes the role admin for all domains. */
  listTokens(request?: {  }, options?: CallOptions): Promise<Token[]>;
  /** Makes a token. Its secret is in this answer and nowhere else. Takes the role admin for all domains. */
  createToken(request: { name: string; grants: Grant[]; expiresAt?: string | null | undefined }, options?: CallOptions): Promise<{
      id: string;
      token: string;
    }>;
  /** Revokes a token, at once and for good. Takes the role admin for all domains. */
  revokeToken(request: { id: string }, options?: CallOptions): Promise<Token>;
  /** Wraps all keys under a new master key, so that old backups open nothing that is erased. Takes the role admin for all domains. */
  rotateKeys(request?: {  }, options?: CallOptions): Promise<{
      master: string;
      rewrapped: number;
      previous: "file" | "nothing" | "env";
    }>;
  /** Checks everything anew: the log, its hashes, and that the state is what the log says. Takes the role operator for all domains. */
  verify(request?: { kept?: string | undefined }, options?: CallOptions): Promise<{
      fault: {
        where: string;
        index: number | null;
        entity: string | null;
        record: string | null;
        fact: string | null;
        message: string;
      } | null;
      entries: number;
      root: string;
      leavesPerSecond: number;
      sealed: number;
      erased: number;
      entities: number;
      records: number;
      divergences: number;
      findings: number;
      passedOver: number;
      seconds: number;
    }>;
}

/** How each method is asked over HTTP. */
export const routes = {
  listEntities: { method: "GET", path: "/v1/entities/{type}", inPath: ["type"], inQuery: ["limit","cursor","state","where","sort","select"], body: null, answers: "json" },
  getEntity: { method: "GET", path: "/v1/entities/{type}/{ref}", inPath: ["type","ref"], inQuery: ["expand"], body: null, answers: "json" },
  getAncestors: { method: "GET", path: "/v1/entities/{type}/{ref}/ancestors", inPath: ["type","ref"], inQuery: ["attribute"], body: null, answers: "json" },
  describeEntity: { method: "GET", path: "/v1/entities/{type}/{ref}/detail", inPath: ["type","ref"], inQuery: [], body: null, answers: "json" },
  explainFact: { method: "GET", path: "/v1/entities/{type}/{ref}/facts/{fact}", inPath: ["type","ref","fact"], inQuery: [], body: null, answers: "json" },
  explainUrl: { method: "GET", path: "/v1/explain", inPath: [], inQuery: ["url","fact"], body: null, answers: "json" },
  getHistory: { method: "GET", path: "/v1/entities/{type}/{ref}/history", inPath: ["type","ref"], inQuery: ["limit","cursor","fact"], body: null, answers: "json" },
  getCase: { method: "GET", path: "/v1/entities/{type}/{ref}/case", inPath: ["type","ref"], inQuery: ["fact"], body: null, answers: "json" },
  setFact: { method: "PUT", path: "/v1/entities/{type}/{ref}/facts/{fact}", inPath: ["type","ref","fact"], inQuery: [], body: "json", answers: "json" },
  setOverride: { method: "PUT", path: "/v1/entities/{type}/{ref}/facts/{fact}/override", inPath: ["type","ref","fact"], inQuery: [], body: "json", answers: "json" },
  endOverride: { method: "DELETE", path: "/v1/entities/{type}/{ref}/facts/{fact}/override", inPath: ["type","ref","fact"], inQuery: [], body: null, answers: "json" },
  createEntity: { method: "POST", path: "/v1/entities/{type}", inPath: ["type"], inQuery: [], body: "json", answers: "json" },
  listApprovals: { method: "GET", path: "/v1/approvals", inPath: [], inQuery: ["limit","cursor","type"], body: null, answers: "json" },
  decideApproval: { method: "POST", path: "/v1/entities/{type}/{ref}/facts/{fact}/approval", inPath: ["type","ref","fact"], inQuery: [], body: "json", answers: "json" },
  loadRecords: { method: "POST", path: "/v1/sources/{source}/records", inPath: ["source"], inQuery: ["asOf","complete","dryRun","delimiter","file"], body: "rows", answers: "json" },
  loadCrosswalk: { method: "POST", path: "/v1/crosswalks/{source}/{right}", inPath: ["source","right"], inQuery: ["delimiter","file"], body: "rows", answers: "json" },
  listRuns: { method: "GET", path: "/v1/runs", inPath: [], inQuery: ["limit","cursor","source","state"], body: null, answers: "json" },
  getRun: { method: "GET", path: "/v1/runs/{run}", inPath: ["run"], inQuery: [], body: null, answers: "json" },
  passRun: { method: "POST", path: "/v1/runs/{run}/pass", inPath: ["run"], inQuery: [], body: null, answers: "json" },
  discardRun: { method: "POST", path: "/v1/runs/{run}/discard", inPath: ["run"], inQuery: [], body: null, answers: "json" },
  listDivergences: { method: "GET", path: "/v1/divergences", inPath: [], inQuery: ["limit","cursor","type","attribute","source","cause","pattern","state"], body: null, answers: "json" },
  listDivergenceGroups: { method: "GET", path: "/v1/divergences/groups", inPath: [], inQuery: ["type","attribute","source"], body: null, answers: "json" },
  waiveDivergence: { method: "PUT", path: "/v1/entities/{type}/{ref}/facts/{fact}/waiver", inPath: ["type","ref","fact"], inQuery: [], body: "json", answers: "json" },
  withdrawWaiver: { method: "DELETE", path: "/v1/entities/{type}/{ref}/facts/{fact}/waiver", inPath: ["type","ref","fact"], inQuery: ["source","key"], body: null, answers: "json" },
  waiveGroup: { method: "POST", path: "/v1/divergences/groups/waiver", inPath: [], inQuery: [], body: "json", answers: "json" },
  getDecision: { method: "GET", path: "/v1/decisions/{decision}", inPath: ["decision"], inQuery: [], body: null, answers: "json" },
  listDecisions: { method: "GET", path: "/v1/decisions", inPath: [], inQuery: ["limit","cursor","type","source","state"], body: null, answers: "json" },
  withdrawGroup: { method: "DELETE", path: "/v1/decisions/{decision}", inPath: ["decision"], inQuery: [], body: null, answers: "json" },
  listWaivers: { method: "GET", path: "/v1/waivers", inPath: [], inQuery: ["limit","cursor","type","source","decision"], body: null, answers: "json" },
  suggest: { method: "GET", path: "/v1/divergences/suggestions", inPath: [], inQuery: ["type"], body: null, answers: "json" },
  getOverview: { method: "GET", path: "/v1/overview", inPath: [], inQuery: [], body: null, answers: "json" },
  listFindings: { method: "GET", path: "/v1/findings", inPath: [], inQuery: ["limit","cursor","type","rule","severity"], body: null, answers: "json" },
  listDuplicates: { method: "GET", path: "/v1/duplicates", inPath: [], inQuery: ["limit","cursor","type","entity","kind","state"], body: null, answers: "json" },
  mergeDuplicate: { method: "POST", path: "/v1/duplicates/merge", inPath: [], inQuery: [], body: "json", answers: "json" },
  moveRecord: { method: "POST", path: "/v1/duplicates/move", inPath: [], inQuery: [], body: "json", answers: "json" },
  declareDifferent: { method: "POST", path: "/v1/duplicates/different", inPath: [], inQuery: [], body: "json", answers: "json" },
  splitDuplicate: { method: "POST", path: "/v1/duplicates/split", inPath: [], inQuery: [], body: "json", answers: "json" },
  listQuarantine: { method: "GET", path: "/v1/quarantine", inPath: [], inQuery: ["limit","cursor","source","run","state"], body: null, answers: "json" },
  getQuarantined: { method: "GET", path: "/v1/quarantine/{id}", inPath: ["id"], inQuery: [], body: null, answers: "json" },
  retryQuarantined: { method: "POST", path: "/v1/quarantine/{id}/retry", inPath: ["id"], inQuery: [], body: "json", answers: "json" },
  listSystems: { method: "GET", path: "/v1/systems", inPath: [], inQuery: [], body: null, answers: "json" },
  listConsumers: { method: "GET", path: "/v1/consumers", inPath: [], inQuery: ["type","attribute"], body: null, answers: "json" },
  getModel: { method: "GET", path: "/v1/model", inPath: [], inQuery: [], body: null, answers: "json" },
  applyModel: { method: "PUT", path: "/v1/model", inPath: [], inQuery: [], body: "json", answers: "json" },
  checkModel: { method: "POST", path: "/v1/model/check", inPath: [], inQuery: [], body: "json", answers: "json" },
  streamEvents: { method: "GET", path: "/v1/events", inPath: [], inQuery: ["after"], body: null, answers: "events" },
  whoAmI: { method: "GET", path: "/v1/me", inPath: [], inQuery: [], body: null, answers: "json" },
  listTokens: { method: "GET", path: "/v1/tokens", inPath: [], inQuery: [], body: null, answers: "json" },
  createToken: { method: "POST", path: "/v1/tokens", inPath: [], inQuery: [], body: "json", answers: "json" },
  revokeToken: { method: "DELETE", path: "/v1/tokens/{id}", inPath: ["id"], inQuery: [], body: null, answers: "json" },
  rotateKeys: { method: "POST", path: "/v1/keys/rotate", inPath: [], inQuery: [], body: null, answers: "json" },
  verify: { method: "POST", path: "/v1/verify", inPath: [], inQuery: ["kept"], body: null, answers: "json" },
} as const;
