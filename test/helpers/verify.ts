import { expect } from "vitest";
import type { Hub } from "../../src/app/hub.ts";
import { type VerifyReport, verify } from "../../src/app/verify/verify.ts";

/** Every test on a database ends with this: the log holds, and every row is what it comes to. */
export async function expectVerified(hub: Hub): Promise<VerifyReport> {
  const report = await verify(hub);
  expect(report.fault).toBeNull();
  return report;
}
