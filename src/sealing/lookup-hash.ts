import type { KeyObject } from "node:crypto";
import { invariant } from "../errors.ts";
import { hmacSha256 } from "./hmac.ts";

/** Bytes of a lookup hash: enough that 2^48 values collide with a chance of 2^-33. */
export const lookupHashBytes = 16;

/**
 * A stable keyed hash by which a personal value, or a match key, is found without being stored:
 * the first 16 bytes of HMAC-SHA-256(key, domain ‖ 0x00 ‖ text). Equal texts of two domains have different hashes.
 * The key is made once and survives rotation of the master; whoever lacks it cannot try out likely values.
 */
export function lookupHash(key: KeyObject, domain: string, text: string): Buffer {
  invariant(!domain.includes("\0"), "A domain has no NUL.");
  return hmacSha256(key, `${domain}\0${text}`).subarray(0, lookupHashBytes);
}
