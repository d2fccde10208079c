import { invariant } from "../errors.ts";
import type { Reader } from "./db.ts";

/** Of what few entities ever have, whether there is any at all: what nobody has need not be asked for by the key of each. */
export interface WhatThereIs {
  /** Pairs of a crosswalk that wait for their records. */
  readonly pairs: boolean;
  readonly divergences: boolean;
  readonly overrides: boolean;
  readonly findings: boolean;
  /** Possible duplicates, those decided on too. */
  readonly duplicates: boolean;
}

/** Where nobody has looked, there may be anything. */
export const anything: WhatThereIs = {
  pairs: true,
  divergences: true,
  overrides: true,
  findings: true,
  duplicates: true,
};

/**
 * Asked after the head of the log was read, as all that a piece of work reads: what comes to be later is seen under the lock.
 * Measured in a load: PostgreSQL took 2 µs a record for each table that was probed in vain.
 */
export async function whatThereIs(sql: Reader, log: number): Promise<WhatThereIs> {
  const row = await sql.one<{ [name in keyof WhatThereIs]: boolean }>(whatThereIsSql, [log]);
  invariant(row !== undefined, "a question without a table has one answer");
  return row;
}

const whatThereIsSql = {
  name: "what-there-is",
  text: `select
    exists (select from bailiwick.crosswalk where log_id = $1 and state = 'waiting') as pairs,
    exists (select from bailiwick.divergence where log_id = $1 and closed is null) as divergences,
    exists (select from bailiwick.override where log_id = $1) as overrides,
    exists (select from bailiwick.finding where log_id = $1) as findings,
    exists (select from bailiwick.duplicate where log_id = $1) as duplicates`,
};
