import { z } from "zod";
import { acrossDomains } from "./across-domains.ts";
import { operation } from "./operation.ts";
import { name, none, page, pageQuery, uuid } from "./values.ts";
import { waiver } from "./work-answer.ts";

/** Lists the copies that persons let differ, and until when. */
export const listWaivers = operation({
  ...acrossDomains,
  name: "listWaivers",
  path: "/v1/waivers",
  part: "Divergences",
  title: "Lists the copies that persons let differ, and until when.",
  params: none,
  query: z.strictObject({
    ...pageQuery,
    type: name.optional(),
    source: name.optional(),
    decision: uuid.optional(),
  }),
  output: page(waiver),
  errors: ["cursor-broken", "page-too-large", "entity-type-unknown", "source-unknown"],
});
