import { erased, type Replayed } from "../../core/log/replayed.ts";
import { InvariantBroken } from "../../errors.ts";
import type { StoredOverride } from "../../store/state.ts";
import { openSaid, type Said } from "../change/entered-here.ts";
import type { SubjectKeys } from "../change/subject-keys.ts";
import { means } from "./compare-record.ts";

/** Who decided, and why, is sealed in the row and beside the entry. */
export function saidFault(
  stands: Pick<StoredOverride, "subject" | "said">,
  told: { readonly by: Replayed; readonly reason: Replayed },
  keys: SubjectKeys,
): string | null {
  const said = opened(stands, keys);
  if (said === "broken") return "Who decided so, and why, does not open under the key of its subject.";
  if (said === null)
    return told.by === erased ? null : "Nobody can read any more who decided so, though the log still tells.";
  const same = means(told.by, said.by) && means(told.reason, said.reason);
  return same ? null : "By the log it was decided by another, or for another reason.";
}

function opened(stands: Pick<StoredOverride, "subject" | "said">, keys: SubjectKeys): Said | "broken" | null {
  try {
    return openSaid(keys, stands);
  } catch (error) {
    if (error instanceof InvariantBroken) return "broken";
    throw error;
  }
}
