import { elementFacts } from "../../core/golden/elements.ts";
import { factKey } from "../../core/ids.ts";
import type { Attribute } from "../../core/model/attribute.ts";
import { attributeOfFact } from "../../core/model/fact-attribute.ts";
import { formatFault } from "../../core/model/fault.ts";
import type { EntityType, Model } from "../../core/model/model.ts";
import { shownMoment, type WorldMoment } from "../../core/value/world-moment.ts";
import { invariant, refuse } from "../../errors.ts";
import { headOf } from "../../store/commit.ts";
import type { EntityState } from "../../store/state.ts";
import type { Hub } from "../hub.ts";
import { explainEntity } from "../read/explain.ts";
import { findEntity } from "../read/find-entity.ts";
import { seesClearly, type Viewer } from "../read/viewer.ts";
import { refuseAttribute } from "../unknown-name.ts";
import { type CaseStep, stepsOf } from "./case-of.ts";
import { expectedFact, expectedList } from "./expected-case.ts";
import { leftOut } from "./left-out.ts";
import { runModelTests } from "./run-model-tests.ts";
import { ShownCase } from "./shown-case.ts";
import { testText } from "./test-text.ts";
import { type Told, toldAround } from "./told.ts";

/** A test of the model, written from a live case. */
export interface CaseAnswer {
  readonly test: string;
  /** Whether it comes out in memory as it did here; else the notes on top of it say what is missing. */
  readonly ok: boolean;
}

/**
 * Writes a test from what happened to an entity: the claims of the log that decide on the fact (on those of a list, or on all of
 * its facts), and what they came to. What the caller may not see is replaced by stand-ins, the same wherever the same value stood.
 */
export async function asTest(
  hub: Hub,
  viewer: Viewer,
  asked: { readonly type: string; readonly ref: string; readonly fact: string | null },
): Promise<CaseAnswer> {
  const { model } = hub.compiled;
  const { id, type: name } = await findEntity(hub, viewer, asked);
  const type = model.entities.get(name);
  invariant(type !== undefined, "an entity that was found has a declared type");
  const attributes = attributesAsked(type, asked.fact);
  const around = await toldAround(hub, viewer, { id, attributes });
  const { told } = around;
  const [own] = told;
  invariant(own !== undefined, "the entity itself is told of");
  const shown = new ShownCase(model, told);
  const address = shown.entity(own);
  if (address === null) {
    refuse(
      "entity-unknown",
      "No record tells of this entity any more, and a test has no other name for it.",
      {
        hint: "Each key under which something was said of it is another thing by now. `bailiwick history` tells what happened.",
      },
    );
  }
  const head = await headOf(hub.database.reader, hub.log);
  // Where nothing of the model reads the calendar, it stands still.
  const now = new Date().toISOString().slice(0, 10);
  const calendar = head.calendar === "" ? now : head.calendar;
  const steps = told
    .flatMap((one) => stepsOf(model, one).map((step) => ({ ...step, step: shown.step(one, step.step) })))
    .toSorted((a, b) => a.index - b.index);
  const wanted = factsAsked(own.state, type, asked.fact);
  const answers = await explainEntity(hub, seesClearly(viewer), { type: name, ref: id });
  const facts = [
    ...answers
      .filter(({ fact }) => wanted.facts === null || wanted.facts.has(fact))
      .map((answer) => [answer.fact, expectedFact(shown, own, answer)] as const),
    ...wanted.lists.map((list) => [list.name, expectedList(shown, own, list)] as const),
  ];
  const test = {
    name: `${asked.fact === null ? name : `${name}, ${asked.fact}`} of ${address}`,
    ...onDays(
      steps,
      told.some((one) => readsDays(hub, one)),
      calendar,
    ),
    expect: [{ entity: address, facts: Object.fromEntries(facts) }],
  };
  const text = (notes: readonly string[]) => testText({ ...test, notes });
  const differs = differencesOf(model, text([]));
  const missing = leftOut(shown, around);
  if (differs.length === 0) return { test: text(["Written from a live case.", ...missing]), ok: true };
  const note = "Written from a live case, which does not come out in memory as it did; something is missing:";
  return { test: text([note, ...missing, ...differs]), ok: false };
}

/** What of a case comes out in memory otherwise than it did here, line by line. */
function differencesOf({ files }: Model, text: string): readonly string[] {
  const path = "tests/case.yaml";
  const run = runModelTests(files, [{ path, text }], null);
  return [
    // What `check` warns of in the model is no matter of the case.
    ...run.faults.filter(({ place }) => place.file === path).map(formatFault),
    ...run.results.flatMap((one) =>
      one.mismatches.map(
        ({ about: what, expected: here, came }) => `${what}: here ${here}, in memory ${came}`,
      ),
    ),
  ];
}

/** The attributes of what is asked about: a fact, a list with all of its elements, what is declared per code, or all. */
function attributesAsked(type: EntityType, fact: string | null): readonly string[] {
  const names = [...type.attributes.keys()];
  if (fact === null) return names;
  const attribute = attributeOfFact(type, fact);
  if (attribute !== undefined) return [attribute.elementOf === null ? attribute.name : attribute.declared];
  const per = names.filter((name) => type.attributes.get(name)?.declared === fact);
  return per.length > 0 ? per : refuseAttribute(fact, type.name, names);
}

/** The facts of which something is expected (`null`: all), and the lists that are expected as a whole too. */
function factsAsked(
  { golden }: EntityState,
  type: EntityType,
  fact: string | null,
): { readonly facts: ReadonlySet<string> | null; readonly lists: readonly Attribute[] } {
  const all = [...type.attributes.values()];
  if (fact === null) return { facts: null, lists: all.filter(({ elements }) => elements) };
  const list = type.attributes.get(fact);
  if (list?.elements)
    return { facts: new Set(elementFacts(factKey(fact), golden?.facts.keys() ?? [])), lists: [list] };
  if (attributeOfFact(type, fact) !== undefined) return { facts: new Set([fact]), lists: [] };
  return { facts: new Set(all.flatMap((one) => (one.declared === fact ? [one.name] : []))), lists: [] };
}

/** Whether what is told depends on days: by dated records, by what ends on a day, by `today`. */
function readsDays(hub: Hub, { state, type, deciding, history }: Told): boolean {
  const attributes = [...deciding.attributes].map((name) => type.attributes.get(name));
  return (
    hub.compiled.types.get(type.name)?.readsToday === true ||
    state.records.some(({ valid }) => valid !== null) ||
    state.waivers.size > 0 ||
    attributes.some((one) => one !== undefined && one.edits.local !== null) ||
    history.some(({ changes }) => changes?.some(({ op }) => op === "override" || op === "override-end"))
  );
}

/** The steps with the days on which they were taken, up to the day that it is; on one day where nothing depends on it. */
function onDays(
  steps: readonly CaseStep[],
  readsDays: boolean,
  calendar: WorldMoment,
): { readonly day: string; readonly given: readonly object[] } {
  if (!readsDays) return { day: shownMoment(calendar), given: steps.map(({ step }) => step) };
  const capped = (day: string) => (day < calendar ? day : calendar);
  const first = capped(steps.find(({ day }) => day !== "")?.day ?? calendar);
  let today = first;
  const given: object[] = [];
  const moveTo = (moment: WorldMoment): void => {
    if (moment <= today) return;
    today = moment;
    given.push({ day: shownMoment(moment) });
  };
  for (const { day, step } of steps) {
    if (day !== "") moveTo(capped(day));
    given.push(step);
  }
  moveTo(calendar);
  return { day: shownMoment(first), given };
}
