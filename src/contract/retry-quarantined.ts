import { z } from "zod";
import { operation } from "./operation.ts";
import { none, uuid } from "./values.ts";
import { loaded } from "./work-answer.ts";

/** Takes a quarantined record up again, once what was wrong with it has been mended. */
export const retryQuarantined = operation({
  name: "retryQuarantined",
  method: "POST",
  path: "/v1/quarantine/{id}/retry",
  part: "Quarantine",
  title: "Takes a quarantined record up again, once what was wrong with it has been mended.",
  role: "operator",
  domain: "all",
  params: z.strictObject({ id: uuid }),
  query: none,
  body: null,
  output: loaded,
  answers: "json",
  status: 200,
  headers: [],
  errors: [
    "quarantine-unknown",
    "quarantine-ended",
    "quarantine-newer-observation",
    "quarantine-still-refused",
  ],
});
