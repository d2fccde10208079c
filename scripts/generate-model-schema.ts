import { modelSchema } from "../src/core/model/schema.ts";

/** The JSON Schema by which editors complete and check the files of a model. */
export async function modelSchemaJson(): Promise<Record<string, string>> {
  return { "docs/model.schema.json": `${JSON.stringify(modelSchema(), null, 2)}\n` };
}
