import { formatFault } from "../core/model/fault.ts";
import type { ModelFile } from "../core/model/model.ts";
import { readModel } from "../core/model/read-model.ts";
import { type JsonSchema, modelSchema as schemaOfModels } from "../core/model/schema.ts";

/** A fault with its place flattened, as the API and the command line show it. */
export interface FaultAnswer {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly severity: "error" | "warning";
  readonly code: string;
  readonly message: string;
  readonly hint: string | null;
}

export interface CheckedModel {
  readonly ok: boolean;
  /** The hash of the model; `null` where it is too broken to be one. */
  readonly hash: string | null;
  readonly faults: readonly FaultAnswer[];
  /** Each fault as a compiler would print it: `file:line:col message`, and its hint below. */
  readonly faultLines: readonly string[];
  readonly counts: {
    readonly systems: number;
    readonly entities: number;
    readonly sources: number;
    readonly attributes: number;
  };
}

/** Checks a model that nobody has put in force. */
export function checkModel(files: readonly ModelFile[]): CheckedModel {
  const { model, faults } = readModel(files);
  const types = [...(model?.entities.values() ?? [])];
  return {
    ok: !faults.some((fault) => fault.severity === "error"),
    hash: model?.hash ?? null,
    faults: faults.map(({ place, ...fault }) => ({ ...place, ...fault })),
    faultLines: faults.map(formatFault),
    counts: {
      systems: model?.systems.size ?? 0,
      entities: types.length,
      sources: model?.sources.size ?? 0,
      attributes: types.reduce((sum, type) => sum + type.attributes.size, 0),
    },
  };
}

/** The JSON Schema by which editors complete and check a file of a model. */
export const modelSchema = (): JsonSchema => schemaOfModels();
