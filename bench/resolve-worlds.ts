import { compileFinder } from "../src/core/divergence/find.ts";
import type { Finder, FindInput } from "../src/core/divergence/finding.ts";
import type { RecordState } from "../src/core/golden/golden.ts";
import type { ResolveInput, Resolver } from "../src/core/golden/resolution.ts";
import { compileResolver } from "../src/core/golden/resolve.ts";
import { type FactKey, factKey, logIndex } from "../src/core/ids.ts";
import type { Attribute, Survivorship } from "../src/core/model/attribute.ts";
import {
  attribute,
  authority,
  claim,
  copy,
  entityType,
  modelOf,
  record,
  recordsAlone,
} from "../test/helpers/worlds.ts";

/** An entity type of so many facts, stated by three sources, and one entity of it with so many records. */
export interface ResolveWorld {
  readonly keys: readonly FactKey[];
  readonly resolver: Resolver;
  readonly finder: Finder;
  /** The entity of a number, resolved for the first time. */
  entity(nth: number): ResolveInput;
}

export interface WorldSize {
  readonly facts: number;
  /** Of each fact: dealt out to the three sources in turn. */
  readonly records: number;
  readonly survivorship?: Survivorship | null;
}

const sources = ["crm", "ops", "mart"];
const noneBefore: Pick<FindInput, "before" | "open" | "waivers" | "today"> = {
  before: new Map(),
  open: [],
  waivers: new Map(),
  today: "2026-01-01",
};

export function resolveWorld({ facts, records, survivorship = null }: WorldSize): ResolveWorld {
  const names = ["stage", ...Array.from({ length: facts - 1 }, (_, at) => `fact_${at}`)];
  const type = entityType(
    "thing",
    names.map((name, at) => declared(name, at, survivorship)),
  );
  const model = modelOf([type]);
  const recordOf = (nth: number, at: number): RecordState => {
    const stated = names.map((name, fact) => {
      const differs = (nth + fact * 7 + at) % 50 === 0;
      const value =
        name === "stage" ? (nth % 2 ? "draft" : "live") : `value ${nth % 97} ${fact}${differs ? "!" : ""}`;
      return [name, claim(value)] as const;
    });
    return record(sources[at % sources.length] ?? "", Object.fromEntries(stated), { key: `${nth} ${at}` });
  };
  return {
    keys: names.map((name) => factKey(name)),
    resolver: compileResolver(model, type),
    finder: compileFinder(model, type),
    entity: (nth) => ({
      records: Array.from({ length: records }, (_, at) => recordOf(nth, at)),
      ...recordsAlone,
      previous: null,
      index: logIndex(2),
    }),
  };
}

/** Two of twenty facts have an authority that depends on the stage; every fifth has a fallback; all have two copies. */
function declared(name: string, at: number, survivorship: Survivorship | null): Attribute {
  const depends = at % 20 === 1 || at % 20 === 2;
  return attribute(name, {
    authority: depends ? [authority("ops", "stage == 'draft'"), authority("crm")] : [authority("crm")],
    copies: [copy("ops"), copy("mart")],
    fallback: at % 5 === 3 ? ["erp"] : [],
    survivorship,
  });
}

/** Resolves an entity and finds its divergences; how many diverge. */
export function resolveAndFind({ resolver, finder }: ResolveWorld, input: ResolveInput): number {
  const { golden } = resolver.resolve(input);
  return finder.find({ ...input, ...noneBefore, golden }).opened.length;
}
