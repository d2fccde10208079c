import { z } from "zod";
import { golden } from "./entity-answer.ts";
import { operation } from "./operation.ts";
import { entityPath, name } from "./values.ts";

/** All that is above an entity in a hierarchy, from the root down to its parent. */
export const getAncestors = operation({
  name: "getAncestors",
  method: "GET",
  path: "/v1/entities/{type}/{ref}/ancestors",
  part: "Entities",
  title: "All that is above an entity in a hierarchy, from the root down to its parent.",
  role: "reader",
  domain: "type",
  params: entityPath,
  query: z.strictObject({
    attribute: name.optional().describe("The attribute that makes the tree, where the type has several."),
  }),
  body: null,
  output: z.object({ attribute: z.string(), ancestors: z.array(golden) }),
  answers: "json",
  status: 200,
  headers: [],
  errors: ["reference-unclear", "entity-unknown", "entity-type-unknown", "hierarchy-unclear"],
});
