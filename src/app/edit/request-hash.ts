import { lookupHash } from "../../sealing/lookup-hash.ts";
import { lookupText } from "../change/lookup-text.ts";
import type { Hub } from "../hub.ts";

/**
 * A keyed hash of a request, which is kept beside its Idempotency-Key: bodies hold personal values, and nobody who has a copy of
 * the database may try out likely ones. It survives rotation of the master key.
 */
export const requestHash = ({ keys }: Pick<Hub, "keys">, parts: readonly string[]): Buffer =>
  lookupHash(keys.lookup, "request", lookupText(...parts));
