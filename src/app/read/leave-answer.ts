import type { Leave } from "../../core/divergence/divergence.ts";
import type { StoredWaiver } from "../../store/state.ts";
import type { Said } from "../change/entered-here.ts";
import type { Sight } from "./sight.ts";
import type { Shown } from "./viewer.ts";

/** By whose leave a copy differs, and until when. */
export interface LeaveAnswer {
  /** A person's waiver, or what the model says of edits at the copy. */
  readonly kind: Leave["kind"];
  /** The day on which it has to follow again. */
  readonly until: string;
  /** Who answers for it: the person; of a local edit the people whom the model names, else the custodian of the system. */
  readonly by: Shown;
  readonly reason: Shown;
  /** The entry that gave a waiver. */
  readonly entry: number | null;
}

/** A waiver, and who gave it and why; `null` where that has been erased. */
export interface WaiverSaid {
  readonly waiver: StoredWaiver;
  readonly said: Said | null;
}

/** What a caller sees of leave for a copy to differ. */
export function leaveAnswer(
  sight: Sight,
  { fact, source }: { readonly fact: string; readonly source: string },
  leave: Leave,
  given: WaiverSaid | undefined,
): LeaveAnswer {
  const { kind, until } = leave;
  if (kind === "local") return { kind, until, by: sight.editorOf(fact, source), reason: null, entry: null };
  return { kind, until, ...whoAndWhy(sight, given?.said ?? null), entry: given?.waiver.since ?? null };
}

/** By whom, and why, as the caller may see it. */
export const whoAndWhy = (sight: Sight, said: Said | null): Pick<LeaveAnswer, "by" | "reason"> => ({
  by: said === null ? sight.forgotten : sight.words(said.by),
  reason: said === null ? sight.forgotten : sight.words(said.reason),
});
