import { z } from "zod";
import { system } from "./model-answer.ts";
import { operation } from "./operation.ts";
import { none } from "./values.ts";

/** The systems and their sources: how many records, and how far each has been taken. */
export const listSystems = operation({
  name: "listSystems",
  method: "GET",
  path: "/v1/systems",
  part: "Model",
  title: "The systems and their sources: how many records, and how far each has been taken.",
  role: "reader",
  domain: "any",
  params: none,
  query: none,
  body: null,
  output: z.array(system),
  answers: "json",
  status: 200,
  headers: [],
  errors: [],
});
