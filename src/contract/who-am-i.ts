import { z } from "zod";
import { acrossDomains } from "./across-domains.ts";
import { operation } from "./operation.ts";
import { grant } from "./token-answer.ts";
import { none } from "./values.ts";

/** Who the token is, and what it may do. */
export const whoAmI = operation({
  ...acrossDomains,
  name: "whoAmI",
  path: "/v1/me",
  part: "Access",
  title: "Who the token is, and what it may do.",
  params: none,
  query: none,
  output: z.object({
    id: z.string(),
    name: z.string(),
    grants: z.array(grant),
    expiresAt: z.string().nullable(),
  }),
  errors: [],
});
