import { z } from "zod";
import { operation } from "./operation.ts";
import { grant } from "./token-answer.ts";
import { name, none } from "./values.ts";

/** Makes a token. Its secret is in this answer and nowhere else. */
export const createToken = operation({
  name: "createToken",
  method: "POST",
  path: "/v1/tokens",
  part: "Access",
  title: "Makes a token. Its secret is in this answer and nowhere else.",
  role: "admin",
  domain: "all",
  params: none,
  query: none,
  body: z.strictObject({
    name,
    grants: z.array(grant).min(1).max(16),
    expiresAt: z.iso.datetime({ offset: true }).nullable().default(null),
  }),
  output: z.object({ id: z.string(), token: z.string() }),
  answers: "json",
  status: 201,
  headers: [],
  errors: ["domain-unknown", "expiry-passed"],
});
