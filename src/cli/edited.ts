import { randomUUID } from "node:crypto";
import type { Address } from "./address.ts";
import type { Result } from "./result.ts";

/** What an edit may be made to depend on. */
export interface Guarded {
  readonly ifVersion?: number;
}

/** The headers of an edit: a key of its own, so that a repetition on the way does nothing twice, and the version seen. */
export function guard(guarded: Guarded): { idempotencyKey: string; ifMatch?: string } {
  return { idempotencyKey: randomUUID(), ...ifMatch(guarded) };
}

/** The version seen alone. */
export const ifMatch = ({ ifVersion }: Guarded): { ifMatch?: string } =>
  ifVersion === undefined ? {} : { ifMatch: `"${ifVersion}"` };

/** Tells what was done, and where the entity stands now, as it was named. */
export function edited(
  { type, ref }: Address,
  json: { entity: string; version: number; index: number },
  words: string,
): Result {
  return { json, text: `${words} ${type}/${ref} is at version ${json.version}, entry ${json.index}.\n` };
}
