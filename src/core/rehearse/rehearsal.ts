import { compileFinder } from "../divergence/find.ts";
import { noWaivers } from "../divergence/waiver.ts";
import type { GoldenRecord, Position, RecordState } from "../golden/golden.ts";
import type { References, Resolver } from "../golden/resolution.ts";
import { compileResolver } from "../golden/resolve.ts";
import { beginOf } from "../golden/validity.ts";
import { type EntityId, entityId, type FactKey, factKey, logIndex, recordId } from "../ids.ts";
import { compileMapping } from "../mapping/mapping.ts";
import type { Mapping, Observation } from "../mapping/observation.ts";
import { decideLink } from "../match/decide-link.ts";
import type { MatchKey } from "../match/decision.ts";
import { matchKeys } from "../match/match-keys.ts";
import type { EntityType, Model } from "../model/model.ts";
import { hashEnd, hashText } from "../profile/hash-text.ts";
import { compileRules, fieldCheck } from "../rules/index.ts";
import type { Stated } from "../value/canonical.ts";
import type { RawObject } from "../value/raw.ts";
import { isTarget, targetsFirst, valuesReferredBy } from "./referring.ts";
import type { RehearsedEntity, SourceAccount } from "./rehearsed.ts";

/** Pairs of records, `source:key`, that a crosswalk says are the same. */
export type RecordNames = readonly (readonly [string, string])[];

/** Nobody has entered, overridden or agreed to anything. */
const undecided = { hub: new Map(), overrides: new Map(), approvals: new Map(), requester: "rehearsal" };

/** Files are rehearsed as what they are the latest of: of each key the slice that begins last. */
const calendar = "9999-12-31";

/**
 * What a model would make of the rows of its sources: records, entities, golden records and divergences, without a
 * database. Rows come in, source after source; `share` of the entities is kept, the same ones from each source, so
 * that what is found of them is whole.
 */
export class Rehearsal {
  readonly #model: Model;
  /** The share of the entities that is looked at, 0 to 1. */
  readonly share: number;
  readonly #mappings = new Map<string, Mapping>();
  readonly #accounts = new Map<string, SourceAccount>();
  readonly #partners = new Map<string, string[]>();
  /** By `source:key`. */
  readonly #records = new Map<string, RecordState>();
  readonly #named = new Map<string, EntityId[]>();
  /** By the entity that a record was first given to. */
  readonly #ofEntity = new Map<EntityId, RecordState[]>();
  readonly #resolvers = new Map<string, Resolver>();
  readonly #byKey = new Map<string, RecordState[]>();
  readonly #survivors = new Map<EntityId, EntityId>();
  #duplicates = 0;
  #entities = 0;

  constructor(model: Model, { pairs, share }: { readonly pairs: RecordNames; readonly share: number }) {
    this.#model = model;
    this.share = share;
    for (const type of model.entities.values()) {
      const check = fieldCheck(compileRules(model, type), type);
      for (const source of type.sources) {
        this.#mappings.set(source.name, compileMapping(model, source, { fieldCheck: check }));
        this.#accounts.set(source.name, { rows: 0, records: 0, refused: 0, sameKey: 0, held: new Map() });
      }
    }
    for (const [left, right] of pairs) {
      push(this.#partners, left, right);
      push(this.#partners, right, left);
    }
  }

  /** Takes one row of a source, as its load would. */
  add(source: string, fields: RawObject): void {
    const declared = this.#model.sources.get(source);
    const account = this.#accounts.get(source);
    const mapping = this.#mappings.get(source);
    const type = declared && this.#model.entities.get(declared.entity);
    if (account === undefined || mapping === undefined || type === undefined) return;
    account.rows++;
    const seen = mapping.observe({ fields });
    if ("refused" in seen) {
      account.refused++;
      return;
    }
    const name = `${source}:${seen.key}`;
    const keys = matchKeys(type, seen.claims);
    if (this.share < 1 && !this.#isKept(name, seen, keys)) return;
    const known = this.#records.get(name);
    const slice = `${name}\u0000${beginOf(seen)}`;
    if (known !== undefined && (beginOf(known) === beginOf(seen) || this.#records.has(slice))) {
      account.sameKey++;
      return;
    }
    account.records++;
    for (const { fact, refusal } of seen.held) {
      const what = `${fact}\n${refusal.code}`;
      account.held.set(what, (account.held.get(what) ?? 0) + 1);
    }
    if (known === undefined) this.#link(name, source, type, seen, keys);
    else this.#addSlice(slice, source, known.entity, seen);
  }

  /** Another slice of a record belongs to where the first one went. */
  #addSlice(name: string, source: string, entity: EntityId, seen: Observation): void {
    const record = this.#recordOf(name, source, entity, seen);
    this.#records.set(name, record);
    push(this.#ofEntity, entity, record);
  }

  /** By what would tie a record to others, so that both fall on the same side. */
  #isKept(name: string, { links }: Observation, keys: readonly MatchKey[]): boolean {
    const [link] = links;
    const partner = this.#partners.get(name)?.[0];
    const [key] = keys;
    const tie = partner !== undefined && partner < name ? partner : null;
    const text = tie ?? (link === undefined ? (key?.text ?? name) : `${link[0]}:${link[1]}`);
    return hashText(text) / hashEnd < this.share;
  }

  #link(name: string, source: string, type: EntityType, seen: Observation, keys: readonly MatchKey[]): void {
    const living = (entity: EntityId | undefined) => (entity === undefined ? [] : [this.#survivorOf(entity)]);
    const entityOf = (record: string) => living(this.#records.get(record)?.entity);
    const matches = keys.map((key) => {
      const met = (this.#byKey.get(keyName(type, key)) ?? []).map((record) =>
        this.#survivorOf(record.entity),
      );
      const isGuarded = (type.matchOn[key.rule]?.unlessDifferent.length ?? 0) > 0;
      const candidates = [...new Set(met)].map((entity) => ({
        entity,
        facts: isGuarded ? this.#goldenSoFar(type, entity) : noFacts,
      }));
      return { key, candidates };
    });
    const { action, merges, duplicates } = decideLink({
      type,
      claims: seen.claims,
      current: null,
      byHand: null,
      crosswalk: (this.#partners.get(name) ?? []).flatMap(entityOf),
      links: [
        ...[...seen.links].flatMap(([to, key]) => entityOf(`${to}:${key}`)),
        ...(this.#named.get(name) ?? []).flatMap(living),
      ],
      matches,
      different: () => false,
    });
    const entity = action.kind === "link" ? action.entity : this.#newEntity();
    for (const { left, right } of merges) this.#survivors.set(right, left);
    this.#duplicates += duplicates.length;
    const record = this.#recordOf(name, source, entity, seen);
    this.#records.set(name, record);
    push(this.#ofEntity, entity, record);
    for (const key of keys) push(this.#byKey, keyName(type, key), record);
    for (const [to, key] of seen.links) push(this.#named, `${to}:${key}`, entity);
  }

  /** What guards are judged by: what is golden once the records so far are in, as a load would have it. */
  #goldenSoFar(type: EntityType, entity: EntityId): ReadonlyMap<FactKey, Stated> {
    const records = [...this.#members(entity)];
    const input = { records, ...undecided, calendar, previous: null, references: nowhere };
    const { golden } = this.#resolverOf(type).resolve({ ...input, index: logIndex(this.#records.size + 1) });
    return new Map([...golden.facts].map(([fact, { value }]) => [fact, value]));
  }

  /** The records of an entity, those of the entities that were merged into it too. */
  *#members(entity: EntityId): Generator<RecordState> {
    yield* this.#ofEntity.get(entity) ?? [];
    for (const [merged, survivor] of this.#survivors) if (survivor === entity) yield* this.#members(merged);
  }

  #resolverOf(type: EntityType): Resolver {
    const known = this.#resolvers.get(type.name);
    if (known !== undefined) return known;
    const made = compileResolver(this.#model, type);
    this.#resolvers.set(type.name, made);
    return made;
  }

  #newEntity(): EntityId {
    this.#entities++;
    return entityId(String(this.#entities).padStart(12, "0"));
  }

  #survivorOf(entity: EntityId): EntityId {
    let at = entity;
    for (let next = this.#survivors.get(at); next !== undefined; next = this.#survivors.get(at)) at = next;
    return at;
  }

  #recordOf(name: string, source: string, entity: EntityId, seen: Observation): RecordState {
    const index = logIndex(this.#records.size + 1);
    return {
      id: recordId(name),
      source,
      key: seen.key,
      entity,
      deleted: false,
      valid: seen.valid,
      position: here,
      created: index,
      claims: new Map(
        [...seen.claims].map(([fact, value]) => [
          fact,
          { value, since: index, position: here, ownWrite: false },
        ]),
      ),
    };
  }

  /** What each source came to. */
  get accounts(): ReadonlyMap<string, SourceAccount> {
    return this.#accounts;
  }

  /** Pairs of entities that a value ties and that are two all the same. */
  get possibleDuplicates(): number {
    return this.#duplicates;
  }

  /** Resolves every entity, those that others refer to first, and compares its copies. */
  *resolve(): Generator<RehearsedEntity> {
    const byType = new Map<string, Map<EntityId, RecordState[]>>();
    for (const record of this.#records.values()) {
      const type = this.#model.sources.get(record.source)?.entity ?? "";
      const entities = byType.get(type) ?? new Map<EntityId, RecordState[]>();
      byType.set(type, entities);
      push(entities, this.#survivorOf(record.entity), record);
    }
    const golden = new Map<EntityId, GoldenRecord>();
    const references = this.#references(golden);
    const index = logIndex(this.#records.size + 1);
    for (const type of targetsFirst(this.#model)) {
      const resolver = this.#resolverOf(type);
      const finder = compileFinder(this.#model, type);
      const isReferred = isTarget(this.#model, type);
      for (const [entity, records] of byType.get(type.name) ?? []) {
        const input = { records, ...undecided, calendar, previous: null, references, index };
        const resolved = resolver.resolve(input).golden;
        if (isReferred) golden.set(entity, resolved);
        const none = { previous: null, before: new Map(), open: [], waivers: noWaivers, today: calendar };
        const { open } = finder.find({ golden: resolved, records, references, calendar, index, ...none });
        yield { type, entity, records, golden: resolved, divergences: open };
      }
    }
  }

  #references(golden: ReadonlyMap<EntityId, GoldenRecord>): References {
    const byValue = new Map<string, EntityId>();
    for (const [type, attribute] of valuesReferredBy(this.#model))
      for (const record of this.#records.values()) {
        if (this.#model.sources.get(record.source)?.entity !== type) continue;
        const value = record.claims.get(factKey(attribute))?.value ?? null;
        const name = `${attribute}=${value}`;
        if (value !== null && !byValue.has(name)) byValue.set(name, this.#survivorOf(record.entity));
      }
    return {
      entityOf: (reference) => {
        const record = this.#records.get(reference);
        return record === undefined ? (byValue.get(reference) ?? null) : this.#survivorOf(record.entity);
      },
      facts: (entity) => golden.get(entity)?.facts ?? null,
    };
  }
}

const here: Position = { incarnation: 1, kind: "file", at: "" };

const keyName = (type: EntityType, { rule, text }: MatchKey): string => `${type.name} ${rule} ${text}`;

const noFacts: ReadonlyMap<FactKey, Stated> = new Map();

/** Where records have not all been seen, references lead nowhere yet. */
const nowhere: References = { entityOf: () => null, facts: () => null };

function push<Key, Value>(map: Map<Key, Value[]>, key: Key, value: Value): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
