import { expect } from "vitest";
import type { Hub } from "../../src/app/hub.ts";
import type { VerifyOptions } from "../../src/app/verify/options.ts";
import { type VerifyReport, verify } from "../../src/app/verify/verify.ts";

/** The product's own check of a database on which tests acted: some under names, which no token has. */
export const verifyTested = (hub: Hub, options: VerifyOptions = {}): Promise<VerifyReport> =>
  verify(hub, { isActor: (actor) => actor.length < 36, ...options });

/** Every test on a database ends with this: the log holds, and every row is what it comes to. */
export async function expectVerified(hub: Hub): Promise<VerifyReport> {
  const report = await verifyTested(hub);
  expect(report.fault).toBeNull();
  return report;
}
