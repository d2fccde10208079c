import { z } from "zod";
import { acrossDomains } from "./across-domains.ts";
import { explanation } from "./entity-answer.ts";
import { operation } from "./operation.ts";
import { causes, none, patterns, policies, shown } from "./values.ts";

const shared = z.object({
  attribute: z.string(),
  source: z.string(),
  cause: causes,
  pattern: patterns,
  policy: policies,
  entities: z.number(),
});

const example = z.object({
  title: z.string(),
  label: shown,
  ref: z.string(),
  attribute: z.string(),
  attributeTitle: z.string(),
  values: z.number(),
  explanation,
});

/** What disagrees at a glance: counts by type, and the fact that is stated in most different ways. */
export const getOverview = operation({
  ...acrossDomains,
  name: "getOverview",
  path: "/v1/overview",
  part: "Divergences",
  title: "What disagrees at a glance: counts by type, and the fact that is stated in most different ways.",
  params: none,
  query: none,
  output: z
    .object({
      types: z.array(
        z.object({
          type: z.string(),
          title: z.string(),
          entities: z.number(),
          disagreeing: z.number(),
          shared: shared.nullable(),
        }),
      ),
      example: example.nullable(),
    })
    .meta({ id: "Overview" }),
  errors: [],
});
