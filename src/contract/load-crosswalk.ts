import { z } from "zod";
import { operation, rowsBody } from "./operation.ts";
import { rowsErrors } from "./rows-errors.ts";
import { name } from "./values.ts";
import { loaded } from "./work-answer.ts";

/** Loads pairs of keys that are the same thing: the first two columns are a key of the one source and one of the other. */
export const loadCrosswalk = operation({
  name: "loadCrosswalk",
  method: "POST",
  path: "/v1/crosswalks/{source}/{right}",
  part: "Loading",
  title:
    "Loads pairs of keys that are the same thing: the first two columns are a key of the one source and one of the other.",
  role: "operator",
  domain: "source",
  params: z.strictObject({ source: name, right: name }),
  query: z.strictObject({ delimiter: z.string().length(1).optional(), file: name.optional() }),
  body: rowsBody,
  output: loaded,
  answers: "json",
  status: 200,
  headers: [],
  errors: ["source-unknown", ...rowsErrors, "crosswalk-types-differ"],
});
