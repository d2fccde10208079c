import { factsOfAttribute } from "../../core/golden/elements.ts";
import type { GoldenFact } from "../../core/golden/golden.ts";
import { type FactKey, factKey } from "../../core/ids.ts";
import type { Attribute } from "../../core/model/attribute.ts";
import type { Stated } from "../../core/value/canonical.ts";
import type { Reader } from "../../store/db.ts";
import { subjectKeys } from "../../store/load-links.ts";
import type { EntityState } from "../../store/state.ts";
import { subjectOf } from "./subject.ts";
import type { Work } from "./work.ts";

/**
 * Loads the key of every data subject that a work may have to seal for, once the entities and what they refer to are loaded: a
 * subject whose key is not at hand is taken for a new one.
 */
export async function loadKeys(sql: Reader, work: Work): Promise<void> {
  const subjects = new Set<string>();
  for (const state of work.entities.values()) addSubjectsOf(work, state, subjects);
  const types = new Set(
    [...work.entities.values()].map((state) => state.type).filter((one) => work.compiled.types.has(one)),
  );
  for (const { type, claims } of work.incoming) {
    types.add(type);
    addSubjectsNamed(work.typeOf(type).sealed, claims, subjects);
  }
  for (const type of types) addOriginals(work, work.typeOf(type).sealed, subjects);
  for (const subject of work.subjects) subjects.add(subject);
  const ids = new Set([...subjects].map((one) => work.keys.idOf(one)));
  const unread = [...ids].filter((one) => !work.reads.has(`s:${one}`));
  for (const one of unread) work.reads.add(`s:${one}`);
  work.keys.hold(await subjectKeys(sql, work.cause.log, unread));
}

/** The people whom the values of some claims name. */
export function addSubjectsNamed(
  sealed: readonly Attribute[],
  claims: ReadonlyMap<FactKey, Stated>,
  subjects: Set<string>,
): void {
  for (const attribute of sealed)
    if (attribute.subject === "value")
      for (const fact of factsOfAttribute(attribute, claims.keys()))
        addValue(attribute, claims.get(fact), subjects);
}

function addSubjectsOf(work: Work, state: EntityState, subjects: Set<string>): void {
  const { sealed } = work.compiled.types.get(state.type) ?? { sealed: [] };
  // Who set an override or decided on an approval, and why, is sealed under the entity, whatever its attributes are.
  if (state.overrides.size > 0 || state.approvals.size > 0) subjects.add(state.id);
  for (const waiver of state.waivers.values()) subjects.add(waiver.subject);
  for (const override of state.overrides.values()) subjects.add(override.subject);
  if (sealed.length === 0 && !state.records.some((one) => isKeyPersonal(work, one.source))) return;
  subjects.add(state.id);
  for (const record of state.records) subjects.add(record.id);
  const golden = state.golden?.facts ?? new Map<FactKey, GoldenFact>();
  for (const attribute of sealed) {
    for (const fact of factsOfAttribute(attribute, golden.keys()))
      addCited(attribute, golden.get(fact), subjects);
    if (attribute.subject !== "value") continue;
    for (const { claims } of state.records) addStated(attribute, claims, subjects);
    addStated(attribute, state.hub, subjects);
    addStated(attribute, state.overrides, subjects);
  }
}

function addStated(
  attribute: Attribute,
  stated: ReadonlyMap<FactKey, { readonly value: Stated }>,
  subjects: Set<string>,
): void {
  for (const fact of factsOfAttribute(attribute, stated.keys()))
    addValue(attribute, stated.get(fact)?.value, subjects);
}

/** A fact copied from another entity is sealed under the key that it has there. */
function addOriginals(work: Work, sealed: readonly Attribute[], subjects: Set<string>): void {
  for (const attribute of sealed) {
    if (attribute.copyOf === null) continue;
    const original = factKey(attribute.copyOf.attribute);
    for (const facts of work.targets.values()) addCited(attribute, facts.get(original), subjects);
    for (const { golden } of work.entities.values())
      addCited(attribute, golden?.facts.get(original), subjects);
  }
}

function addCited(attribute: Attribute, stands: GoldenFact | undefined, subjects: Set<string>): void {
  if (stands === undefined) return;
  if (stands.record !== null) subjects.add(stands.record);
  addValue(attribute, stands.value, subjects);
}

function addValue(attribute: Attribute, value: string | null | undefined, subjects: Set<string>): void {
  if (attribute.subject === "value" && value != null) subjects.add(subjectOf(attribute, value, ""));
}

const isKeyPersonal = (work: Work, source: string): boolean =>
  work.compiled.model.sources.get(source)?.keyPersonal ?? false;
