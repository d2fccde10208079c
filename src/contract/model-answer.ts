import { z } from "zod";
import { modelFileCharsMax, modelFilesMax } from "../limits.ts";
import { json, name } from "./values.ts";

/** What is answered about the model and the systems that it names. */

export const modelFiles = z
  .array(z.strictObject({ path: name, text: z.string().max(modelFileCharsMax) }))
  .max(modelFilesMax);

export const fault = z
  .object({
    file: z.string(),
    line: z.number(),
    column: z.number(),
    severity: z.enum(["error", "warning"]),
    code: z.string(),
    message: z.string(),
    hint: z.string().nullable(),
  })
  .meta({ id: "Fault" });

export const model = z
  .object({
    hash: z.string(),
    applied: z.number(),
    appliedAt: z.string().nullable(),
    files: z.array(z.object({ path: z.string(), text: z.string().nullable() })),
    model: z.record(z.string(), json),
  })
  .meta({ id: "Model" });

export const consumer = z
  .object({
    name: z.string(),
    title: z.string(),
    owner: z.string().nullable(),
    entity: z.string(),
    attributes: z.array(z.string()).readonly(),
    maxAgeSeconds: z.number().nullable(),
    purpose: z.string().nullable(),
  })
  .meta({ id: "Consumer" });

export const system = z
  .object({
    name: z.string(),
    title: z.string(),
    kind: z.string(),
    connector: z.string().nullable(),
    writable: z.boolean(),
    custodian: z.string().nullable(),
    sources: z.array(
      z.object({
        name: z.string(),
        type: z.string(),
        records: z.number(),
        deleted: z.number(),
        quarantined: z.number(),
        cursor: z
          .object({
            incarnation: z.number(),
            position: z.string(),
            loads: z.number(),
            updatedAt: z.string(),
          })
          .nullable(),
      }),
    ),
  })
  .meta({ id: "System" });
