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
    state: z
      .enum([...standings.options, "any"])
      .optional()
      .describe("Only those in this state; without it all but the archived. `any` is all."),
    where: z
      .string()
      .max(filterCharsMax)
      .optional()
      .describe(
        'A JSON list of conditions that all hold: `[{"attribute":"stage","op":"eq","value":"live"}]`.',
      ),
    sort: z
      .string()
      .max(nameCharsMax)
      .optional()
      .describe("A fact, with `-` before it for the largest first."),
    select: z.string().max(refCharsMax).optional().describe("Facts to show, with commas between."),
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
