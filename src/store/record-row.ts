import type { Claim, Position } from "../core/golden/golden.ts";
import { type FactKey, type LogIndex, logIndex } from "../core/ids.ts";
import type { Stated } from "../core/value/canonical.ts";
import { jsonObject } from "./json-object.ts";

/**
 * The claims of a record as two JSON documents: `claims` is `{ fact: value }`; `since` says when each claim last changed, as
 * groups `[[index, incarnation, position, own write, [facts] or 0 for all others], …]`, and is null while all of them are
 * as the record was first seen, which most records are.
 */
type SinceGroup = [number, number, string, 0 | 1, string[] | 0];

export function claimsToRow(
  claims: ReadonlyMap<FactKey, Claim>,
  record: { readonly created: number; readonly position: Position },
  place: (index: number) => number,
): { claims: string; since: string | null } {
  const groups: SinceGroup[] = [];
  for (const [fact, claim] of claims) {
    const index = place(claim.since);
    const position = positionText(claim.position);
    const group = groups.find(
      (one) =>
        one[0] === index &&
        one[2] === position &&
        one[1] === claim.position.incarnation &&
        one[3] === (claim.ownWrite ? 1 : 0),
    );
    if (group === undefined)
      groups.push([index, claim.position.incarnation, position, claim.ownWrite ? 1 : 0, [fact]]);
    else if (group[4] !== 0) group[4].push(fact);
  }
  const only = groups[0];
  const { created, position } = record;
  const asFirstSeen =
    only === undefined ||
    (groups.length === 1 &&
      only[0] === place(created) &&
      only[1] === position.incarnation &&
      only[2] === positionText(position) &&
      only[3] === 0);
  if (!asFirstSeen) {
    const largest = groups.reduce((a, b) => (lengthOf(b) > lengthOf(a) ? b : a));
    largest[4] = 0;
  }
  return { claims: jsonObject(statedBy(claims)), since: asFirstSeen ? null : JSON.stringify(groups) };
}

function* statedBy(claims: ReadonlyMap<FactKey, Claim>): Iterable<[string, Stated]> {
  for (const [fact, claim] of claims) yield [fact, claim.value];
}

const lengthOf = (group: SinceGroup): number => (group[4] === 0 ? 0 : group[4].length);

/** In SQL: the position of the claim that a row of `record` makes of a fact; see {@link claimsToRow}. */
export const claimPositionSql = (row: string, fact: string): string => `coalesce(
  (select g.value ->> 2 from json_array_elements(${row}.since) as g
   where json_typeof(g.value -> 4) = 'array'
     and exists (select from json_array_elements_text(g.value -> 4) as of (fact) where of.fact = ${fact}) limit 1),
  (select g.value ->> 2 from json_array_elements(${row}.since) as g where json_typeof(g.value -> 4) = 'number' limit 1),
  ${row}.position)`;

export function claimsFromRow(
  claims: unknown,
  since: unknown,
  record: { readonly created: LogIndex; readonly position: Position },
): Map<FactKey, Claim> {
  const groups = (since ?? []) as SinceGroup[];
  const others = groups.find((group) => group[4] === 0);
  const rest =
    others === undefined
      ? { since: record.created, position: record.position, ownWrite: false }
      : groundOf(others);
  const grounds = new Map<string, Omit<Claim, "value">>();
  for (const group of groups) {
    if (group[4] !== 0) for (const fact of group[4]) grounds.set(fact, groundOf(group));
  }
  const read = new Map<FactKey, Claim>();
  for (const [fact, value] of Object.entries(claims as Record<string, Stated>)) {
    read.set(fact as FactKey, { value, ...(grounds.get(fact) ?? rest) });
  }
  return read;
}

const groundOf = ([index, incarnation, position, own]: SinceGroup): Omit<Claim, "value"> => ({
  since: logIndex(index),
  position: positionFrom(position, incarnation),
  ownWrite: own === 1,
});

/** `kind:at`, as columns and headers hold it; the incarnation stands beside. */
export const positionText = (position: Position): string => `${position.kind}:${position.at}`;

export function positionFrom(text: string, incarnation: number): Position {
  const colon = text.indexOf(":");
  return { incarnation, kind: text.slice(0, colon) as Position["kind"], at: text.slice(colon + 1) };
}
