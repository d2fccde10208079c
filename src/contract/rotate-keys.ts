import { z } from "zod";
import { operation } from "./operation.ts";
import { none } from "./values.ts";

/** Wraps all keys under a new master key, so that old backups open nothing that is erased. */
export const rotateKeys = operation({
  name: "rotateKeys",
  method: "POST",
  path: "/v1/keys/rotate",
  part: "Access",
  title: "Wraps all keys under a new master key, so that old backups open nothing that is erased.",
  role: "admin",
  domain: "all",
  params: none,
  query: none,
  body: null,
  output: z.object({
    master: z.string(),
    rewrapped: z.number(),
    previous: z.enum(["file", "nothing", "env"]),
  }),
  answers: "json",
  status: 200,
  headers: [],
  errors: ["master-key-not-rotatable"],
});
