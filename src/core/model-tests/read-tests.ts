import { checkShape } from "../model/check-shape.ts";
import { Faults } from "../model/fault.ts";
import type { Fault, Model, ModelFile } from "../model/model.ts";
import { itemsAt, type Node, placeOf, textAt } from "../model/tree.ts";
import { yamlTree } from "../model/yaml-tree.ts";
import { shownMoment } from "../value/world-moment.ts";
import type { ModelTest, Stage } from "./model-test.ts";
import { readExpectation } from "./read-expectation.ts";
import { readStep } from "./read-step.ts";
import { momentAt } from "./read-value.ts";
import type { TestReading } from "./reading.ts";
import { testDocument } from "./vocabulary.ts";

/** What comes of reading the files of model tests. */
export interface TestsRead {
  /** In the order of the files, and within them. Those with faults are among them: run them only where there are none. */
  readonly tests: readonly ModelTest[];
  readonly faults: readonly Fault[];
}

/** The day on which a test begins that names none. */
const firstDay = "2026-01-01";

/** Parses and checks files of model tests against a model. Never throws, whatever the files hold. */
export function readTests(model: Model, files: readonly ModelFile[]): TestsRead {
  const faults = new Faults();
  const reading = { model, faults };
  const documents = files.flatMap((file) => yamlTree(file, faults));
  for (const tree of documents) checkShape(tree, testDocument, faults);
  const tests = documents.flatMap((tree) => itemsAt(tree, "tests").map((node) => readTest(node, reading)));
  reportTwice(tests, faults);
  return { tests, faults: faults.sorted() };
}

function readTest(node: Node, reading: TestReading): ModelTest {
  const name = textAt(node, "name") ?? "";
  const stages = [node, ...itemsAt(node, "next")].map((stage) => readStage(stage, reading));
  if (name !== "" && stages.every(({ expect }) => expect.length === 0))
    reading.faults.error(node.place, "missing-key", "'expect' is missing", "say what must hold then");
  const day = momentAt(node, "day", null, reading) ?? firstDay;
  reportBack(day, stages, reading.faults);
  return { name, place: placeOf(node, "name"), day, stages };
}

/** The calendar never goes back. */
function reportBack(first: string, stages: readonly Stage[], faults: Faults): void {
  let today = first;
  for (const step of stages.flatMap(({ given }) => given)) {
    if (step.kind !== "day") continue;
    if (step.day <= today)
      faults.error(
        step.place,
        "contradiction",
        `the day ${shownMoment(step.day)} does not lie after ${shownMoment(today)}`,
        "days go forward only",
      );
    today = step.day;
  }
}

function readStage(node: Node, reading: TestReading): Stage {
  return {
    given: itemsAt(node, "given").flatMap((step) => readStep(step, reading) ?? []),
    expect: itemsAt(node, "expect").flatMap((one) => readExpectation(one, reading) ?? []),
  };
}

function reportTwice(tests: readonly ModelTest[], faults: Faults): void {
  const places = new Map<string, ModelTest["place"]>();
  for (const { name, place } of tests) {
    const before = places.get(name);
    if (before === undefined) places.set(name, place);
    else
      faults.error(
        place,
        "duplicate-name",
        `two tests are called '${name}'`,
        `the other one is ${before.file}:${before.line}`,
      );
  }
}
