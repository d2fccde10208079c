import { z } from "zod";
import { acrossDomains } from "./across-domains.ts";
import { system } from "./model-answer.ts";
import { operation } from "./operation.ts";
import { none } from "./values.ts";

/** The systems and their sources: how many records, and how far each has been taken. */
export const listSystems = operation({
  ...acrossDomains,
  name: "listSystems",
  path: "/v1/systems",
  part: "Model",
  title: "The systems and their sources: how many records, and how far each has been taken.",
  params: none,
  query: none,
  output: z.array(system),
  errors: [],
});
