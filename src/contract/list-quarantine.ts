import { z } from "zod";
import { operation } from "./operation.ts";
import { name, none, page, pageQuery, uuid } from "./values.ts";
import { quarantined } from "./work-answer.ts";

/** Lists records refused at the door, with the reasons. */
export const listQuarantine = operation({
  name: "listQuarantine",
  method: "GET",
  path: "/v1/quarantine",
  part: "Quarantine",
  title: "Lists records refused at the door, with the reasons.",
  role: "reader",
  domain: "any",
  params: none,
  query: z.strictObject({
    ...pageQuery,
    source: name.optional(),
    run: uuid.optional(),
    state: z.enum(["open", "retried", "superseded"]).optional(),
  }),
  body: null,
  output: page(quarantined),
  answers: "json",
  status: 200,
  headers: [],
  errors: ["cursor-broken", "page-too-large", "source-unknown"],
});
