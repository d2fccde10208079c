import { invariant } from "../errors.ts";
import { logIdMax } from "../limits.ts";

/** What sealed bytes are for. Bytes of one purpose never open as another. */
export type SealedPurpose =
  | "values" // The values of one entry, in slots.
  | "bytes" // Quarantined rows, raw forms.
  | "words" // Free text beside a current row: who said it, and why.
  | "subject-key"
  | "lookup-key";

/**
 * What sealed bytes are bound to: their purpose, log and data subject, so that they cannot be moved to another
 * place unseen. The index of the entry is not part of it: sealing comes before the index is known.
 */
export function sealingContext(purpose: SealedPurpose, log: number, subject: string): Buffer {
  invariant(Number.isInteger(log) && log >= 0 && log <= logIdMax, "A log has 12 bits.");
  invariant(!subject.includes("\0") && subject.isWellFormed(), "A subject is named without NUL.");
  return Buffer.from(`bailiwick/1\0${purpose}\0${log}\0${subject}`, "utf8");
}
