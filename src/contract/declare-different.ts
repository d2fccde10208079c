import { z } from "zod";
import { operation } from "./operation.ts";
import { named, none, reason } from "./values.ts";

/** Says that two entities are different things: nothing that they share ties them again. */
export const declareDifferent = operation({
  name: "declareDifferent",
  method: "POST",
  path: "/v1/duplicates/different",
  part: "Duplicates",
  title: "Says that two entities are different things: nothing that they share ties them again.",
  role: "steward",
  domain: "entities",
  params: none,
  query: none,
  body: z.strictObject({ left: named, right: named, reason }),
  output: z.object({ different: z.literal(true) }),
  answers: "json",
  status: 200,
  headers: [],
  errors: ["reference-unclear", "entity-unknown", "entity-type-unknown", "same-entity", "types-differ"],
});
