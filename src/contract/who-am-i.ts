import { z } from "zod";
import { operation } from "./operation.ts";
import { grant } from "./token-answer.ts";
import { none } from "./values.ts";

/** Who the token is, and what it may do. */
export const whoAmI = operation({
  name: "whoAmI",
  method: "GET",
  path: "/v1/me",
  part: "Access",
  title: "Who the token is, and what it may do.",
  role: "reader",
  domain: "any",
  params: none,
  query: none,
  body: null,
  output: z.object({
    id: z.string(),
    name: z.string(),
    grants: z.array(grant),
    expiresAt: z.string().nullable(),
  }),
  answers: "json",
  status: 200,
  headers: [],
  errors: [],
});
