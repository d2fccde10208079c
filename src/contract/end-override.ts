import { factEdit, factEditErrors } from "./fact-edit.ts";
import { operation } from "./operation.ts";
import { none } from "./values.ts";

/** Ends an override before its time. */
export const endOverride = operation({
  ...factEdit,
  name: "endOverride",
  method: "DELETE",
  path: "/v1/entities/{type}/{ref}/facts/{fact}/override",
  part: "Entities",
  title: "Ends an override before its time.",
  role: "steward",
  query: none,
  body: null,
  errors: [...factEditErrors, "override-unknown"],
});
