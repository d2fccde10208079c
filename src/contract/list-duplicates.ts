import { z } from "zod";
import { acrossDomains } from "./across-domains.ts";
import { operation } from "./operation.ts";
import { name, none, page, pageQuery, uuid } from "./values.ts";
import { duplicate } from "./work-answer.ts";

/** Lists possible duplicates and moves with their reasons. */
export const listDuplicates = operation({
  ...acrossDomains,
  name: "listDuplicates",
  path: "/v1/duplicates",
  part: "Duplicates",
  title: "Lists possible duplicates and moves with their reasons.",
  params: none,
  query: z.strictObject({
    ...pageQuery,
    type: name.optional(),
    entity: uuid.optional(),
    kind: z.enum(["duplicate", "move"]).optional(),
    state: z.enum(["open", "merged", "different", "moved", "gone"]).optional(),
  }),
  output: page(duplicate),
  errors: ["cursor-broken", "page-too-large", "entity-type-unknown"],
});
