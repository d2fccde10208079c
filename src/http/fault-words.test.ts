import { expect, it } from "vitest";
import { z } from "zod";
import { faultWords } from "./fault-words.ts";

const body = z.strictObject({
  cause: z.enum(["late", "missing"]),
  entry: z.number().int().min(1),
  reason: z.string().min(1).max(3),
  run: z.uuid(),
  grants: z.array(z.strictObject({ role: z.string() })).min(1),
  asOf: z.iso.datetime({ offset: true }),
});
const told = (sent: unknown) => body.safeParse(sent).error?.issues.map(faultWords);

it("each fault of a request names its member and says what would do", () => {
  expect(
    told({ cause: "x", entry: 0.5, reason: "", run: "nope", grants: [], asOf: "today", more: 1 }),
  ).toEqual([
    "`cause` is one of late, missing",
    "`entry` is missing, or not a whole number",
    "`reason` is empty",
    "`run` is not an id such as 0192f0c1-7c1e-7b6a-9d3e-2f6a1c0b5d4e",
    "`grants` is empty",
    "`asOf` is not an instant with its zone, such as 2026-11-14T06:00:00Z",
    "`more` is not known here",
  ]);
  expect(told({ cause: "late", entry: 0, reason: "long", grants: [{ role: 1, so: 2 }], asOf: null })).toEqual(
    [
      "`entry` is 1 at least",
      "`reason` has 3 characters at most",
      "`run` is missing, or not a text",
      "`grants.0.role` is missing, or not a text",
      "`grants.0.so` is not known here",
      "`asOf` is missing, or not a text",
    ],
  );
  expect(told(null)).toEqual(["It is missing, or not an object"]);
});
