import type { EntityId } from "../ids.ts";
import type { EntityPair } from "./decision.ts";

/** A crosswalk pair: two records that are the same entity, by whatever names the caller gives to records. */
export type RecordPair<RecordName> = readonly [RecordName, RecordName];

export interface MergePlanInput<RecordName> {
  readonly pairs: readonly RecordPair<RecordName>[];
  /** `null` for a record that has not been seen yet. */
  readonly entityOf: (record: RecordName) => EntityId | null;
  /** The entry that created it: less is older. */
  readonly ageOf: (entity: EntityId) => number;
  /** Pairs that a person decided to be different: they never come into one entity, not even through others. */
  readonly different: readonly EntityPair[];
}

export interface MergePlan<RecordName> {
  /** Each group once: the oldest survives, the others are merged into it, by age. */
  readonly merges: readonly { readonly survivor: EntityId; readonly merged: readonly EntityId[] }[];
  /** Pairs with a side not yet seen, in their order. */
  readonly waiting: readonly RecordPair<RecordName>[];
  /** Pairs that a decision of a person keeps apart, in their order. */
  readonly refused: readonly RecordPair<RecordName>[];
}

/**
 * What merges a whole crosswalk asks for. Without refused pairs the order of the pairs does not matter; where a
 * person's decision stands against a chain of pairs, the earlier pairs win.
 */
export function mergePlan<RecordName>(input: MergePlanInput<RecordName>): MergePlan<RecordName> {
  const groups = new Groups(input.different);
  const waiting: RecordPair<RecordName>[] = [];
  const refused: RecordPair<RecordName>[] = [];
  for (const pair of input.pairs) {
    const left = input.entityOf(pair[0]);
    const right = input.entityOf(pair[1]);
    if (left === null || right === null) waiting.push(pair);
    else if (!groups.join(left, right)) refused.push(pair);
  }
  const byAge = (a: EntityId, b: EntityId): number => input.ageOf(a) - input.ageOf(b) || (a < b ? -1 : 1);
  const merges = groups
    .joined()
    .map((members) => [...members].sort(byAge))
    .flatMap(([survivor, ...merged]) => (survivor === undefined ? [] : [{ survivor, merged }]))
    .sort((a, b) => byAge(a.survivor, b.survivor));
  return { merges, waiting, refused };
}

/** Union-find that keeps the members of each group, the smaller moving into the larger. */
class Groups {
  readonly #groupOf = new Map<EntityId, Set<EntityId>>();
  readonly #apart = new Map<EntityId, EntityId[]>();

  constructor(different: readonly EntityPair[]) {
    for (const { left, right } of different) {
      this.#keepApart(left, right);
      this.#keepApart(right, left);
    }
  }

  /** False where the two may not come together. */
  join(left: EntityId, right: EntityId): boolean {
    const [a, b] = [this.#group(left), this.#group(right)];
    if (a === b) return true;
    const [large, small] = a.size >= b.size ? [a, b] : [b, a];
    for (const member of small) if (this.#apart.get(member)?.some((other) => large.has(other))) return false;
    for (const member of small) {
      large.add(member);
      this.#groupOf.set(member, large);
    }
    return true;
  }

  joined(): readonly ReadonlySet<EntityId>[] {
    return [...new Set(this.#groupOf.values())].filter((group) => group.size > 1);
  }

  #group(entity: EntityId): Set<EntityId> {
    const known = this.#groupOf.get(entity);
    if (known !== undefined) return known;
    const alone = new Set([entity]);
    this.#groupOf.set(entity, alone);
    return alone;
  }

  #keepApart(entity: EntityId, from: EntityId): void {
    const known = this.#apart.get(entity);
    if (known === undefined) this.#apart.set(entity, [from]);
    else known.push(from);
  }
}
