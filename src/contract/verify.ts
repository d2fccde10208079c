import { z } from "zod";
import { operation } from "./operation.ts";
import { none } from "./values.ts";

/** Checks everything anew: the log, its hashes, and that the state is what the log says. */
export const verify = operation({
  name: "verify",
  method: "POST",
  path: "/v1/verify",
  part: "Log",
  title: "Checks everything anew: the log, its hashes, and that the state is what the log says.",
  role: "operator",
  domain: "all",
  params: none,
  query: z.strictObject({
    kept: z
      .string()
      .regex(/^[1-9][0-9]{0,14}:[A-Za-z0-9_-]{43}$/)
      .optional()
      .describe(
        "`entries:root` of an earlier answer that was kept elsewhere: those entries have to be the very same still.",
      ),
  }),
  body: null,
  output: z.object({
    /** The first thing that is wrong; null where nothing is. */
    fault: z
      .object({
        where: z.string(),
        index: z.number().nullable(),
        entity: z.string().nullable(),
        record: z.string().nullable(),
        fact: z.string().nullable(),
        message: z.string(),
      })
      .nullable(),
    entries: z.number(),
    root: z.string().describe("Root of the Merkle tree over all entries, base64url."),
    leavesPerSecond: z.number(),
    sealed: z.number(),
    erased: z.number(),
    entities: z.number(),
    records: z.number(),
    divergences: z.number(),
    findings: z.number(),
    passedOver: z.number(),
    seconds: z.number(),
  }),
  answers: "json",
  status: 200,
  headers: [],
  errors: [],
});
