import { z } from "zod";
import { consumer } from "./model-answer.ts";
import { operation } from "./operation.ts";
import { name, none } from "./values.ts";

/** Who reads facts, and what for: of all, of one entity type, or of one attribute of it. */
export const listConsumers = operation({
  name: "listConsumers",
  method: "GET",
  path: "/v1/consumers",
  part: "Model",
  title: "Who reads facts, and what for: of all, of one entity type, or of one attribute of it.",
  role: "reader",
  domain: "any",
  params: none,
  query: z.strictObject({ type: name.optional(), attribute: name.optional() }),
  body: null,
  output: z.array(consumer),
  answers: "json",
  status: 200,
  headers: [],
  errors: ["entity-type-unknown", "attribute-unknown"],
});
