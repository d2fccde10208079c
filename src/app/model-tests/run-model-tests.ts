import { compileExplainer, type Explainer } from "../../core/golden/explain.ts";
import { formatFault } from "../../core/model/fault.ts";
import type { Fault, ModelFile } from "../../core/model/model.ts";
import type { Place } from "../../core/model/place.ts";
import { readModel } from "../../core/model/read-model.ts";
import type { ModelTest, Step } from "../../core/model-tests/model-test.ts";
import { readTests } from "../../core/model-tests/read-tests.ts";
import { type Compiled, compileModel } from "../change/compiled.ts";
import { World } from "../rehearse/world.ts";
import { judge } from "./judge.ts";
import type { Mismatch } from "./outcome.ts";
import { type Played, Player } from "./player.ts";

/** What came of the tests of a model. */
export interface TestRun {
  /** Faults of the model and of its tests; with errors among them nothing is run. */
  readonly faults: readonly Fault[];
  readonly faultLines: readonly string[];
  readonly results: readonly TestResult[];
}

export interface TestResult {
  readonly name: string;
  readonly place: Place;
  readonly ok: boolean;
  readonly mismatches: readonly Mismatch[];
}

/**
 * Runs the tests of a model in memory, by the functions with which the server maps, matches, resolves and compares. Those
 * whose name contains `filter`, in any case of letters, or all.
 */
export function runModelTests(
  files: readonly ModelFile[],
  tests: readonly ModelFile[],
  filter: string | null,
): TestRun {
  const { model, faults } = readModel(files);
  if (model === null) return { faults, faultLines: faults.map(formatFault), results: [] };
  const read = readTests(model, tests);
  const all = [...faults, ...read.faults];
  const told = { faults: all, faultLines: all.map(formatFault) };
  if (read.faults.some((fault) => fault.severity === "error")) return { ...told, results: [] };
  const compiled = compileModel(model);
  const explainer = compileExplainer(model);
  const wanted = filter?.toLowerCase() ?? "";
  const chosen = read.tests.filter(({ name }) => name.toLowerCase().includes(wanted));
  return { ...told, results: chosen.map((test) => runModelTest(compiled, explainer, test)) };
}

/** Runs one test on a log of its own. */
export function runModelTest(compiled: Compiled, explainer: Explainer, test: ModelTest): TestResult {
  const world = new World(compiled, test.day);
  const player = new Player(world);
  const mismatches: Mismatch[] = [];
  for (const { given, expect } of test.stages) {
    for (const step of given) mismatches.push(...judgeStep(step, player.play(step)));
    for (const expectation of expect) mismatches.push(...judge(world, explainer, expectation));
  }
  const { name, place } = test;
  return { name, place, ok: mismatches.length === 0, mismatches };
}

/** Whether a step was taken, refused and held back as the test says. */
function judgeStep(step: Step, { refused, held }: Played): readonly Mismatch[] {
  const { place } = step;
  const about = `the ${step.kind} of line ${place.line}`;
  const mismatches: Mismatch[] = [];
  if (step.refused !== (refused?.code ?? null))
    mismatches.push({
      place,
      about,
      expected: step.refused === null ? "taken" : `refused: ${step.refused}`,
      came: refused === null ? "taken" : `refused: ${refused.code}`,
      why: refused === null ? [] : [refused.message],
    });
  if (step.kind !== "record" || refused !== null) return mismatches;
  for (const fact of new Set([...step.held.keys(), ...held.keys()])) {
    const wanted = step.held.get(fact as never);
    const came = held.get(fact);
    if (wanted === came?.code) continue;
    mismatches.push({
      place,
      about: `${fact} in ${about}`,
      expected: wanted === undefined ? "believed" : `held back: ${wanted}`,
      came: came === undefined ? "not held back" : `held back: ${came.code}`,
      why: came === undefined ? [] : [came.message],
    });
  }
  return mismatches;
}
