import { z } from "zod";
import { factEdit, factEditErrors } from "./fact-edit.ts";
import { operation } from "./operation.ts";
import { name, ref } from "./values.ts";

/** Takes leave to differ back before its time. */
export const withdrawWaiver = operation({
  ...factEdit,
  name: "withdrawWaiver",
  method: "DELETE",
  path: "/v1/entities/{type}/{ref}/facts/{fact}/waiver",
  part: "Divergences",
  title: "Takes leave to differ back before its time.",
  role: "steward",
  query: z.strictObject({ source: name, key: ref.optional() }),
  body: null,
  errors: [...factEditErrors, "copy-unclear", "waiver-unknown"],
});
