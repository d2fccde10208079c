import type { EntityRef } from "./answers.ts";
import type { Shown } from "./viewer.ts";

/** What waits on one fact. */
export interface WaitingAnswer {
  readonly layer: "claim" | "override";
  /** The entry from which it waits. */
  readonly entry: number;
  readonly value: Shown;
  readonly source: string;
  /** The people who decide, and how many of them have to agree. */
  readonly by: string | null;
  readonly count: number;
  readonly approvers: readonly Shown[];
  readonly declined: { readonly by: Shown; readonly reason: Shown } | null;
}

/** A value that waits for approval: visible, not believed, and not given out. */
export interface ApprovalAnswer extends WaitingAnswer {
  readonly entity: EntityRef;
  readonly version: number;
  readonly fact: string;
  /** When it was stated. */
  readonly since: string;
  /** What the fact is meanwhile. */
  readonly golden: Shown;
  readonly key: Shown;
  readonly link: string | null;
}
