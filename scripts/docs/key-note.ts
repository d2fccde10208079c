import type { FaultCode } from "../../src/core/model/fault.ts";

/** What the documents say of a key beside what the vocabulary says: one example, and the faults that it can be. */
export interface KeyNote {
  /** One line of YAML; it is checked against the shape of the key. */
  readonly example: string;
  /** Faults beyond those that any key may have. */
  readonly faults?: readonly FaultCode[];
  /** The default, where the words of the vocabulary do not end in one. */
  readonly default?: string;
}

/** The notes of the keys of one section. */
export type SectionNotes = Readonly<Record<string, KeyNote>>;

/** Who answers for what: keys of several sections. */
export const stewardship = {
  owner: { example: "owner: head-of-marketing", faults: ["unknown-people"] },
  steward: { example: "steward: marketing-ops", faults: ["unknown-people"] },
  custodian: { example: "custodian: sales-ops" },
} as const satisfies SectionNotes;
