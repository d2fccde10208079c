import { z } from "zod";
import { factEdit, factEditErrors } from "./fact-edit.ts";
import { operation } from "./operation.ts";
import { valueErrors } from "./value-errors.ts";
import { json, none } from "./values.ts";

/** Enters a fact here, where the model makes this hub its authority. */
export const setFact = operation({
  ...factEdit,
  name: "setFact",
  method: "PUT",
  path: "/v1/entities/{type}/{ref}/facts/{fact}",
  part: "Entities",
  title: "Enters a fact here, where the model makes this hub its authority.",
  role: "steward",
  query: none,
  body: z.strictObject({ value: json }),
  errors: [...factEditErrors, "hierarchy-circle", "not-edited-here", ...valueErrors],
});
