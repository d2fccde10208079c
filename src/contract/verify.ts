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
  query: none,
  body: null,
  output: z.object({
    ok: z.boolean(),
    entries: z.number(),
    wrong: z.string().nullable(),
    seconds: z.number(),
  }),
  answers: "json",
  status: 200,
  headers: [],
  errors: [],
});
