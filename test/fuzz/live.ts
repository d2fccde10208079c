import { type Random, randomFrom } from "../../samples/shared/random.ts";
import { dictionaryOf } from "../../src/app/model-docs/dictionary.ts";
import { toHtml } from "../../src/app/model-docs/to-html.ts";
import { toMarkdown } from "../../src/app/model-docs/to-markdown.ts";
import { GoldenValues } from "../../src/core/authority/authority.ts";
import type { Divergence } from "../../src/core/divergence/divergence.ts";
import { compileFinder } from "../../src/core/divergence/find.ts";
import { suggestChanges } from "../../src/core/divergence/suggest.ts";
import { waiverKey } from "../../src/core/divergence/waiver.ts";
import { agreeing } from "../../src/core/golden/approval.ts";
import { compileExplainer } from "../../src/core/golden/explain.ts";
import type { Claim, GoldenRecord, Override, RecordState } from "../../src/core/golden/golden.ts";
import type { Resolution, ResolveInput } from "../../src/core/golden/resolution.ts";
import { compileResolver } from "../../src/core/golden/resolve.ts";
import { attributeOf, type FactKey, factKey, logIndex, recordId } from "../../src/core/ids.ts";
import { compileMapping } from "../../src/core/mapping/mapping.ts";
import { matchKeys } from "../../src/core/match/match-keys.ts";
import { describeModel } from "../../src/core/model/describe-model.ts";
import type { EntityType, Model } from "../../src/core/model/model.ts";
import { compileRules, fieldCheck } from "../../src/core/rules/index.ts";
import { compileReader } from "../../src/core/value/read-shape.ts";
import { isRefusal } from "../../src/core/value/reading.ts";
import { groupDivergences } from "../helpers/group-divergences.ts";
import { claim, position } from "../helpers/worlds.ts";
import { People } from "./people.ts";
import { rawValue, rowOf } from "./rows.ts";

/** What was found to be wrong of a model that had passed `check`. */
export class Unsound extends Error {}

/**
 * Lives with a model that has passed `check`: random rows through its mappings, and what is read of them through matching,
 * rules, resolution, comparison and explanation, in two rounds with decisions in between. Nothing may throw: what a model
 * says cannot fail at run time. Returns how many facts were resolved.
 */
export function liveWith(model: Model, seed: number): number {
  const random = randomFrom(seed);
  const blocks = dictionaryOf(model);
  toMarkdown(blocks);
  toHtml("A model", blocks);
  JSON.stringify(describeModel(model));
  const people = new People(model, random);
  for (const type of model.entities.values())
    for (const one of records(model, type, random)) people.add(type, one);
  let facts = 0;
  for (let round = 1; round <= 2; round++) {
    for (const type of model.entities.values())
      facts += roundOf(model, type, { people, random, index: 10 * round });
  }
  return facts;
}

/** The records that random rows of its sources are read as. */
function records(model: Model, type: EntityType, random: Random): readonly RecordState[] {
  const rules = compileRules(model, type);
  const check = fieldCheck(rules, type);
  const made: RecordState[] = [];
  for (const source of type.sources) {
    const mapping = compileMapping(model, source, { fieldCheck: check });
    mapping.missingColumns(["id", "name"]);
    for (let row = 1 + random.below(3); row > 0; row--) {
      const seen = mapping.observe({ fields: rowOf(model, source, random) });
      if ("refused" in seen) continue;
      matchKeys(type, seen.claims);
      rules.judgeRecord(seen.claims);
      for (const [fact, value] of seen.claims) if (source.fields.has(fact)) mapping.toSource(fact, value);
      const index = 1 + random.below(9);
      const stated = [...seen.claims].map(
        ([fact, value]) =>
          [fact, claim(value, 1 + random.below(9), { ownWrite: random.below(5) === 0 })] as const,
      );
      made.push({
        id: recordId(`${source.name}:${seen.key}`),
        source: source.name,
        key: seen.key,
        entity: People.entityFor(type, random),
        deleted: random.below(8) === 0,
        position: position(index),
        created: logIndex(index),
        claims: new Map(stated),
        valid: seen.valid,
      });
    }
  }
  return [...new Map(made.map((one) => [one.id, one])).values()];
}

interface Round {
  readonly people: People;
  readonly random: Random;
  readonly index: number;
}

function roundOf(model: Model, type: EntityType, { people, random, index }: Round): number {
  const resolver = compileResolver(model, type);
  const finder = compileFinder(model, type);
  const explainer = compileExplainer(model);
  const rules = compileRules(model, type);
  let facts = 0;
  for (const one of people.of(type)) {
    const input: ResolveInput = {
      records: one.records,
      hub: hubOf(model, type, random, index),
      overrides: overridesOf(model, type, random, index),
      approvals: new Map(
        [...one.approvals].map(([key, known]) => {
          const by = { actor: "a", name: "ana" };
          return [
            key,
            known.waiting !== null && random.below(2) === 0
              ? agreeing(known, known.waiting, by, () => true, logIndex(index))
              : known,
          ];
        }),
      ),
      requester: "nobody",
      calendar: random.pick(["2025-12-31", "2026-01-02", "9999-12-31"]),
      previous: one.golden,
      references: people,
      index: logIndex(index),
    };
    const resolution = resolver.resolve(input);
    mustStand(resolver.resolve(again(input, resolution)), resolution);
    const { golden } = resolution;
    facts += golden.facts.size;
    const waivers = new Map(
      one.open
        .filter(() => random.below(5) === 0)
        .map(({ fact, record }) => [
          waiverKey(fact, record),
          { fact, record, until: random.pick(["2026-01-01", "2026-12-31"]), since: logIndex(index) },
        ]),
    );
    const finding = { ...input, golden, before: new Map(), waivers, today: "2026-01-01" };
    const found = finder.find({ ...finding, open: one.open });
    for (const { waiver } of found.endedWaivers) waivers.delete(waiverKey(waiver.fact, waiver.record));
    const anew = finder.find({ ...finding, previous: golden, open: found.open });
    if (anew.changed.length + anew.endedWaivers.length > 0)
      throw new Unsound("finding again changes a divergence");
    const known = { ...input, golden, open: found.open, cited: people.records, connectorsWrite: true };
    for (const fact of golden.facts.keys())
      if (isExplained(type, fact)) explainer.explain(type.name, fact, known);
    rules.judgeEntity(new GoldenValues(golden.facts, { references: people, calendar: input.calendar }));
    suggest(model, type, found.open);
    people.settle(one, { golden, open: found.open, approvals: resolution.approvals });
  }
  return facts;
}

const isExplained = (type: EntityType, fact: FactKey): boolean =>
  type.attributes.has(fact) || type.attributes.has(attributeOf(fact));

/** The same once more, a little later, without the overrides that have ended. */
function again(input: ResolveInput, { golden, endedOverrides, approvals }: Resolution): ResolveInput {
  const overrides = new Map(input.overrides);
  for (const { fact } of endedOverrides) overrides.delete(fact);
  return { ...input, overrides, approvals, previous: golden, index: logIndex(input.index + 1) };
}

function mustStand(later: Resolution, { golden }: { readonly golden: GoldenRecord }): void {
  if (later.golden !== golden) throw new Unsound(`resolving again changes ${later.changed.join(", ")}`);
}

function suggest(model: Model, type: EntityType, open: readonly Divergence[]): void {
  for (const group of groupDivergences(open, 3)) suggestChanges(model, type, group, open);
}

/** Values in canonical form for some of the attributes. */
function valuesOf(
  model: Model,
  type: EntityType,
  random: Random,
): readonly (readonly [FactKey, string | null])[] {
  return [...type.attributes.values()].flatMap((attribute) => {
    if (random.below(3) > 0 || attribute.elements) return [];
    const value = compileReader(attribute, model.codes)(rawValue(model, attribute.type, random));
    return isRefusal(value) ? [] : [[factKey(attribute.name), value] as const];
  });
}

function hubOf(model: Model, type: EntityType, random: Random, index: number): ReadonlyMap<FactKey, Claim> {
  return new Map(valuesOf(model, type, random).map(([fact, value]) => [fact, claim(value, index)]));
}

function overridesOf(
  model: Model,
  type: EntityType,
  random: Random,
  index: number,
): ReadonlyMap<FactKey, Override> {
  if (random.below(2) === 0) return new Map();
  const settable = valuesOf(model, type, random).filter(
    ([fact]) => type.attributes.get(fact)?.derived == null,
  );
  const until = random.below(2) === 0 ? { day: "2027-01-01" } : { change: "authority-changes" as const };
  const of = { since: logIndex(index), until, calendar: "" };
  return new Map(settable.map(([fact, value]) => [fact, { ...of, fact, value }]));
}
