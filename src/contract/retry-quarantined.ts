import { z } from "zod";
import { operation } from "./operation.ts";
import { json, name, none, shown, uuid } from "./values.ts";
import { account } from "./work-answer.ts";

/** Takes a quarantined record up again, once what was wrong with it has been mended. */
export const retryQuarantined = operation({
  name: "retryQuarantined",
  method: "POST",
  path: "/v1/quarantine/{id}/retry",
  part: "Quarantine",
  title: "Takes a quarantined record up again, once what was wrong with it has been mended.",
  role: "operator",
  domain: "entities",
  params: z.strictObject({ id: uuid }),
  query: none,
  body: z.strictObject({
    mended: z
      .record(name, json)
      .nullable()
      .default(null)
      .describe(
        "The record as it was mended, by column; without it the very bytes are judged again, as after a change of the model.",
      ),
  }),
  output: z.object({ run: z.string(), source: z.string(), key: shown, account }),
  answers: "json",
  status: 200,
  headers: [],
  errors: [
    "quarantine-unknown",
    "source-unknown",
    "quarantine-ended",
    "quarantine-newer-observation",
    "quarantine-still-refused",
  ],
});
