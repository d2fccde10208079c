import type { Faults } from "./fault.ts";
import type { Place } from "./model.ts";

/**
 * What is read and checked, and means nothing yet: refused, so that a model never means less than it says. Whoever
 * gives one of them its meaning takes it out of here.
 */
export const unspoken = {
  local: "a key of *edits*",
} as const satisfies Record<string, string>;

/** Refuses a construct where it stands, as long as it means nothing. */
export function refuseUnspoken(word: string, place: Place, faults: Faults): void {
  if (Object.hasOwn(unspoken, word))
    faults.error(
      place,
      "not-yet-spoken",
      `'${word}' is not yet spoken by this version`,
      "leave it out for now",
    );
}
