import { z } from "zod";
import { operation } from "./operation.ts";
import { name, none, page, pageQuery, uuid } from "./values.ts";
import { waiver } from "./work-answer.ts";

/** Lists the copies that persons let differ, and until when. */
export const listWaivers = operation({
  name: "listWaivers",
  method: "GET",
  path: "/v1/waivers",
  part: "Divergences",
  title: "Lists the copies that persons let differ, and until when.",
  role: "reader",
  domain: "any",
  params: none,
  query: z.strictObject({
    ...pageQuery,
    type: name.optional(),
    source: name.optional(),
    decision: uuid.optional(),
  }),
  body: null,
  output: page(waiver),
  answers: "json",
  status: 200,
  headers: [],
  errors: ["cursor-broken", "page-too-large", "entity-type-unknown", "source-unknown"],
});
