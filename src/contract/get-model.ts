import { acrossDomains } from "./across-domains.ts";
import { model } from "./model-answer.ts";
import { operation } from "./operation.ts";
import { none } from "./values.ts";

/** The model in force: its files, and what was made of them. */
export const getModel = operation({
  ...acrossDomains,
  name: "getModel",
  path: "/v1/model",
  part: "Model",
  title: "The model in force: its files, and what was made of them.",
  params: none,
  query: none,
  output: model,
  errors: [],
});
