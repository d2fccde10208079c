import { batchRecordsMax, batchRecordsMin, lockHeldMs } from "../../limits.ts";

/** How many records one commit of a load takes: as many as keep the head of the log locked no longer than the bound. */
export class BatchSize {
  records = 256;

  /** After a commit: grows slowly while it is quick, shrinks at once when it is not. */
  adapt(heldMs: number, records: number): void {
    if (records < this.records / 2 || heldMs <= 0) return;
    const fitting = Math.floor((records * lockHeldMs) / heldMs);
    const next = fitting < this.records ? fitting : Math.min(fitting, Math.ceil(this.records * 1.25));
    this.records = Math.min(batchRecordsMax, Math.max(batchRecordsMin, next));
  }
}
