import type { Random } from "../../samples/shared/random.ts";
import type { Divergence } from "../../src/core/divergence/divergence.ts";
import type { Approvals } from "../../src/core/golden/approval.ts";
import type { GoldenFact, GoldenRecord, RecordState } from "../../src/core/golden/golden.ts";
import type { References } from "../../src/core/golden/resolution.ts";
import { type EntityId, entityId, type FactKey } from "../../src/core/ids.ts";
import type { EntityType, Model } from "../../src/core/model/model.ts";

/** One entity, and what became of it so far. */
export interface Lived {
  readonly id: EntityId;
  readonly records: RecordState[];
  golden: GoldenRecord | null;
  open: readonly Divergence[];
  approvals: Approvals;
}

/** Each type has a few entities, over which its records are strewn. */
const perType = 3;

/** All entities of a model that is lived with; references among them lead to those of the right type, or nowhere. */
export class People implements References {
  readonly #model: Model;
  readonly #byType = new Map<string, Map<EntityId, Lived>>();
  readonly #byId = new Map<EntityId, Lived>();
  readonly #targets = new Map<string, EntityId | null>();
  readonly #random: Random;

  constructor(model: Model, random: Random) {
    this.#model = model;
    this.#random = random;
  }

  static entityFor = (type: EntityType, random: Random): EntityId => idOf(type.name, random.below(perType));

  add(type: EntityType, record: RecordState): void {
    const entities = this.#byType.get(type.name) ?? new Map<EntityId, Lived>();
    this.#byType.set(type.name, entities);
    const one = entities.get(record.entity) ?? newcomer(record.entity);
    one.records.push(record);
    entities.set(one.id, one);
    this.#byId.set(one.id, one);
    this.#expect(type, record);
  }

  of(type: EntityType): readonly Lived[] {
    return [...(this.#byType.get(type.name)?.values() ?? [])];
  }

  settle(one: Lived, now: Pick<Lived, "golden" | "open" | "approvals">): void {
    Object.assign(one, now);
  }

  get records(): readonly RecordState[] {
    return [...this.#byId.values()].flatMap(({ records }) => records);
  }

  entityOf(reference: string): EntityId | null {
    return this.#targets.get(reference) ?? null;
  }

  facts(entity: EntityId): ReadonlyMap<FactKey, GoldenFact> | null {
    return this.#byId.get(entity)?.golden?.facts ?? null;
  }

  /** What a record refers to leads somewhere or nowhere; two types that are referred to in the same words, nowhere. */
  #expect(type: EntityType, record: RecordState): void {
    for (const [fact, { value }] of record.claims) {
      const declared = type.attributes.get(fact)?.type;
      if (value === null || declared?.kind !== "ref" || !this.#model.entities.has(declared.to)) continue;
      const target = this.#random.below(3) === 0 ? null : idOf(declared.to, this.#random.below(perType));
      const known = this.#targets.get(value);
      const clashes = known != null && !known.startsWith(`${declared.to}/`);
      this.#targets.set(value, clashes ? null : (known ?? target));
    }
  }
}

const newcomer = (id: EntityId): Lived => ({ id, records: [], golden: null, open: [], approvals: new Map() });
const idOf = (type: string, at: number): EntityId => entityId(`${type}/${at}`);
