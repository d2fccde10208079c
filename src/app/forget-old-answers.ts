import { idempotencyDays } from "../limits.ts";
import { forgetAnswers } from "../store/idempotency.ts";
import type { Hub } from "./hub.ts";

/** Forgets the answers under Idempotency-Keys that are older than they are kept. Never more to do: one statement does it. */
export async function forgetOldAnswers(hub: Hub): Promise<boolean> {
  await hub.database.transact((tx) => forgetAnswers(tx, idempotencyDays));
  return false;
}
