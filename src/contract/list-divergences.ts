import { z } from "zod";
import { acrossDomains } from "./across-domains.ts";
import { operation } from "./operation.ts";
import { causes, name, none, page, pageQuery, patterns } from "./values.ts";
import { divergence } from "./work-answer.ts";

/** Lists divergences, the latest first. */
export const listDivergences = operation({
  ...acrossDomains,
  name: "listDivergences",
  path: "/v1/divergences",
  part: "Divergences",
  title: "Lists divergences, the latest first.",
  params: none,
  query: z.strictObject({
    ...pageQuery,
    type: name.optional(),
    attribute: name.optional(),
    source: name.optional(),
    cause: causes.optional(),
    pattern: patterns.optional(),
    state: z.enum(["open", "allowed", "closed"]).optional(),
  }),
  output: page(divergence),
  errors: ["cursor-broken", "page-too-large", "entity-type-unknown", "attribute-unknown", "source-unknown"],
});
