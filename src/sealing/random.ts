import { randomFillSync } from "node:crypto";
import { invariant } from "../errors.ts";

/** Bytes drawn from the operating system at once: 0.1 µs for 32 of them instead of the 1.7 µs of a draw for each. */
const poolBytes = 65_536;
const pool = Buffer.alloc(poolBytes);
let used = poolBytes;

/** Random bytes, good for keys, into a part of some bytes. What was handed out is wiped from the pool and never handed out again. */
export function fillRandom(into: Uint8Array, from: number, length: number): void {
  invariant(Number.isInteger(length) && length > 0 && length <= poolBytes, "Random bytes fit the pool.");
  if (used + length > poolBytes) {
    randomFillSync(pool);
    used = 0;
  }
  pool.copy(into, from, used, used + length);
  pool.fill(0, used, used + length);
  used += length;
}
