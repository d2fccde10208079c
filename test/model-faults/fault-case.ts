import type { FaultCode } from "../../src/core/model/fault.ts";
import { campaigns } from "../models/campaigns.ts";

type FileName = keyof typeof campaigns;

/** What is replaced in a file of the model of the campaigns, and by what. */
export type Edit = readonly [FileName, from: string, to: string];

/** An edit of the model by which it has a fault. */
export interface FaultCase {
  readonly code: FaultCode;
  readonly claim: string;
  readonly file: FileName;
  /** What is replaced in the file, and by what. */
  readonly from: string;
  readonly to: string;
  /** The text in the changed file at which the fault stands (its last occurrence). */
  readonly at: string;
  readonly says: string;
  readonly hint?: string;
  readonly severity?: "warning";
  readonly more?: readonly Edit[];
  /** Where the fault stands in another file than the changed one. */
  readonly atFile?: FileName;
}

/** The texts of the model after some edits, each of which has something to replace. */
export function edited(edits: readonly Edit[]): Record<FileName, string> {
  const texts: Record<FileName, string> = { ...campaigns };
  for (const [file, from, to] of edits) {
    if (!texts[file].includes(from)) throw new Error(`${file} does not hold ${from}`);
    texts[file] = texts[file].replace(from, () => to);
  }
  return texts;
}
