import { formatFault } from "../../src/core/model/fault.ts";
import type { Fault } from "../../src/core/model/model.ts";
import { readModel } from "../../src/core/model/read-model.ts";
import { processorSeconds } from "../helpers/processor.ts";
import type { Texts } from "./corpus.ts";
import { liveWith, Unsound } from "./live.ts";
import type { TreesOnce } from "./trees-once.ts";

/** Seconds of the processor within which a model is checked, whatever it holds. */
export const checkSecondsMax = 1;

/** What one run came to. */
export interface Run {
  readonly seconds: number;
  readonly passed: boolean;
  readonly facts: number;
}

/** Checks one model, and lives with it where it passes. Throws for whatever must not be. */
export function oneRun(texts: Texts, seed: number, trees: TreesOnce): Run {
  const files = Object.entries(texts).map(([path, text]) => ({ path, text }));
  const measured = processorSeconds(checkSecondsMax, () => readModel(files, trees.of));
  const seconds = measured.seconds + trees.sparedBy(files);
  const { model, faults } = measured.result;
  if (seconds > checkSecondsMax) throw new Unsound(`'check' took ${seconds.toFixed(2)} s`);
  const errors = faults.filter(({ severity }) => severity === "error");
  if ((model === null) !== errors.length > 0)
    throw new Unsound("there is a model in spite of errors, or none without");
  mustStandWithin(faults, texts);
  return { seconds, passed: model !== null, facts: model === null ? 0 : liveWith(model, seed) };
}

function mustStandWithin(faults: readonly Fault[], texts: Texts): void {
  const lines = new Map(
    Object.entries(texts).map(([path, text]) => [path, text.replace(/^\uFEFF/, "").split("\n")]),
  );
  for (const fault of faults) {
    const { file, line, column } = fault.place;
    const text = lines.get(file)?.[line - 1];
    if (text === undefined || column < 1 || column > text.length + 1)
      throw new Unsound(`a fault outside of the files: ${formatFault(fault)}`);
  }
}
