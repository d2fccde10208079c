import { z } from "zod";
import { acrossDomains } from "./across-domains.ts";
import { consumer } from "./model-answer.ts";
import { operation } from "./operation.ts";
import { name, none } from "./values.ts";

/** Who reads facts, and what for: of all, of one entity type, or of one attribute of it. */
export const listConsumers = operation({
  ...acrossDomains,
  name: "listConsumers",
  path: "/v1/consumers",
  part: "Model",
  title: "Who reads facts, and what for: of all, of one entity type, or of one attribute of it.",
  params: none,
  query: z.strictObject({ type: name.optional(), attribute: name.optional() }),
  output: z.array(consumer),
  errors: ["entity-type-unknown", "attribute-unknown"],
});
