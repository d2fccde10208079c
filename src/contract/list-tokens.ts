import { z } from "zod";
import { operation } from "./operation.ts";
import { token } from "./token-answer.ts";
import { none } from "./values.ts";

/** Lists tokens, without their secrets. */
export const listTokens = operation({
  name: "listTokens",
  method: "GET",
  path: "/v1/tokens",
  part: "Access",
  title: "Lists tokens, without their secrets.",
  role: "admin",
  domain: "all",
  params: none,
  query: none,
  body: null,
  output: z.array(token),
  answers: "json",
  status: 200,
  headers: [],
  errors: [],
});
