import { z } from "zod";
import { operation } from "./operation.ts";
import { token } from "./token-answer.ts";
import { none, uuid } from "./values.ts";

/** Revokes a token, at once and for good. */
export const revokeToken = operation({
  name: "revokeToken",
  method: "DELETE",
  path: "/v1/tokens/{id}",
  part: "Access",
  title: "Revokes a token, at once and for good.",
  role: "admin",
  domain: "all",
  params: z.strictObject({ id: uuid }),
  query: none,
  body: null,
  output: token,
  answers: "json",
  status: 200,
  headers: [],
  errors: ["token-unknown"],
});
