import { z } from "zod";
import { operation } from "./operation.ts";
import { named, none, reason, ref } from "./values.ts";

/** Gives a record to another entity, or to one of its own; whatever it says later, it stays there. */
export const moveRecord = operation({
  name: "moveRecord",
  method: "POST",
  path: "/v1/duplicates/move",
  part: "Duplicates",
  title: "Gives a record to another entity, or to one of its own; whatever it says later, it stays there.",
  role: "steward",
  domain: "entities",
  params: none,
  query: none,
  body: z.strictObject({ record: ref, to: named.nullable(), reason }),
  output: z.object({ entity: z.string(), from: z.string() }),
  answers: "json",
  status: 200,
  headers: ["if-match"],
  errors: [
    "reference-unclear",
    "entity-unknown",
    "entity-type-unknown",
    "same-entity",
    "types-differ",
    "version-changed",
  ],
});
