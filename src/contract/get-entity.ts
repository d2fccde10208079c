import { z } from "zod";
import { refCharsMax } from "../limits.ts";
import { golden } from "./entity-answer.ts";
import { operation } from "./operation.ts";
import { entityPath } from "./values.ts";

/** The golden record of one entity: each fact with its value, its basis and who stands behind it. */
export const getEntity = operation({
  name: "getEntity",
  method: "GET",
  path: "/v1/entities/{type}/{ref}",
  part: "Entities",
  title: "The golden record of one entity: each fact with its value, its basis and who stands behind it.",
  role: "reader",
  domain: "type",
  params: entityPath,
  query: z.strictObject({
    expand: z
      .string()
      .max(refCharsMax)
      .optional()
      .describe(
        "References whose entities are answered with it, with commas between; with dots over several: `campaign.owner`; along a list all that it holds.",
      ),
  }),
  body: null,
  output: golden.extend({
    expanded: z.record(z.string(), z.union([golden.nullable(), z.array(golden)])).optional(),
  }),
  answers: "json",
  status: 200,
  headers: [],
  errors: [
    "reference-unclear",
    "entity-unknown",
    "entity-type-unknown",
    "attribute-unknown",
    "filter-too-large",
  ],
});
