import { z } from "zod";
import { operation } from "./operation.ts";
import { edited, factPath, name, ref } from "./values.ts";

/** Takes leave to differ back before its time. */
export const withdrawWaiver = operation({
  name: "withdrawWaiver",
  method: "DELETE",
  path: "/v1/entities/{type}/{ref}/facts/{fact}/waiver",
  part: "Divergences",
  title: "Takes leave to differ back before its time.",
  role: "steward",
  domain: "type",
  params: factPath,
  query: z.strictObject({ source: name, key: ref.optional() }),
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
    "copy-unclear",
    "waiver-unknown",
    "version-changed",
    "idempotency-key-reused",
  ],
});
