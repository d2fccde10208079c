import { z } from "zod";
import { acrossDomains } from "./across-domains.ts";
import { operation } from "./operation.ts";
import { none, uuid } from "./values.ts";
import { quarantinedRecord } from "./work-answer.ts";

/** One quarantined record with its bytes as they came. */
export const getQuarantined = operation({
  ...acrossDomains,
  name: "getQuarantined",
  path: "/v1/quarantine/{id}",
  part: "Quarantine",
  title: "One quarantined record with its bytes as they came.",
  params: z.strictObject({ id: uuid }),
  query: none,
  output: quarantinedRecord,
  errors: ["quarantine-unknown"],
});
