import type { GoldenRecord, RecordState } from "../golden/golden.ts";
import type { References } from "../golden/resolution.ts";
import type { LogIndex, RecordId } from "../ids.ts";
import type { WorldMoment } from "../value/world-moment.ts";
import type { ClosedHow, Divergence } from "./divergence.ts";
import type { EndedWaiver, Waivers } from "./waiver.ts";

/** What the copies of one entity are compared with, and what was known of them before. */
export interface FindInput {
  readonly golden: GoldenRecord;
  /** The golden record before this entry; `null` for a new entity. */
  readonly previous: GoldenRecord | null;
  /** All records of the entity as they are now, the deleted ones too. */
  readonly records: readonly RecordState[];
  /** The records that this entry changes, as they were; a record that it creates is not among them. */
  readonly before: ReadonlyMap<RecordId, RecordState>;
  /** The divergences of the entity that were open before this entry. */
  readonly open: readonly Divergence[];
  /** Those given so far; one whose end has come is ended by this entry. */
  readonly waivers: Waivers;
  readonly references: References;
  /** The moment up to which days have come due: of a dated copy the record in force is compared. */
  readonly calendar: WorldMoment;
  readonly index: LogIndex;
  /** The day on which this is recorded: from it those days count for which a copy may be edited where it is. */
  readonly today: string;
}

export interface Found {
  /** All that are open now; an unchanged one is the very object of the input. */
  readonly open: readonly Divergence[];
  readonly opened: readonly Divergence[];
  /** Open before and now, with another value, cause, pattern, policy or leave. */
  readonly changed: readonly Divergence[];
  readonly closed: readonly ClosedDivergence[];
  readonly endedWaivers: readonly EndedWaiver[];
}

export interface ClosedDivergence {
  readonly divergence: Divergence;
  readonly how: ClosedHow;
}

/** Finds the divergences of the entities of one type under one model. Compile once, use for every entity. */
export interface Finder {
  find(input: FindInput): Found;
}
