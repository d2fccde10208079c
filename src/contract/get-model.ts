import { model } from "./model-answer.ts";
import { operation } from "./operation.ts";
import { none } from "./values.ts";

/** The model in force: its files, and what was made of them. */
export const getModel = operation({
  name: "getModel",
  method: "GET",
  path: "/v1/model",
  part: "Model",
  title: "The model in force: its files, and what was made of them.",
  role: "reader",
  domain: "any",
  params: none,
  query: none,
  body: null,
  output: model,
  answers: "json",
  status: 200,
  headers: [],
  errors: [],
});
