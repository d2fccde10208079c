import { z } from "zod";
import { operation } from "./operation.ts";
import { named, none, reason } from "./values.ts";

/**
 * Undoes a merge: the merged id answers for itself again, with the records that it brought. `merged` is that id, or a record that
 * the merge brought.
 */
export const splitDuplicate = operation({
  name: "splitDuplicate",
  method: "POST",
  path: "/v1/duplicates/split",
  part: "Duplicates",
  title: "Undoes a merge: the merged id answers for itself again, with the records that it brought.",
  role: "steward",
  domain: "entities",
  params: none,
  query: none,
  body: z.strictObject({ merged: named, reason }),
  output: z.object({ entity: z.string() }),
  answers: "json",
  status: 200,
  headers: [],
  errors: ["reference-unclear", "entity-unknown", "entity-type-unknown", "not-merged"],
});
