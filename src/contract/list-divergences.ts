import { z } from "zod";
import { operation } from "./operation.ts";
import { causes, name, none, page, pageQuery, patterns } from "./values.ts";
import { divergence } from "./work-answer.ts";

/** Lists divergences, the latest first. */
export const listDivergences = operation({
  name: "listDivergences",
  method: "GET",
  path: "/v1/divergences",
  part: "Divergences",
  title: "Lists divergences, the latest first.",
  role: "reader",
  domain: "any",
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
  body: null,
  output: page(divergence),
  answers: "json",
  status: 200,
  headers: [],
  errors: ["cursor-broken", "page-too-large", "entity-type-unknown", "attribute-unknown", "source-unknown"],
});
