import { formatFault } from "../../src/core/model/fault.ts";
import type { Model } from "../../src/core/model/model.ts";
import { readModel } from "../../src/core/model/read-model.ts";

/** The model of YAML texts by path; throws, with every fault in its message, where something is wrong with them. */
export function modelOf(yaml: Readonly<Record<string, string>>): Model {
  const { model, faults } = readModel(Object.entries(yaml).map(([path, text]) => ({ path, text })));
  if (model === null)
    throw new Error(`a model of the tests is faulty:\n${faults.map(formatFault).join("\n")}`);
  return model;
}
