import type { WhyChosen } from "../authority/survivorship.ts";
import type { Correct } from "../correction/route.ts";
import type { CopyState } from "../divergence/copies.ts";
import type { Divergence, DivergenceCause, Leave } from "../divergence/divergence.ts";
import type { EntityId, FactKey, LogIndex, RecordId } from "../ids.ts";
import type { DivergencePolicy } from "../model/attribute.ts";
import type { Place } from "../model/place.ts";
import type { Canonical, Stated } from "../value/canonical.ts";
import type { WorldMoment } from "../value/world-moment.ts";
import type { Approval, Approvals } from "./approval.ts";
import type { Basis, GoldenRecord, Handover, HubClaims, Override, RecordState } from "./golden.ts";
import type { References } from "./resolution.ts";

/** Everything that is known of one entity now, to explain one of its facts. */
export interface ExplainInput {
  readonly golden: GoldenRecord;
  readonly records: readonly RecordState[];
  readonly hub: HubClaims;
  readonly overrides: ReadonlyMap<FactKey, Override>;
  readonly approvals: Approvals;
  readonly references: References;
  /** The moment up to which days have come due. */
  readonly calendar: WorldMoment;
  /** The open divergences of the entity. */
  readonly open: readonly Divergence[];
  /** The records of other entities that copy-of facts cite. */
  readonly cited: readonly RecordState[];
  /** Whether connectors may write, so that `write-back` is a route. */
  readonly connectorsWrite: boolean;
}

/** The four answers about one fact. */
export interface Explanation {
  readonly fact: FactKey;
  readonly value: Canonical | null;
  readonly basis: Basis;
  /** The entry with which the value became golden; `null` where nobody has said anything yet. */
  readonly since: LogIndex | null;
  readonly handover: Handover | null;
  /** True while the value is not known because the target of a reference has not arrived. */
  readonly awaitsReference: boolean;
  readonly origin: Origin;
  readonly correct: Correct;
  readonly copies: readonly CopyAnswer[];
  /** `null` for a fact that somebody states. */
  readonly derived: Derivation | null;
  readonly onDivergence: DivergencePolicy;
  readonly otherClaims: readonly OtherClaim[];
  /** What dated sources that may be believed say of the fact, by time: what was true, is, and is to come. */
  readonly timeline: readonly Period[];
  /** What was agreed to and what waits, of this fact. */
  readonly approvals: readonly Approval[];
  readonly override: Override | null;
}

/** How a fact is derived. It is never corrected itself: its inputs are. */
export interface Derivation {
  readonly expression: string;
  readonly place: Place;
  readonly inputs: readonly InputFact[];
}

/** A fact that another is derived from, with where it is corrected. */
export interface InputFact {
  /** The reference across which it is read; `null` for a fact of the same entity. */
  readonly reference: string | null;
  /** The entity at the other end of the reference; `null` without one, and where it leads nowhere. */
  readonly entity: EntityId | null;
  readonly type: string;
  readonly fact: FactKey;
  readonly value: Canonical | null;
  readonly basis: Basis;
  readonly correct: Correct;
}

/** Where the fact originates. */
export interface Origin {
  readonly source: string | null;
  readonly record: RecordId | null;
  readonly key: string | null;
  /** The entry in which the source last changed what it says; `null` where no claim stands behind the value. */
  readonly since: LogIndex | null;
  /** The line of the model that makes the authority what it is now. */
  readonly rule: DecidingRule | null;
  /** Why this record speaks for its source. */
  readonly chosen: WhyChosen | null;
  /** The entity and fact that a copy-of fact is taken from. */
  readonly from: { readonly entity: EntityId; readonly fact: FactKey } | null;
}

export interface DecidingRule {
  /** Its place in the list of authorities, from 0. */
  readonly index: number;
  readonly source: string;
  readonly when: string | null;
  readonly place: Place;
}

/** One record of a copy, or that the source has none (`none`). */
export interface CopyAnswer {
  readonly source: string;
  readonly record: RecordId | null;
  readonly key: string | null;
  /** Absent where it states nothing. */
  readonly value?: Stated;
  /** `not-asked`: nobody is believed now, so there is nothing to be in step with. `allowed`: it differs, and may for now. */
  readonly state: CopyState | "allowed" | "none";
  /** By whose leave it differs, and until when. */
  readonly leave: Leave | null;
  readonly cause: DivergenceCause | null;
  /** The entry from which the cause holds. */
  readonly since: LogIndex | null;
  readonly withinSeconds: number;
  readonly policy: DivergencePolicy;
}

/** What else is said about the fact, and why it is not believed. */
export interface OtherClaim {
  readonly source: string;
  readonly record: RecordId | null;
  readonly key: string | null;
  readonly value: Stated;
  readonly since: LogIndex;
  readonly why: string;
}

/** What one slice of a dated record says of a fact. */
export interface Period {
  readonly source: string;
  readonly record: RecordId;
  readonly key: string;
  readonly value: Stated;
  /** The entry in which it was said. */
  readonly since: LogIndex;
  /** `""`: since ever. */
  readonly from: WorldMoment;
  /** Until before this moment; `null`: no end is known. */
  readonly to: WorldMoment | null;
  readonly state: "past" | "now" | "to-come";
}
