import type { FactKey, LogIndex, RecordId } from "../ids.ts";

/** Leave for one copy to differ, whatever it holds, by a person. Who gave it, and why, decides nothing. */
export interface Waiver {
  readonly fact: FactKey;
  readonly record: RecordId;
  /** The day with which it ends: on it the copy has to follow again. */
  readonly until: string;
  readonly since: LogIndex;
}

/** The waivers that stand on an entity by `waiverKey`. */
export type Waivers = ReadonlyMap<string, Waiver>;

export const waiverKey = (fact: FactKey, record: RecordId): string => `${record} ${fact}`;

export const noWaivers: Waivers = new Map();

/** A waiver that ended with this entry, and why. */
export interface EndedWaiver {
  readonly waiver: Waiver;
  readonly why: /** Its day has come. */
    | "day"
    /** The copy holds the golden value: there is nothing left to allow. */
    | "agrees"
    /** The copy decides on the fact now. */
    | "became-authority"
    /** The record belongs to another entity now, whose facts nobody spoke of. */
    | "record-gone"
    /** The model no longer declares the copy. */
    | "not-declared";
}
