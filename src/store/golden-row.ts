import type { Basis, GoldenFact, GoldenRecord, Handover, Standing } from "../core/golden/golden.ts";
import { type FactKey, logIndex, recordId } from "../core/ids.ts";
import { uuidFromBase64url, uuidToBase64url } from "../core/log/uuid.ts";
import { invariant } from "../errors.ts";
import { jsonObject } from "./json-object.ts";

/**
 * Golden facts as two JSON documents of an entity's row: `golden` is `{ fact: value }`, so that filters, indexes and views
 * read it plainly; `basis` groups the facts that stand on the same ground, because most facts of an entity do:
 * `[[basis, source, authority, record, since, handover, [facts]], …]`. `authority` is 0 where it is the source itself; ids are
 * in base64url, 22 characters instead of 36.
 */
type BasisGroup = [
  Basis,
  string | null,
  string | null | 0,
  string | null,
  number,
  [string | null, string | null, number] | 0,
  string[],
];

/** The two documents as JSON text. `place` turns a provisional index into the one given under the lock. */
export function goldenToRow(
  facts: ReadonlyMap<FactKey, GoldenFact>,
  place: (index: number) => number,
): { golden: string; basis: string } {
  const groups: BasisGroup[] = [];
  for (const [fact, stands] of facts) {
    const since = place(stands.since);
    const group = groups.find((one) => sameGround(one, stands, since));
    if (group !== undefined) group[6].push(fact);
    else groups.push(groupOf(fact, stands, since, place));
  }
  return { golden: jsonObject(valuesOf(facts)), basis: JSON.stringify(groups) };
}

function* valuesOf(facts: ReadonlyMap<FactKey, GoldenFact>): Iterable<[string, string | null]> {
  for (const [fact, stands] of facts) yield [fact, stands.value];
}

function sameGround(group: BasisGroup, stands: GoldenFact, since: number): boolean {
  return (
    stands.handover === null &&
    group[5] === 0 &&
    group[0] === stands.basis &&
    group[1] === stands.source &&
    group[3] === shortId(stands.record) &&
    group[4] === since &&
    (group[2] === 0 ? stands.source : group[2]) === stands.authority
  );
}

function groupOf(
  fact: FactKey,
  stands: GoldenFact,
  since: number,
  place: (index: number) => number,
): BasisGroup {
  const { handover } = stands;
  return [
    stands.basis,
    stands.source,
    stands.authority === stands.source ? 0 : stands.authority,
    shortId(stands.record),
    since,
    handover === null ? 0 : [handover.from, handover.to, place(handover.index)],
    [fact],
  ];
}

const shortId = (id: string | null): string | null => (id === null ? null : uuidToBase64url(id));

/** The golden record from the two documents, as the driver parsed them. */
export function goldenFromRow(golden: unknown, basis: unknown, state: GoldenRecord["state"]): GoldenRecord {
  const values = golden as Record<string, string | null>;
  const facts = new Map<FactKey, GoldenFact>();
  for (const [name, source, authority, record, since, handover, keys] of basis as BasisGroup[]) {
    const ground = {
      basis: name,
      source,
      authority: authority === 0 ? source : authority,
      record: record === null ? null : recordId(uuidFromBase64url(record)),
      since: logIndex(since),
      handover: handover === 0 ? null : handoverOf(handover),
    };
    for (const key of keys) {
      const value = values[key];
      invariant(value !== undefined, "a fact with a basis has a value, if only null");
      facts.set(key as FactKey, { value, ...ground });
    }
  }
  return { facts, state };
}

/** The state of an entity's golden record; one that was merged has none, and counts as active. */
export const standingOf = (state: Standing | "merged"): Standing => (state === "merged" ? "active" : state);

const handoverOf = ([from, to, index]: [string | null, string | null, number]): Handover => ({
  from,
  to,
  index: logIndex(index),
});
