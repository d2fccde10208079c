import type { Claim } from "../../core/golden/golden.ts";
import type { ReplayedClaim, ReplayedRecord } from "../../core/log/replay-state.ts";
import { erased, type Replayed } from "../../core/log/replayed.ts";
import { uuidToBase64url } from "../../core/log/uuid.ts";
import { positionText } from "../../store/record-row.ts";
import type { EntityState, StoredRecord } from "../../store/state.ts";
import { entityFault, type VerifyFault } from "./fault.ts";

/** Compares the row of a record with what the log says of it. */
export function compareRecord(
  state: Pick<EntityState, "id">,
  record: StoredRecord,
  replayed: ReplayedRecord | undefined,
): VerifyFault | null {
  const fault = (message: string, fact: string | null = null) =>
    entityFault("record", state.id, message, { record: record.id, fact, index: replayed?.lastIndex ?? null });
  if (replayed === undefined) return fault("The row of a record of which the log tells nothing.");
  // Where a body is destroyed, what it said can be told from the row alone.
  if (replayed.bodyLost !== null) return null;
  if (replayed.entity !== uuidToBase64url(state.id))
    return fault("The record belongs to another entity by the log.");
  if (replayed.source !== null && replayed.source !== record.source)
    return fault("The record is of another source by the log.");
  if (replayed.otherwise !== null)
    return fault(`Entry ${replayed.otherwise} says that the record is of another source.`);
  if (replayed.linkedBy !== record.linkedBy)
    return fault("The record belongs to its entity for another reason by the log.");
  if (!means(replayed.key, record.key)) return fault("The record has another key by the log.");
  if (replayed.valid?.from !== record.valid?.from || replayed.valid?.to !== record.valid?.to)
    return fault("The record is true at another time by the log.");
  if (replayed.life !== record.life || replayed.former !== record.former)
    return fault("The record is of another life of its key by the log.");
  if (replayed.deleted !== record.deleted)
    return fault(`The log says that the record ${replayed.deleted ? "is" : "is not"} deleted.`);
  if (replayed.created !== record.created)
    return fault(`The record was first told by entry ${replayed.created}.`);
  if (replayed.lastIndex !== record.lastIndex)
    return fault(`The record was last told by entry ${replayed.lastIndex}.`);
  if (replayed.position !== null && replayed.position !== positionText(record.position)) {
    return fault("The record stands at another position of its source by the log.");
  }
  if (replayed.incarnation !== record.position.incarnation)
    return fault("The record is of another incarnation of its source by the log.");
  for (const [fact, claim] of record.claims) {
    const told = replayed.claims.get(fact);
    if (told === undefined) return fault("The log tells no such claim.", fact);
    const wrong = claimFault(claim, told) ?? placeFault(claim, told);
    if (wrong !== null) return fault(wrong, fact);
  }
  for (const fact of replayed.claims.keys()) {
    if (!record.claims.has(fact as never))
      return fault("The log tells a claim that the row does not have.", fact);
  }
  return null;
}

export function claimFault(claim: Claim, told: ReplayedClaim): string | null {
  if (!means(told.value, claim.value)) return "The claim has another value by the log.";
  if (told.since !== claim.since)
    return `By the log the claim last changed with entry ${told.since}, not ${claim.since}.`;
  if (told.ownWrite !== claim.ownWrite) return "The log says otherwise whose write the claim was.";
  return null;
}

/** What is entered here has its place in the log alone; what a record states has one in its source. */
function placeFault({ position }: Claim, told: ReplayedClaim): string | null {
  const same = told.position === positionText(position) && told.incarnation === position.incarnation;
  return same ? null : "By the log the claim is of another position of its source.";
}

/** Whether a replayed value is that of a row; of one that was erased nothing can be said. */
export const means = (told: Replayed, held: string | null): boolean => told === erased || told === held;
