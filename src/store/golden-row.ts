import type { Basis, GoldenFact, GoldenRecord, Handover, Standing } from "../core/golden/golden.ts";
import { type FactKey, logIndex, recordId } from "../core/ids.ts";
import { uuidFromBase64url, uuidToBase64url } from "../core/log/uuid.ts";
import { basisNames, writtenBasis } from "../core/log/written-names.ts";
import { invariant } from "../errors.ts";
import { jsonObject } from "./json-object.ts";

/**
 * Golden facts as two JSON documents of an entity's row: `golden` is `{ fact: value }`, so that filters, indexes and views
 * read it plainly; `basis` groups the facts that stand on the same ground, because most facts of an entity do:
 * `[[basis, source, authority, record, since, handover, [facts] or 0 for all others], …]`. `authority` is 0 where it is the source
 * itself; ids are in base64url, 22 characters instead of 36, and each basis is one letter, as bodies write it.
 */
type BasisGroup = [
  string,
  string | null,
  string | null | 0,
  string | null,
  number,
  [string | null, string | null, number] | 0,
  string[] | 0,
];

/** The two documents as JSON text. `place` turns a provisional index into the one given under the lock. */
export function goldenToRow(
  facts: ReadonlyMap<FactKey, GoldenFact>,
  place: (index: number) => number,
): { golden: string; basis: string } {
  const groups: Ground[] = [];
  for (const [fact, stands] of facts) {
    const group = groups.find((one) => sameGround(one.stands, stands));
    if (group === undefined) groups.push({ stands, facts: [fact] });
    else group.facts.push(fact);
  }
  const others = groups.reduce<Ground | null>((a, b) => (namesLength(b) > namesLength(a) ? b : a), null);
  const basis = groups.map((one) => groupOf(one, place, one === others ? 0 : one.facts));
  return { golden: jsonObject(facts), basis: JSON.stringify(basis) };
}

/** Facts that stand on the same ground; the first of them says on which. */
interface Ground {
  readonly stands: GoldenFact;
  readonly facts: FactKey[];
}

const sameGround = (one: GoldenFact, other: GoldenFact): boolean =>
  one.handover === null &&
  other.handover === null &&
  one.basis === other.basis &&
  one.since === other.since &&
  one.record === other.record &&
  one.source === other.source &&
  one.authority === other.authority;

/** Characters that the names of a ground's facts take. */
const namesLength = (ground: Ground | null): number =>
  ground === null ? 0 : ground.facts.reduce((sum, fact) => sum + fact.length + 3, 0);

function groupOf({ stands }: Ground, place: (index: number) => number, facts: FactKey[] | 0): BasisGroup {
  const { basis, source, authority, record, since, handover } = stands;
  return [
    writtenBasis[basis],
    source,
    authority === source ? 0 : authority,
    record === null ? null : uuidToBase64url(record),
    place(since),
    handover === null ? 0 : [handover.from, handover.to, place(handover.index)],
    facts,
  ];
}

/** The golden record from the two documents, as the driver parsed them. */
export function goldenFromRow(golden: unknown, basis: unknown, state: GoldenRecord["state"]): GoldenRecord {
  const values = golden as Record<string, string | null>;
  const facts = new Map<FactKey, GoldenFact>();
  const groups = basis as BasisGroup[];
  for (const [name, source, authority, record, since, handover, named] of groups) {
    const ground = {
      basis: basisNames.get(name) as Basis,
      source,
      authority: authority === 0 ? source : authority,
      record: record === null ? null : recordId(uuidFromBase64url(record)),
      since: logIndex(since),
      handover: handover === 0 ? null : handoverOf(handover),
    };
    for (const key of named === 0 ? otherFacts(values, groups) : named) {
      const value = values[key];
      invariant(value !== undefined, "a fact with a basis has a value, if only null");
      facts.set(key as FactKey, { value, ...ground });
    }
  }
  return { facts, state };
}

function otherFacts(
  values: Readonly<Record<string, string | null>>,
  groups: readonly BasisGroup[],
): string[] {
  const named = new Set(groups.flatMap((group) => group[6] || []));
  return Object.keys(values).filter((fact) => !named.has(fact));
}

/** The state of an entity's golden record; one that was merged has none, and counts as active. */
export const standingOf = (state: Standing | "merged"): Standing => (state === "merged" ? "active" : state);

const handoverOf = ([from, to, index]: [string | null, string | null, number]): Handover => ({
  from,
  to,
  index: logIndex(index),
});
