import { z } from "zod";
import { grantDomainsMax } from "../limits.ts";
import { roles } from "./operation.ts";
import { name } from "./values.ts";

/** One role, for all domains (`null`) or for named ones. */
export const grant = z
  .strictObject({ role: z.enum(roles), domains: z.array(name).min(1).max(grantDomainsMax).nullable() })
  .meta({ id: "Grant" });

export const token = z
  .object({
    id: z.string(),
    name: z.string(),
    grants: z.array(grant),
    createdAt: z.string(),
    madeBy: z.string(),
    expiresAt: z.string().nullable(),
    revokedAt: z.string().nullable(),
  })
  .meta({ id: "Token" });
