import { operation } from "./operation.ts";
import { edited, factPath, none } from "./values.ts";

/** Ends an override before its time. */
export const endOverride = operation({
  name: "endOverride",
  method: "DELETE",
  path: "/v1/entities/{type}/{ref}/facts/{fact}/override",
  part: "Entities",
  title: "Ends an override before its time.",
  role: "steward",
  domain: "type",
  params: factPath,
  query: none,
  body: null,
  output: edited,
  answers: "json",
  status: 200,
  headers: ["if-match", "idempotency-key"],
  errors: [
    "reference-unclear",
    "entity-unknown",
    "entity-type-unknown",
    "attribute-unknown",
    "version-changed",
    "idempotency-key-reused",
    "override-unknown",
  ],
});
