import type { Divergence } from "../core/divergence/divergence.ts";
import type { Waiver } from "../core/divergence/waiver.ts";
import type { Approvals } from "../core/golden/approval.ts";
import type { GoldenRecord, HubClaims, Override, RecordState, Standing } from "../core/golden/golden.ts";
import type { EntityId, FactKey, LogIndex } from "../core/ids.ts";
import type { WorldMoment } from "../core/value/world-moment.ts";

/** How a record came to its entity, in falling rank. */
export type LinkedBy = "hand" | "crosswalk" | "source" | "link" | "match" | "new";

/** A record as its row holds it: what resolution sees of it, and what the door needs besides. */
export interface StoredRecord extends RecordState {
  readonly linkedBy: LinkedBy;
  /** Which life of its key it is, where keys are used again: 0, 1, 2, … */
  readonly life: number;
  /** Its key has another life by now: it is found by its entity alone. */
  readonly former: boolean;
  readonly lastIndex: LogIndex;
  /** By which the later of two rows about the same beginning is known. */
  readonly order: string | null;
  /** 16 bytes over the content and the mapping: equal means nothing to do. */
  readonly digest: Buffer;
  /** Raw text of facts where it differs from the canonical. */
  readonly raw: Readonly<Record<string, string>> | null;
  readonly held: Readonly<Record<string, HeldFact>> | null;
  /** What its link columns named when the record was applied last. */
  readonly links: Readonly<Record<string, string>> | null;
}

/** A fact that was held back at the door; the last good claim stands. */
export interface HeldFact {
  readonly code: string;
  readonly message: string;
}

/** An override as its row holds it: who set it, and why, is sealed, because it names persons. */
export interface StoredOverride extends Override {
  /** The data subject under whose key `said` is sealed. */
  readonly subject: string;
  /** By whom and why, in two slots. */
  readonly said: Buffer;
}

/** A waiver as its row holds it: who gave it, and why, is sealed, because it names persons. */
export interface StoredWaiver extends Waiver {
  /** The decision on a group by which it was given; `null`: for this copy alone. */
  readonly decision: string | null;
  /** The data subject under whose key `said` is sealed. */
  readonly subject: string;
  /** By whom and why, in two slots. */
  readonly said: Buffer;
}

/** An entity with everything that a change of it may depend on. */
export interface EntityState {
  readonly id: EntityId;
  readonly type: string;
  readonly state: Standing | "merged";
  readonly mergedInto: EntityId | null;
  /** 0 for an entity that is not stored yet. */
  readonly version: number;
  readonly created: LogIndex;
  readonly lastIndex: LogIndex;
  readonly golden: GoldenRecord | null;
  readonly hub: HubClaims;
  readonly records: readonly StoredRecord[];
  readonly overrides: ReadonlyMap<FactKey, StoredOverride>;
  /** What people have agreed to, and what waits for them. */
  readonly approvals: Approvals;
  /** Leave for copies of it to differ, by `waiverKey`. */
  readonly waivers: ReadonlyMap<string, StoredWaiver>;
  /** The next moment at which another slice comes into force, or one ends, or leave for a copy to differ does. */
  readonly due: WorldMoment | null;
  readonly divergences: readonly Divergence[];
  readonly findings: readonly Finding[];
}

/** A rule that does not hold for an entity, or another thing that someone should look at. */
export interface Finding {
  readonly rule: string;
  /** `""` where it concerns no single fact. */
  readonly fact: string;
  readonly severity: string;
  readonly dimension: string;
  readonly message: string;
  readonly opened: LogIndex;
}
