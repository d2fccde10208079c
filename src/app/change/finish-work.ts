import { decides } from "../../core/divergence/copies.ts";
import { claimOn } from "../../core/golden/elements.ts";
import { sourceMerges } from "../../core/golden/merged-away.ts";
import { inForce } from "../../core/golden/validity.ts";
import { attributeOf, type EntityId, entityId, type FactKey } from "../../core/ids.ts";
import type { CopyOf } from "../../core/model/attribute.ts";
import { attributeOfFact } from "../../core/model/fact-attribute.ts";
import { houseRules } from "../../core/rules/names.ts";
import type { RefText } from "../../core/value/canonical.ts";
import { parseReference } from "../../core/value/reference.ts";
import { writeApprovals } from "../../store/approvals.ts";
import type { Changes, Effect } from "../../store/commit.ts";
import { followCircles, followTargets, followWants } from "../../store/follow.ts";
import { keepAnswers } from "../../store/idempotency.ts";
import { undoMerge } from "../../store/load-duplicates.ts";
import { countRecords } from "../../store/source-counts.ts";
import type { EntityState } from "../../store/state.ts";
import { writeWaivers } from "../../store/waivers.ts";
import { settlePairs } from "../../store/write-crosswalk.ts";
import { type ClosedChange, type DivergenceChange, writeDivergences } from "../../store/write-divergences.ts";
import { writeDuplicates, writeMerges } from "../../store/write-duplicates.ts";
import {
  type FindingChange,
  type ReferenceRow,
  writeEntities,
  writeFindings,
  writeReferences,
} from "../../store/write-entities.ts";
import { writeOverrides } from "../../store/write-overrides.ts";
import { writeLookups, writeRecords, writeSubjectKeys } from "../../store/write-records.ts";
import { divergencesApart } from "./change-entity.ts";
import { keyHash } from "./record-lookups.ts";
import { standingReferences, statedReferences, valuesOf } from "./references.ts";
import { tellPossible } from "./tell-possible.ts";
import { childrenToken, type Work } from "./work.ts";

/** All that a piece of work writes, and what that leads to. */
export interface ChangesOfWork extends Changes {
  /** Whether something may have to be resolved anew in its wake. */
  readonly follows: boolean;
}

/** Everything that a piece of work writes, once: rows as they ended up, however often they changed on the way. */
export function changesOf(work: Work): ChangesOfWork {
  const { log } = work.cause;
  const changed = [...work.entities.values()].filter(
    (one) => work.loaded.get(one.id) !== one && one.version > 0,
  );
  tellParents(work, changed);
  const possible = tellPossible(work);
  for (const { subject } of work.keys.made()) work.writes.add(`s:${subject}`);
  const records = [...work.dirtyRecords].flatMap((slot) => work.records.get(slot) ?? []);
  const targets = changed.filter((one) => work.typeOf(one.type).referred).map((one) => one.id);
  const led = [...new Set([...targets, ...work.contested])];
  const effects: Effect[] = [
    writeSubjectKeys(log, work.keys.made()),
    writeRecords(log, records),
    countRecords(log, work.moreRecords),
    writeLookups(
      log,
      [...work.staleLookups],
      [...work.madeLookups.values()].toSorted((a, b) => Buffer.compare(a.hash, b.hash)),
    ),
    writeEntities(log, changed, {
      isSealed: (type, fact) => isSealed(work, type, fact),
      versionBefore: (id) => work.loaded.get(id)?.version ?? 0,
    }),
    ...besideEntities(work, log, changed),
    followTargets(log, led),
    followCircles(log, houseRules.circle, hierarchiesMoved(work, changed)),
    followWants(log, work.arrived),
    ...work.undone.map((one) => undoMerge(log, one)),
    writeMerges(log, work.merges),
    // What stands for a pair that was found before keeps its place: found anew, it is told a second time.
    writeDuplicates(log, possible.found, possible.index),
    keepAnswers(log, [...work.answers.values()]),
    settlePairs(log, settledPairs(work)),
    ...work.effects,
  ];
  // Effects of a kind of its own may lead to anything, as a model that is applied does.
  const follows =
    led.length > 0 || work.arrived.length > 0 || work.effects.length > 0 || work.undone.length > 0;
  return { log, entries: work.entries, effects, follows };
}

/** Whoever relied on an entity having no children hears that it has one. */
function tellParents(work: Work, changed: readonly EntityState[]): void {
  for (const { id, type, golden } of changed)
    for (const fact of work.typeOf(type).hierarchies) {
      const parent = golden?.facts.get(fact)?.value ?? null;
      const before = work.loaded.get(id)?.golden?.facts.get(fact)?.value ?? null;
      if (parent !== null && parent !== before) work.writes.add(childrenToken(parent));
    }
}

/** Waiting pairs whose two records have both come. */
const settledPairs = (work: Work) =>
  work.pairs.filter(
    (pair) =>
      work.livesAt(pair.leftSource, pair.leftKey).some(({ life }) => life === pair.leftLife) &&
      work.livesAt(pair.rightSource, pair.rightKey).some(({ life }) => life === pair.rightLife),
  );

function besideEntities(work: Work, log: number, changed: readonly EntityState[]): Effect[] {
  const divergences = divergenceChanges(work, changed);
  const findings = findingChanges(work, changed);
  const overrides = changed.filter((one) => work.loaded.get(one.id)?.overrides !== one.overrides);
  const retargeted = [...work.retargeted].filter((one) => !changed.includes(one));
  const referring = [...changed, ...retargeted].filter((one) => work.typeOf(one.type).references.length > 0);
  return [
    writeDivergences(log, divergences.standing, divergences.closed),
    writeFindings(log, findings.opened, findings.closed),
    writeOverrides(
      log,
      overrides
        .filter((one) => (work.loaded.get(one.id)?.overrides.size ?? 0) > 0 || one.overrides.size > 0)
        .map((one) => ({ entity: one.id, overrides: one.overrides })),
    ),
    writeApprovals(
      log,
      changed.filter((one) => one.approvals.size > 0 || (work.loaded.get(one.id)?.approvals.size ?? 0) > 0),
    ),
    writeWaivers(
      log,
      changed.filter((one) => {
        const before = work.loaded.get(one.id)?.waivers;
        return before !== one.waivers && (one.waivers.size > 0 || (before?.size ?? 0) > 0);
      }),
    ),
    writeReferences(
      log,
      referring.filter((one) => work.loaded.has(one.id)).map((one) => one.id),
      referring.flatMap((one) => referenceRows(work, one)),
    ),
  ];
}

function divergenceChanges(
  work: Work,
  changed: readonly EntityState[],
): { standing: DivergenceChange[]; closed: ClosedChange[] } {
  const standing: DivergenceChange[] = [];
  const closed: ClosedChange[] = [];
  for (const state of changed) {
    const before = work.loaded.get(state.id)?.divergences ?? [];
    if (before === state.divergences || before.length + state.divergences.length === 0) continue;
    const apart = divergencesApart(before, state.divergences);
    const keys = new Map(state.records.map((record) => [record.id, record.key]));
    const { type } = work.typeOf(state.type);
    for (const divergence of apart.standing) {
      const attribute = attributeOf(divergence.fact);
      const declared = attributeOfFact(type, divergence.fact);
      const copy = declared?.copies.find((one) => one.source === divergence.source);
      standing.push({
        entity: state.id,
        type: state.type,
        attribute,
        key: keys.get(divergence.record) ?? "",
        withinSeconds: copy?.withinSeconds ?? 0,
        ...goldenFrom(state, divergence.fact, declared?.copyOf ?? null),
        divergence,
      });
    }
    for (const divergence of apart.gone) {
      const how = howClosed(work, state, divergence);
      const forget = isPersonal(work, state.type, divergence);
      closed.push({ entity: state.id, closed: { divergence, how }, forget });
    }
  }
  return { standing, closed };
}

/**
 * Whence freshness counts: the instant of the file that brought the golden value. One that is copied from another entity
 * came to be once the reference led there and the original said so, whichever was later.
 */
function goldenFrom(
  state: EntityState,
  fact: FactKey,
  copyOf: CopyOf | null,
): Pick<DivergenceChange, "goldenFrom" | "original"> {
  if (copyOf === null) return { goldenFrom: datedFrom(state, fact), original: null };
  const { record = null } = state.golden?.facts.get(fact) ?? {};
  const entity = state.golden?.facts.get(copyOf.reference as FactKey)?.value ?? null;
  if (record === null || entity === null) return { goldenFrom: null, original: null };
  return {
    goldenFrom: datedFrom(state, copyOf.reference as FactKey),
    original: { entity: entityId(entity), record, fact: copyOf.attribute as FactKey },
  };
}

/** Whether the values of a fact are sealed; what the model no longer declares may be personal. */
const isSealed = (work: Work, type: string, fact: FactKey): boolean => {
  const declared = work.compiled.types.get(type)?.type;
  return declared === undefined || attributeOfFact(declared, fact)?.sealed !== false;
};

/** Whether the row of a divergence holds anything personal. */
const isPersonal = (
  work: Work,
  type: string,
  { fact, source }: EntityState["divergences"][number],
): boolean => isSealed(work, type, fact) || work.compiled.model.sources.get(source)?.keyPersonal !== false;

function datedFrom(state: EntityState, fact: FactKey): string | null {
  const golden = state.golden?.facts.get(fact);
  const record = state.records.find((one) => one.id === golden?.record);
  const position = record?.claims.get(fact)?.position;
  return position?.kind === "file" ? position.at : null;
}

/** How a divergence ended, told from the state that it ended in. */
function howClosed(
  work: Work,
  state: EntityState,
  divergence: EntityState["divergences"][number],
): ClosedChange["closed"]["how"] {
  const record = state.records.find((one) => one.id === divergence.record);
  const { away } = sourceMerges(work.typeOf(state.type).type.exists, state.records);
  if (record === undefined || record.deleted || away.has(record.id)) return "record-gone";
  if (state.state === "archived") return "archived";
  if (!inForce(state.records, work.calendar).includes(record)) return "not-in-force";
  const golden = state.golden?.facts.get(divergence.fact);
  const attribute = attributeOfFact(work.typeOf(state.type).type, divergence.fact);
  if (attribute === undefined) return "not-declared";
  if (golden === undefined || golden.basis === "none") return "nothing-believed";
  const { copyOf } = attribute;
  if (decides({ copyOf }, golden, divergence.source)) return "became-authority";
  const claim = claimOn(record, attribute);
  if (claim === undefined) return "unstated";
  if (claim.value !== divergence.held) return "copy-agrees";
  return golden.value === divergence.golden ? "compares-equal" : "golden-agrees";
}

/** The hierarchies of which an entity got another parent, or lost one. */
function hierarchiesMoved(work: Work, changed: readonly EntityState[]): readonly FactKey[] {
  const moved = new Set<FactKey>();
  for (const state of changed) {
    const before = work.loaded.get(state.id)?.golden?.facts;
    for (const fact of work.typeOf(state.type).hierarchies) {
      const was = before?.get(fact)?.value ?? null;
      if (was !== null && was !== state.golden?.facts.get(fact)?.value) moved.add(fact);
    }
  }
  return [...moved];
}

function findingChanges(
  work: Work,
  changed: readonly EntityState[],
): { opened: FindingChange[]; closed: FindingChange[] } {
  const opened: FindingChange[] = [];
  const closed: FindingChange[] = [];
  for (const state of changed) {
    const before = work.loaded.get(state.id)?.findings ?? [];
    if (before.length === 0 && state.findings.length === 0) continue;
    const { id: entity, type } = state;
    for (const finding of state.findings) opened.push({ entity, type, finding });
    for (const finding of before) {
      const still = state.findings.some((one) => one.rule === finding.rule && one.fact === finding.fact);
      if (!still) closed.push({ entity, type, finding });
    }
  }
  return { opened, closed };
}

/** What the references of an entity lead to, as loaded: those of living records and of facts entered here. */
export function referenceRows(work: Work, state: EntityState): ReferenceRow[] {
  if (state.state === "merged") return [];
  const { type, references } = work.typeOf(state.type);
  const rows = new Map<string, ReferenceRow>();
  const living = state.records.filter((one) => !one.deleted).map(({ claims }) => claims);
  const stated = [...living, state.hub, state.overrides].map(valuesOf);
  for (const attribute of references) {
    const put = ({ hash: wants, entity: target }: { hash: Buffer; entity: EntityId | null }) =>
      rows.set(`${attribute} ${wants.toString("latin1")}`, { entity: state.id, attribute, wants, target });
    for (const { text } of stated.flatMap((claims) => statedReferences(type, attribute, claims))) {
      const reference = work.referenceOf.get(text as RefText);
      if (reference !== undefined) put(reference);
    }
    for (const { text } of standingReferences(state, type, attribute)) {
      const reference = work.referenceOf.get(text as RefText);
      if (reference !== undefined) put(reference);
      // What came to stand with this very work was not looked for by its id: it is what a reference led to.
      else if (parseReference(text)?.kind === "entity")
        put({ hash: keyHash(work.keys, "wants", "", text), entity: entityId(text) });
    }
  }
  return [...rows.values()];
}
