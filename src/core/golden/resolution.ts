import type { EntityId, FactKey, LogIndex } from "../ids.ts";
import type { WorldMoment } from "../value/world-moment.ts";
import type { Approvals } from "./approval.ts";
import type { GoldenFact, GoldenRecord, HubClaims, Override, RecordState } from "./golden.ts";

/**
 * What resolution may know of other entities, looked up by the caller before it starts: the targets of the references
 * that the records state, and the golden facts of the entities that they lead to.
 */
export interface References {
  /**
   * The entity that a reference leads to: a record of another source, an attribute's value of the target (`RefText`),
   * or the id of an entity. For a merged entity it is the survivor; `null` while the target has not arrived, and for
   * an id that was not merged, which leads to itself.
   */
  entityOf(reference: string): EntityId | null;
  /** The golden facts of an entity; `null` where it is not known. */
  facts(entity: EntityId): ReadonlyMap<FactKey, GoldenFact> | null;
}

/** Everything that one entity's golden record is made of, besides the model. */
export interface ResolveInput {
  /** The entity itself, so that a hierarchy does not lead back to it; absent: nothing is known to lead there. */
  readonly entity?: EntityId;
  /** All records of the entity, the deleted ones too, in any order. */
  readonly records: readonly RecordState[];
  readonly hub: HubClaims;
  /** Those in force; an override whose day has come is left out by the entry of that day. */
  readonly overrides: ReadonlyMap<FactKey, Override>;
  /** What people have agreed to, and what waits for them. */
  readonly approvals: Approvals;
  /** Opaque: who is asking for what is being recorded. A value that waits for approval waits on this one's behalf. */
  readonly requester: string;
  /** `null` where the entity is resolved for the first time: then nothing is handed over. */
  readonly previous: GoldenRecord | null;
  readonly references: References;
  /** The moment up to which days have come due: what is dated later is not heard yet. `""` before the first. */
  readonly calendar: WorldMoment;
  /** The entry in which this is being recorded. */
  readonly index: LogIndex;
  /**
   * Whether parents that stand are looked at again, as when the model has come to call them a hierarchy. Else only one that is
   * new can close a circle, since there is none among those that stand.
   */
  readonly parentsAnew?: boolean;
}

export interface Resolution {
  /** Every declared fact stands in it, those of basis `none` too; an unchanged fact is the very object of `previous`. */
  readonly golden: GoldenRecord;
  /** Facts that changed in anything but `since`, those that are no longer declared too. Not: one that was never there and is `none`. */
  readonly changed: readonly FactKey[];
  /** Overrides that ended with this entry, and why. */
  readonly endedOverrides: readonly EndedOverride[];
  /** What has been agreed to, and what waits, from here on; the very object of the input where nothing changed. */
  readonly approvals: Approvals;
  /** References of a hierarchy that are not believed, because they would lead back to the entity. */
  readonly circles: readonly Circle[];
  /** What the steward is to be told. */
  readonly notices: readonly Notice[];
}

export interface Circle {
  readonly fact: FactKey;
  /** From the entity over its parent back to itself. */
  readonly way: readonly EntityId[];
}

export interface EndedOverride {
  readonly fact: FactKey;
  /** `agrees`: the authority holds the same value. `authority-changed`: it has spoken since, and that was the end set. */
  readonly why: "agrees" | "authority-changed";
}

/** Something that resolution decided and that a person should look at. */
export interface Notice {
  readonly fact: FactKey;
  readonly kind: /** Authority moved while an override stands; the override stays. */
    | "authority-moved-under-override"
    /** Authority moved and the new authority holds another value: the standing one is carried until it speaks. */
    | "handover-contradicted";
  readonly from: string | null;
  readonly to: string | null;
}

/** Resolves the entities of one type under one model. Compile once, use for every entity. */
export interface Resolver {
  resolve(input: ResolveInput): Resolution;
}
