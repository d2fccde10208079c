import { z } from "zod";
import { acrossDomains } from "./across-domains.ts";
import { operation } from "./operation.ts";
import { name, none, page, pageQuery, uuid } from "./values.ts";
import { quarantined } from "./work-answer.ts";

/** Lists records refused at the door, with the reasons. */
export const listQuarantine = operation({
  ...acrossDomains,
  name: "listQuarantine",
  path: "/v1/quarantine",
  part: "Quarantine",
  title: "Lists records refused at the door, with the reasons.",
  params: none,
  query: z.strictObject({
    ...pageQuery,
    source: name.optional(),
    run: uuid.optional(),
    state: z.enum(["open", "retried", "superseded"]).optional(),
  }),
  output: page(quarantined),
  errors: ["cursor-broken", "page-too-large", "source-unknown"],
});
