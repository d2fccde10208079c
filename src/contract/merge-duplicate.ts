import { z } from "zod";
import { operation } from "./operation.ts";
import { none, reason, uuid } from "./values.ts";

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
  body: z.strictObject({ left: uuid, right: uuid, reason }),
  output: z.object({ entity: z.string() }),
  answers: "json",
  status: 200,
  headers: [],
  errors: ["entity-unknown", "same-entity", "types-differ"],
});
