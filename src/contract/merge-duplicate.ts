import { z } from "zod";
import { operation } from "./operation.ts";
import { named, none, reason } from "./values.ts";

/** Makes two entities one; the older id survives, and the other answers with it from then on. */
export const mergeDuplicate = operation({
  name: "mergeDuplicate",
  method: "POST",
  path: "/v1/duplicates/merge",
  part: "Duplicates",
  title: "Makes two entities one; the older id survives, and the other answers with it from then on.",
  role: "steward",
  domain: "entities",
  params: none,
  query: none,
  body: z.strictObject({ left: named, right: named, reason }),
  output: z.object({
    entity: z.string(),
    merged: z.string().describe("What answers with it from now on, and would be split off again."),
  }),
  answers: "json",
  status: 200,
  headers: [],
  errors: ["reference-unclear", "entity-unknown", "entity-type-unknown", "same-entity", "types-differ"],
});
