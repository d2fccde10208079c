import type { Reader } from "../../store/db.ts";
import { strayLookup } from "../../store/read-verify.ts";
import { sourcesMiscounted } from "../../store/source-counts.ts";
import { strayDuplicate } from "../../store/verify-duplicates.ts";
import { strayPair } from "../../store/verify-pairs.ts";
import { entityFault, type VerifyFault } from "./fault.ts";

/** Checks what follows from whole tables at one look: of rows that belong to no entity, and of counts. */
export async function tablesFault(sql: Reader, log: number): Promise<VerifyFault | null> {
  const pair = await strayPair(sql, log);
  if (pair !== undefined)
    return fault(
      "crosswalk",
      `A pair of the crosswalk of ${pair.left} and ${pair.right} waits for what has come, or does not wait for what has not.`,
    );
  const duplicate = await strayDuplicate(sql, log);
  if (duplicate !== undefined)
    return entityFault(
      "duplicate",
      duplicate.left,
      `The possible duplicate with ${duplicate.right} does not stand between those that answer for the two.`,
    );
  const lost = await strayLookup(sql, log);
  if (lost !== undefined) return fault("lookup", "A lookup names a record that there is not.", lost);
  const [miscounted] = await sourcesMiscounted(sql, log);
  if (miscounted !== undefined)
    return fault("record", `The source "${miscounted}" has not as many records as was counted.`);
  return null;
}

const fault = (where: VerifyFault["where"], message: string, record: string | null = null): VerifyFault => ({
  where,
  index: null,
  entity: null,
  record,
  fact: null,
  message,
});
