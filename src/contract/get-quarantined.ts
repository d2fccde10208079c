import { z } from "zod";
import { operation } from "./operation.ts";
import { none, uuid } from "./values.ts";
import { quarantinedRecord } from "./work-answer.ts";

/** One quarantined record with its bytes as they came. */
export const getQuarantined = operation({
  name: "getQuarantined",
  method: "GET",
  path: "/v1/quarantine/{id}",
  part: "Quarantine",
  title: "One quarantined record with its bytes as they came.",
  role: "reader",
  domain: "any",
  params: z.strictObject({ id: uuid }),
  query: none,
  body: null,
  output: quarantinedRecord,
  answers: "json",
  status: 200,
  headers: [],
  errors: ["quarantine-unknown"],
});
