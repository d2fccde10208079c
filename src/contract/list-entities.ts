import { z } from "zod";
import { filterCharsMax, nameCharsMax, refCharsMax } from "../limits.ts";
import { golden } from "./entity-answer.ts";
import { operation } from "./operation.ts";
import { name, page, pageQuery, standings } from "./values.ts";

/** Lists the golden records of one type: filtered and sorted by facts, a page at a time. */
export const listEntities = operation({
  name: "listEntities",
  method: "GET",
  path: "/v1/entities/{type}",
  part: "Entities",
  title: "Lists the golden records of one type: filtered and sorted by facts, a page at a time.",
  role: "reader",
  domain: "type",
  params: z.strictObject({ type: name }),
  query: z.strictObject({
    ...pageQuery,
    /** Only those in this state; without it all but the archived. `any` is all. */
    state: z.enum([...standings.options, "any"]).optional(),
    /** A JSON list of conditions that all hold: `[{"attribute":"stage","op":"eq","value":"live"}]`. */
    where: z.string().max(filterCharsMax).optional(),
    /** A fact, with `-` before it for the largest first. */
    sort: z.string().max(nameCharsMax).optional(),
    /** Facts to show, with commas between. */
    select: z.string().max(refCharsMax).optional(),
  }),
  body: null,
  output: page(golden),
  answers: "json",
  status: 200,
  headers: [],
  errors: [
    "entity-type-unknown",
    "attribute-unknown",
    "cursor-broken",
    "page-too-large",
    "filter-malformed",
    "filter-too-large",
    "list-too-slow",
    "attribute-masked",
  ],
});
