import type { HubClaims } from "../../core/golden/golden.ts";
import { type EntityId, type FactKey, type RecordId, recordId } from "../../core/ids.ts";
import type { Observation } from "../../core/mapping/observation.ts";
import { matchKeys } from "../../core/match/match-keys.ts";
import type { Attribute } from "../../core/model/attribute.ts";
import type { Source } from "../../core/model/source.ts";
import type { Stated } from "../../core/value/canonical.ts";
import { comparable } from "../../core/value/compare.ts";
import type { EntityState, StoredRecord } from "../../store/state.ts";
import type { LookupRow } from "../../store/write-records.ts";
import type { CompiledType } from "./compiled.ts";
import type { SubjectKeys } from "./subject-keys.ts";
import type { Work } from "./work.ts";

type Claims = ReadonlyMap<FactKey, Stated>;

/** The keyed hash of the n-th match rule of a type over the comparable text of its attributes. */
export const matchHash = (keys: SubjectKeys, type: string, rule: number, text: string): Buffer =>
  keys.lookupHash(`match:${type}:${rule}`, text);
/** Of a value by which others refer to an entity. */
export const attributeHash = (keys: SubjectKeys, type: string, attribute: string, text: string): Buffer =>
  keys.lookupHash(`attribute:${type}:${attribute}`, text);
/** Of a record whose key others name: as a reference (`wants`), or in a link column (`names`). */
export const keyHash = (keys: SubjectKeys, use: "wants" | "names", source: string, key: string): Buffer =>
  keys.lookupHash(`${use}:${source}`, key);

/** All hashes under which a record is to be found by others. */
export function lookupHashes(
  keys: SubjectKeys,
  compiled: CompiledType,
  source: Source,
  claims: Claims,
  links: ReadonlyMap<string, string>,
): Buffer[] {
  const { type } = compiled;
  const hashes = matchKeys(type, claims).map(({ rule, text }) => matchHash(keys, type.name, rule, text));
  hashes.push(...referredHashes(keys, compiled, source.name, claims));
  for (const [named, key] of links) hashes.push(keyHash(keys, "names", named, key));
  return hashes;
}

/** The values by which others refer to an entity, as a source (or the hub) states them, by attribute. */
export function referredForms(
  { type, referredBy }: CompiledType,
  source: string,
  claims: Claims,
): readonly (readonly [attribute: string, form: string])[] {
  const forms: [string, string][] = [];
  for (const [name, sources] of referredBy) {
    const value = claims.get(name as FactKey);
    const attribute = type.attributes.get(name);
    if (value === undefined || value === null || attribute === undefined || !sources.has(source)) continue;
    forms.push([name, formOf(attribute, value)]);
  }
  return forms;
}

const referredHashes = (
  keys: SubjectKeys,
  compiled: CompiledType,
  source: string,
  claims: Claims,
): readonly Buffer[] =>
  referredForms(compiled, source, claims).map(([name, form]) =>
    attributeHash(keys, compiled.type.name, name, form),
  );

/** A value that another entity holds too leads nowhere from now on; one that is given up may lead somewhere again. */
function contest(
  work: Work,
  compiled: CompiledType,
  record: { readonly entity: EntityId; readonly source: string },
  claims: Claims,
  before: Claims | null,
): void {
  for (const hash of referredHashes(work.keys, compiled, record.source, claims)) {
    for (const row of work.lookups.get(hash.toString("latin1")) ?? []) {
      if (row.entity !== record.entity) work.contested.add(row.entity);
    }
  }
  if (before !== null) work.arrived.push(...referredHashes(work.keys, compiled, record.source, before));
}

export const statedBy = (record: StoredRecord): Claims =>
  new Map([...record.claims].map(([fact, claim]) => [fact, claim.value]));

/** Keeps the lookups of a record in step with what it now states (its claims by their values) and where it now belongs. */
export function replaceLookups(
  work: Work,
  source: Source,
  observation: Pick<Observation, "links">,
  record: StoredRecord,
  before: StoredRecord | null,
  stated: Claims = statedBy(record),
): void {
  const compiled = work.typeOf(source.entity);
  // By what it held before its key had another life, nobody is to find it.
  const hashes = record.former ? [] : lookupHashes(work.keys, compiled, source, stated, observation.links);
  if (before !== null) {
    forget(work, record.id);
    work.staleLookups.add(record.id);
  }
  for (const hash of hashes) {
    const name = hash.toString("latin1");
    const row: LookupRow = { hash, record: record.id, entity: record.entity };
    work.lookups.add(name, row);
    work.madeLookups.set(`${name}${record.id}`, row);
    work.writes.add(`l:${name}`);
  }
  if (before === null && compiled.referredByKeyOf.has(source.name)) {
    const wanted = keyHash(work.keys, "wants", source.name, record.key);
    work.arrived.push(wanted);
    work.writes.add(`l:${wanted.toString("latin1")}`);
  }
  if (compiled.referredBy.size > 0) work.arrived.push(...hashes);
  if (compiled.referredBy.size > 0)
    contest(work, compiled, record, stated, before === null ? null : statedBy(before));
}

/** Whether an entity is matched on, or referred to by, what it says of an attribute. */
export function isFoundBy({ type, referredBy }: CompiledType, attribute: string): boolean {
  return referredBy.has(attribute) || type.matchOn.some((rule) => rule.keys.includes(attribute));
}

/** All hashes under which an entity is to be found by what was entered here. */
export function hubLookupHashes(keys: SubjectKeys, compiled: CompiledType, hub: HubClaims): Buffer[] {
  const { type } = compiled;
  const claims = new Map([...hub].map(([fact, claim]) => [fact, claim.value]));
  const hashes = matchKeys(type, claims).map(({ rule, text }) => matchHash(keys, type.name, rule, text));
  hashes.push(...referredHashes(keys, compiled, "hub", claims));
  return hashes;
}

/** Facts entered here are found as records are; the entity's own id stands for the record. */
export function replaceHubLookups(work: Work, state: EntityState): void {
  const compiled = work.typeOf(state.type);
  const id = recordId(state.id);
  if (work.loaded.has(state.id)) work.staleLookups.add(id);
  forget(work, id);
  const hashes = hubLookupHashes(work.keys, compiled, state.hub);
  for (const hash of hashes) {
    const name = hash.toString("latin1");
    const row: LookupRow = { hash, record: id, entity: state.id };
    work.lookups.add(name, row);
    work.madeLookups.set(`${name}${id}`, row);
    work.writes.add(`l:${name}`);
  }
  if (compiled.referredBy.size > 0) work.arrived.push(...hashes);
}

/** An entity that was merged is found by nothing that was entered on it. */
export function forgetHubLookups(work: Work, state: EntityState): void {
  if (state.hub.size > 0) forgetLookups(work, recordId(state.id));
}

/** A record of a source that left the model is found by nothing. */
export function forgetLookups(work: Work, record: RecordId): void {
  work.staleLookups.add(record);
  forget(work, record);
}

/** The form in which a value that others refer by is compared. */
export const formOf = (attribute: Attribute, value: string): string =>
  comparable(attribute.type, attribute.compare, value, null);

function forget(work: Work, record: string): void {
  for (const name of work.lookups.forget(record)) {
    work.writes.add(`l:${name}`);
    work.madeLookups.delete(`${name}${record}`);
  }
}

export const linksText = (links: Readonly<Record<string, string>> | null): ReadonlyMap<string, string> =>
  new Map(Object.entries(links ?? {}));
