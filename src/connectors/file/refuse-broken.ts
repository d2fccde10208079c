import { refuse } from "../../errors.ts";

/** Refuses a Parquet file that is not what it says of itself. */
export function refuseBroken(what: string): never {
  refuse("file-broken", `The Parquet file is damaged: ${what}.`);
}
