import { attributeOf, entityId, type FactKey, factKey } from "../../core/ids.ts";
import { formatFault } from "../../core/model/fault.ts";
import type { EntityType } from "../../core/model/model.ts";
import { invariant, refuse } from "../../errors.ts";
import { historyEntriesMax } from "../../limits.ts";
import { entityStates } from "../../store/load-state.ts";
import type { EntityState } from "../../store/state.ts";
import type { Hub } from "../hub.ts";
import { explainFact } from "../read/explain.ts";
import type { ExplainAnswer } from "../read/explain-answer.ts";
import { findEntity } from "../read/find-entity.ts";
import { history } from "../read/history.ts";
import { Sight } from "../read/sight.ts";
import { mayRead, seesAll, type Viewer } from "../read/viewer.ts";
import { attributesBehind, type CaseStep, referredBy, stepsOf } from "./case-of.ts";
import { runModelTests } from "./run-model-tests.ts";
import { StandIns } from "./stand-ins.ts";
import { testText } from "./test-text.ts";

/** A test of the model, written from a live case. */
export interface CaseAnswer {
  readonly test: string;
  /** Whether it comes out in memory as it did here; else the notes on top of it say what is missing. */
  readonly ok: boolean;
}

interface Told {
  readonly type: EntityType;
  readonly state: EntityState;
  readonly steps: readonly CaseStep[];
  readonly sight: Sight;
}

/**
 * Writes a test from what happened to an entity: the claims of the log that decide on the fact (or on all of its facts), and what
 * they came to. What the caller may not see is replaced by stand-ins, the same wherever the same value stood.
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
  if (asked.fact !== null && !type.attributes.has(asked.fact))
    refuse("attribute-unknown", `"${name}" has no attribute "${asked.fact.slice(0, 100)}".`);
  const facts = asked.fact === null ? [...type.attributes.keys()] : [asked.fact];
  const own = await toldOf(hub, viewer, id, attributesBehind(type, facts));
  const others = await originals(hub, viewer, own, facts);
  const standIns = new StandIns();
  const told = [own, ...others];
  const steps = told
    .flatMap((one) => one.steps.map(({ index, step }) => ({ index, step: shownStep(one, step, standIns) })))
    .toSorted((a, b) => a.index - b.index)
    .map(({ step }) => step);
  const expected: Record<string, unknown> = {};
  for (const fact of facts) {
    const answer = await explainFact(hub, seesAll, { type: name, ref: id, attribute: fact });
    expected[fact] = expectedOf(own, answer, standIns, others);
  }
  const [first] = own.state.records.filter((one) => !one.deleted);
  if (first === undefined) refuse("entity-unknown", "No record tells of this entity any more.");
  const address = addressOf(own, first.source, first.key, standIns);
  const today = new Date().toISOString().slice(0, 10);
  const day = dayFirstDiffering(own, facts) ?? today;
  const given = [...withTies(steps, decidedLinks(own, standIns)), ...(day < today ? [{ day: today }] : [])];
  const about = asked.fact === null ? name : `${name}, ${asked.fact}`;
  const test = {
    name: `${about} of ${address}`,
    day,
    given,
    expect: [{ entity: address, facts: expected }],
  };
  const text = (notes: readonly string[]) => testText({ ...test, notes });
  const path = "tests/case.yaml";
  const run = runModelTests(model.files, [{ path, text: text([]) }], null);
  const differs = [
    // What `check` warns of in the model is no matter of the case.
    ...run.faults.filter(({ place }) => place.file === path).map(formatFault),
    ...run.results.flatMap((one) =>
      one.mismatches.map(
        ({ about: what, expected: wanted, came }) => `${what}: here ${wanted}, in memory ${came}`,
      ),
    ),
  ];
  if (differs.length === 0) return { test: text(["Written from a live case."]), ok: true };
  const note = "Written from a live case, which does not come out in memory as it did; something is missing:";
  return { test: text([note, ...differs]), ok: false };
}

/** The day from which on the model lets a copy differ that was edited there; `null` where none was. */
function dayFirstDiffering({ type, state }: Told, facts: readonly string[]): string | null {
  const edited = state.divergences.filter(({ fact }) => {
    const attribute = type.attributes.get(attributeOf(fact)) ?? type.attributes.get(fact);
    return attribute?.edits.local != null && facts.includes(attribute.name);
  });
  return edited.map(({ openedOn }) => openedOn).toSorted()[0] ?? null;
}

/** What is known of one entity, to be told as a test; with everything in it, masked only as it is written. */
async function toldOf(hub: Hub, viewer: Viewer, id: string, kept: ReadonlySet<string>): Promise<Told> {
  const state = (await entityStates(hub.database.reader, hub.log, [entityId(id)])).get(entityId(id));
  const type = state && hub.compiled.model.entities.get(state.type);
  invariant(
    state !== undefined && type !== undefined,
    "an entity that was found is there, of a declared type",
  );
  const asked = { type: state.type, ref: id, attribute: null, cursor: null };
  const page = await history(hub, seesAll, { ...asked, limit: Math.min(historyEntriesMax, 200) });
  const steps = stepsOf(hub.compiled.model, state, page.items, kept);
  return { type, state, steps, sight: new Sight(hub.compiled.model, viewer, state.type) };
}

/** The entities that copied facts come from, and that references lead to: what of them decides on these facts. */
async function originals(
  hub: Hub,
  viewer: Viewer,
  { type, state }: Told,
  facts: readonly string[],
): Promise<readonly Told[]> {
  const behind = [...attributesBehind(type, facts)].flatMap((name) => type.attributes.get(name) ?? []);
  const wanted = new Map<string, Set<string>>();
  const want = (reference: string, attributes: readonly string[]): void => {
    const target = state.golden?.facts.get(reference as FactKey)?.value ?? null;
    if (target === null) return;
    const of = wanted.get(target) ?? new Set<string>();
    for (const attribute of attributes) of.add(attribute);
    wanted.set(target, of);
  };
  for (const attribute of behind) {
    if (attribute.copyOf !== null) want(attribute.copyOf.reference, [attribute.copyOf.attribute]);
    if (attribute.type.kind === "ref") want(attribute.name, referredBy(state, new Set([attribute.name])));
  }
  const told: Told[] = [];
  for (const [target, attributes] of wanted) {
    const found = (await entityStates(hub.database.reader, hub.log, [entityId(target)])).get(
      entityId(target),
    );
    const declared = found && hub.compiled.model.entities.get(found.type);
    if (found === undefined || declared === undefined || !mayRead(viewer, declared)) continue;
    told.push(await toldOf(hub, viewer, found.id, attributesBehind(declared, [...attributes])));
  }
  return told;
}

type ShownStep = CaseStep["step"];

/** A step as the caller may read it. */
function shownStep(told: Told, step: CaseStep["step"], standIns: StandIns): ShownStep {
  const shown: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(step)) {
    if (
      name === "record" ||
      name === "enter" ||
      name === "override" ||
      name === "end-override" ||
      name === "waive" ||
      name === "approve" ||
      name === "decline"
    ) {
      const text = String(value);
      const colon = text.indexOf(":");
      shown[name] = addressOf(told, text.slice(0, colon), text.slice(colon + 1), standIns);
    } else if (name === "claims" || name === "facts") shown[name] = shownFacts(told, value, standIns);
    else if (name === "value") shown[name] = shownValue(told, String(step.fact), value, standIns) ?? null;
    else if (name === "by") shown[name] = told.sight.clear ? value : "someone";
    else shown[name] = value;
  }
  return shown;
}

function shownFacts(told: Told, facts: unknown, standIns: StandIns): object {
  const shown: Record<string, unknown> = {};
  for (const [fact, value] of Object.entries(typeof facts === "object" && facts !== null ? facts : {})) {
    const one = shownValue(told, fact, value, standIns);
    if (one !== undefined) shown[fact] = one;
  }
  return shown;
}

const shownValue = ({ type, sight }: Told, fact: string, value: unknown, standIns: StandIns): unknown =>
  sight.hides(fact) ? standIns.value(type, fact, value) : value;

function addressOf({ sight }: Told, source: string, key: string, standIns: StandIns): string {
  return `${source}:${sight.hidesKeys(source) ? standIns.key(key) : key}`;
}

interface Tie {
  readonly same: readonly string[];
}

/** Ties stand at the end, or before a record is let differ: what is no copy of anything yet cannot be. Never before both are told of. */
function withTies(steps: readonly ShownStep[], ties: readonly Tie[]): readonly object[] {
  const leave = steps.findIndex((step) => "waive" in step);
  const placed = ties.map((tie) => {
    const told = tie.same.map((address) => steps.findIndex(({ record }) => record === address) + 1);
    return { tie, at: Math.max(leave < 0 ? steps.length : leave, ...told) };
  });
  const tiesAt = (at: number): readonly Tie[] => placed.filter((one) => one.at === at).map(({ tie }) => tie);
  return [...steps.flatMap((step, at) => [...tiesAt(at), step]), ...tiesAt(steps.length)];
}

/** Records that came to the entity by a decision, a link or a crosswalk, and not by what they say. */
function decidedLinks(own: Told, standIns: StandIns): readonly Tie[] {
  const [first, ...rest] = own.state.records.filter(({ former }) => !former);
  if (first === undefined) return [];
  return rest
    .filter((one) => one.linkedBy !== "match" && one.linkedBy !== "new")
    .map((one) => ({
      same: [first, one].map(({ source, key }) => addressOf(own, source, key, standIns)),
    }));
}

function expectedOf(
  own: Told,
  { fact, value, basis, origin, correct, copies }: ExplainAnswer,
  standIns: StandIns,
  others: readonly Told[],
): object {
  const open = copies.filter(
    ({ state, key }) => (state === "diverged" || state === "allowed") && typeof key === "string",
  );
  const stands = new Map(copies.map(({ source, state }) => [source, state]));
  const type = own.type.attributes.get(fact) ?? own.type.attributes.get(attributeOf(factKey(fact)));
  const source = own.sight.source(origin.source);
  const corrected = own.sight.source(correct.source);
  const target = type?.type.kind === "ref" ? others.find(({ state }) => state.id === value) : undefined;
  const [record] = target?.state.records ?? [];
  const told =
    target !== undefined && record !== undefined
      ? addressOf(target, record.source, record.key, standIns)
      : type?.type.kind === "ref"
        ? undefined
        : shownValue(own, fact, value, standIns);
  return {
    ...(told === undefined ? {} : { value: told }),
    basis,
    ...(source === null ? {} : { source }),
    ...(corrected === null ? {} : { correct: { in: corrected, route: correct.route } }),
    ...(stands.size === copies.length && copies.length > 0 ? { copies: Object.fromEntries(stands) } : {}),
    divergences: open.map(({ source, key, value: held, leave }) => ({
      record: addressOf(own, source, String(key), standIns),
      ...(leave === null ? {} : { state: "allowed", until: leave.until }),
      ...(type?.type.kind === "ref" ? {} : withHeld(shownValue(own, fact, held ?? null, standIns))),
    })),
  };
}

const withHeld = (holds: unknown): object => (holds === undefined ? {} : { holds });
