import { z } from "zod";
import { operation } from "./operation.ts";
import { name, none } from "./values.ts";
import { suggestion } from "./work-answer.ts";

/** Changes of the model that would close groups of divergences, each as a diff with its count. */
export const suggest = operation({
  name: "suggest",
  method: "GET",
  path: "/v1/divergences/suggestions",
  part: "Divergences",
  title: "Changes of the model that would close groups of divergences, each as a diff with its count.",
  role: "reader",
  domain: "any",
  params: none,
  query: z.strictObject({ type: name.optional() }),
  body: null,
  output: z.array(suggestion),
  answers: "json",
  status: 200,
  headers: [],
  errors: ["entity-type-unknown"],
});
