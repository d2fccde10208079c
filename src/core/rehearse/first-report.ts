import type { Divergence, DivergenceCause, DivergencePattern } from "../divergence/divergence.ts";
import { attributeOf } from "../ids.ts";
import { attributeOfFact } from "../model/fact-attribute.ts";
import type { EntityType, Model } from "../model/model.ts";
import type { Canonical, Stated } from "../value/canonical.ts";
import type { Rehearsal } from "./rehearsal.ts";
import type { RehearsedEntity } from "./rehearsed.ts";

/** A value as the report shows it: personal and sensitive ones never. */
export type Shown = Stated | { readonly masked: true };

/** What a first load of all sources would find. */
export interface FirstReport {
  readonly sources: readonly {
    readonly source: string;
    readonly rows: number;
    readonly records: number;
    readonly refused: number;
    readonly sameKey: number;
    readonly held: readonly { readonly attribute: string; readonly code: string; readonly count: number }[];
  }[];
  readonly types: readonly TypeReport[];
  readonly possibleDuplicates: number;
  /** The largest first, at most as many as were asked for. */
  readonly groups: readonly ReportGroup[];
  readonly groupsInAll: number;
  readonly divergences: number;
}

export interface TypeReport {
  readonly type: string;
  readonly entities: number;
  /** How many entities have records in exactly these sources. */
  readonly presence: readonly { readonly sources: readonly string[]; readonly entities: number }[];
  /** Facts of which some source holds a copy beside the golden value. */
  readonly compared: number;
  /** Facts of which some copy differs, and entities with such facts. */
  readonly disagreeing: number;
  readonly entitiesDisagreeing: number;
}

export interface ReportGroup {
  readonly type: string;
  readonly attribute: string;
  readonly source: string;
  readonly authority: string | null;
  readonly cause: DivergenceCause;
  readonly pattern: DivergencePattern;
  readonly count: number;
  readonly examples: readonly { readonly key: Shown; readonly golden: Shown; readonly held: Shown }[];
}

type Example = ReportGroup["examples"][number];
type GrowingGroup = Omit<ReportGroup, "count" | "examples"> & { count: number; examples: Example[] };

const masked = { masked: true } as const;

/** Tells what a rehearsal came to. */
export function firstReport(
  model: Model,
  rehearsal: Rehearsal,
  { groupsMax, examplesMax }: { readonly groupsMax: number; readonly examplesMax: number },
): FirstReport {
  const types = new Map([...model.entities.values()].map((type) => [type.name, new TypeCount(type)]));
  const groups = new Map<string, GrowingGroup>();
  let divergences = 0;
  for (const resolved of rehearsal.resolve()) {
    // Of a share of the entities, some targets were not looked at: that they are missing says nothing.
    const entity = rehearsal.share < 1 ? withoutWaiting(resolved) : resolved;
    types.get(entity.type.name)?.add(entity);
    for (const divergence of entity.divergences) {
      divergences++;
      const group = groupOf(groups, entity, divergence);
      group.count++;
      if (group.examples.length < examplesMax) group.examples.push(exampleOf(model, entity, divergence));
    }
  }
  const sorted = [...groups].toSorted(([a, one], [b, two]) => two.count - one.count || (a < b ? -1 : 1));
  return {
    sources: [...rehearsal.accounts].map(([source, { held, ...account }]) => ({
      source,
      ...account,
      held: [...held].map(([what, count]) => {
        const [attribute = "", code = ""] = what.split("\n");
        return { attribute, code, count };
      }),
    })),
    types: [...types.values()].map((count) => count.report()),
    possibleDuplicates: rehearsal.possibleDuplicates,
    groups: sorted.slice(0, groupsMax).map(([, group]) => group),
    groupsInAll: groups.size,
    divergences,
  };
}

const withoutWaiting = (entity: RehearsedEntity): RehearsedEntity => ({
  ...entity,
  divergences: entity.divergences.filter(({ cause }) => cause !== "awaits-reference"),
});

class TypeCount {
  readonly #type: EntityType;
  readonly #presence = new Map<string, number>();
  #entities = 0;
  #compared = 0;
  #disagreeing = 0;
  #entitiesDisagreeing = 0;

  constructor(type: EntityType) {
    this.#type = type;
  }

  add({ records, golden, divergences }: RehearsedEntity): void {
    this.#entities++;
    const sources = new Set(records.map(({ source }) => source));
    const present = this.#type.sources.map(({ name }) => name).filter((name) => sources.has(name));
    this.#presence.set(present.join("\n"), (this.#presence.get(present.join("\n")) ?? 0) + 1);
    for (const [fact, { authority }] of golden.facts) {
      const copies = attributeOfFact(this.#type, fact)?.copies ?? [];
      if (
        copies.some(
          ({ source }) =>
            source !== authority && records.some((one) => one.source === source && one.claims.has(fact)),
        )
      )
        this.#compared++;
    }
    this.#disagreeing += new Set(divergences.map(({ fact }) => fact)).size;
    if (divergences.length > 0) this.#entitiesDisagreeing++;
  }

  report(): TypeReport {
    return {
      type: this.#type.name,
      entities: this.#entities,
      presence: [...this.#presence]
        .map(([sources, entities]) => ({ sources: sources.split("\n"), entities }))
        .toSorted((a, b) => b.entities - a.entities),
      compared: this.#compared,
      disagreeing: this.#disagreeing,
      entitiesDisagreeing: this.#entitiesDisagreeing,
    };
  }
}

function groupOf(
  groups: Map<string, GrowingGroup>,
  { type, golden }: RehearsedEntity,
  { fact, source, cause, pattern }: Divergence,
): GrowingGroup {
  const attribute = attributeOf(fact);
  const name = JSON.stringify([type.name, attribute, source, cause, pattern]);
  const known = groups.get(name);
  if (known !== undefined) return known;
  const authority = golden.facts.get(fact)?.authority ?? null;
  const made = { type: type.name, attribute, source, authority, cause, pattern, count: 0, examples: [] };
  groups.set(name, made);
  return made;
}

function exampleOf(model: Model, { type, records }: RehearsedEntity, divergence: Divergence) {
  const attribute = attributeOfFact(type, divergence.fact);
  const record = records.find(({ id }) => id === divergence.record);
  const shown = (value: Canonical | null): Shown => (attribute?.sealed === false ? value : masked);
  const isPersonalKey = model.sources.get(divergence.source)?.keyPersonal ?? true;
  return {
    key: isPersonalKey ? masked : (record?.key ?? null),
    golden: shown(divergence.golden),
    held: shown(divergence.held),
  };
}
