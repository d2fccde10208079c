import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type EntityId, entityId } from "../ids.ts";
import { type Membership, mergeEntities, moveRecord, splitEntities, survivorOf } from "./merge.ts";
import { mergePlan } from "./merge-plan.ts";

const entities = [..."ABCDEF"].map(entityId);
const records = [..."abcdefghi"];
const anyEntity = fc.constantFrom(...entities);
const anyRecord = fc.constantFrom(...records);
const start = fc
  .array(anyEntity, { minLength: records.length, maxLength: records.length })
  .map(
    (homes): ReadonlyMap<string, EntityId> =>
      new Map(records.map((record, n) => [record, homes[n] ?? homes[0] ?? entityId("A")])),
  );

type Step =
  | { readonly do: "merge"; readonly survivor: EntityId; readonly merged: EntityId }
  | { readonly do: "split"; readonly merged: EntityId }
  | { readonly do: "move"; readonly record: string; readonly to: EntityId };
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant("merge" as const), survivor: anyEntity, merged: anyEntity }),
  fc.record({ do: fc.constant("split" as const), merged: anyEntity }),
  fc.record({ do: fc.constant("move" as const), record: anyRecord, to: anyEntity }),
);

/** The oracle: each record has a home, which only a person changes; where it belongs is its home's survivor. */
class Homes {
  readonly home: Map<string, EntityId>;
  readonly into = new Map<EntityId, EntityId>();
  constructor(home: ReadonlyMap<string, EntityId>) {
    this.home = new Map(home);
  }
  survivor(entity: EntityId): EntityId {
    const next = this.into.get(entity);
    return next === undefined ? entity : this.survivor(next);
  }
}

function apply(membership: Membership<string>, oracle: Homes, taken: Step): Membership<string> {
  const { merges } = membership;
  if (taken.do === "merge") {
    const { survivor, merged } = taken;
    if (survivor === merged || merges.has(survivor) || merges.has(merged)) return membership;
    oracle.into.set(merged, survivor);
    return mergeEntities(membership, survivor, merged);
  }
  if (taken.do === "split") {
    if (!merges.has(taken.merged)) return membership;
    oracle.into.delete(taken.merged);
    return splitEntities(membership, taken.merged);
  }
  if (merges.has(taken.to)) return membership;
  oracle.home.set(taken.record, taken.to);
  return moveRecord(membership, taken.record, taken.to);
}

describe("merging", () => {
  test("and then splitting is identity, whatever was merged before", () => {
    fc.assert(
      fc.property(
        start,
        fc.array(step, { maxLength: 20 }),
        anyEntity,
        anyEntity,
        (homes, steps, survivor, merged) => {
          const oracle = new Homes(homes);
          const before = steps.reduce((now, each) => apply(now, oracle, each), {
            entityOf: homes,
            merges: new Map(),
          } as Membership<string>);
          fc.pre(survivor !== merged && !before.merges.has(survivor) && !before.merges.has(merged));

          expect(splitEntities(mergeEntities(before, survivor, merged), merged)).toEqual(before);
        },
      ),
    );
  });

  test("splitting in any order sends each record home", () => {
    fc.assert(
      fc.property(start, fc.array(step, { maxLength: 40 }), (homes, steps) => {
        const oracle = new Homes(homes);
        let membership: Membership<string> = { entityOf: homes, merges: new Map() };
        for (const each of steps) {
          membership = apply(membership, oracle, each);
          for (const [record, home] of oracle.home)
            expect(membership.entityOf.get(record)).toBe(oracle.survivor(home));
          for (const entity of entities)
            expect(survivorOf(membership.merges, entity)).toBe(oracle.survivor(entity));
        }
      }),
    );
  });
});

describe("the plan of a crosswalk", () => {
  const pairs = fc.array(fc.tuple(anyRecord, anyRecord), { maxLength: 15 });
  const ageOf = (entity: EntityId): number => entity.charCodeAt(0);

  test("does not depend on the order of the pairs or of their sides, and the oldest survives", () => {
    fc.assert(
      fc.property(start, pairs, fc.gen(), (homes, some, gen) => {
        const entityOf = (record: string): EntityId | null => homes.get(record) ?? null;
        const shuffled = gen(fc.shuffledSubarray, some, { minLength: some.length }).map(
          ([left, right]): [string, string] => [right, left],
        );

        const plan = mergePlan({ pairs: some, entityOf, ageOf, different: [] });

        expect(mergePlan({ pairs: shuffled, entityOf, ageOf, different: [] }).merges).toEqual(plan.merges);
        for (const { survivor, merged } of plan.merges)
          for (const entity of merged) expect(ageOf(survivor)).toBeLessThan(ageOf(entity));
      }),
    );
  });

  test("brings together exactly what a chain of pairs connects", () => {
    fc.assert(
      fc.property(start, pairs, (homes, some) => {
        const entityOf = (record: string): EntityId | null => homes.get(record) ?? null;
        const { merges } = mergePlan({ pairs: some, entityOf, ageOf, different: [] });
        const groupOf = new Map<EntityId, EntityId>(entities.map((entity) => [entity, entity]));
        for (const { survivor, merged } of merges) for (const entity of merged) groupOf.set(entity, survivor);

        const label = new Map(entities.map((entity, n) => [entity, n]));
        for (let round = 0; round < entities.length; round += 1)
          for (const [left, right] of some) {
            const [a, b] = [homes.get(left) ?? entityId("A"), homes.get(right) ?? entityId("A")];
            const least = Math.min(label.get(a) ?? 0, label.get(b) ?? 0);
            label.set(a, least).set(b, least);
          }
        for (const a of entities)
          for (const b of entities)
            expect(groupOf.get(a) === groupOf.get(b)).toBe(label.get(a) === label.get(b));
      }),
    );
  });

  test("never brings together what a person decided to be different, not through others either", () => {
    fc.assert(
      fc.property(
        start,
        pairs,
        fc.array(fc.tuple(anyEntity, anyEntity), { maxLength: 5 }),
        (homes, some, apart) => {
          const different = apart.filter(([a, b]) => a !== b).map(([left, right]) => ({ left, right }));
          const entityOf = (record: string): EntityId | null => homes.get(record) ?? null;

          const { merges, refused } = mergePlan({ pairs: some, entityOf, ageOf, different });

          const together = merges.map(({ survivor, merged }) => new Set([survivor, ...merged]));
          for (const { left, right } of different)
            expect(together.some((group) => group.has(left) && group.has(right))).toBe(false);
          if (different.length === 0) expect(refused).toEqual([]);
        },
      ),
    );
  });

  test("lets pairs wait whose records have not been seen", () => {
    const plan = mergePlan({
      pairs: [["a", "unseen"]],
      entityOf: (record) => (record === "a" ? entityId("A") : null),
      ageOf,
      different: [],
    });

    expect(plan).toEqual({ merges: [], waiting: [["a", "unseen"]], refused: [] });
  });
});
