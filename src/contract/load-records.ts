import { z } from "zod";
import { operation, rowsBody } from "./operation.ts";
import { rowsErrors } from "./rows-errors.ts";
import { flag, name } from "./values.ts";
import { loaded } from "./work-answer.ts";

/** Loads records of one source from a stream of CSV, JSON Lines, a JSON array or Parquet, and answers with the account. */
export const loadRecords = operation({
  name: "loadRecords",
  method: "POST",
  path: "/v1/sources/{source}/records",
  part: "Loading",
  title:
    "Loads records of one source from a stream of CSV, JSON Lines, a JSON array or Parquet, and answers with the account.",
  role: "operator",
  domain: "source",
  params: z.strictObject({ source: name }),
  query: z.strictObject({
    asOf: z.iso
      .datetime({ offset: true })
      .optional()
      .describe("The instant that dates the rows; what is older than what is there changes nothing."),
    complete: flag.describe("The rows are the whole source: keys that are absent are deletions."),
    dryRun: flag.describe("Gives the account and changes nothing."),
    delimiter: z.string().length(1).optional().describe("Of CSV; found in the header where it is not given."),
    file: name.optional().describe("What the file is called, for the list of runs."),
  }),
  body: rowsBody,
  output: loaded,
  answers: "json",
  status: 200,
  headers: [],
  errors: [
    "source-unknown",
    "source-busy",
    "columns-missing",
    "too-many-keys",
    "dry-run-too-large",
    ...rowsErrors,
  ],
});
