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
  record: { readonly created: LogIndex; readonly position: Position },
  place: (index: number) => number,
): { claims: string; since: string | null } {
  const groups: { readonly ground: Claim; readonly facts: FactKey[] }[] = [];
  for (const [fact, claim] of claims) {
    const group = groups.find(({ ground }) => sameGround(ground, claim));
    if (group === undefined) groups.push({ ground: claim, facts: [fact] });
    else group.facts.push(fact);
  }
  const only = groups.length > 1 ? undefined : groups[0]?.ground;
  const asFirstSeen =
    groups.length === 0 ||
    (only !== undefined &&
      sameGround(only, { since: record.created, position: record.position, ownWrite: false }));
  const since = asFirstSeen ? null : JSON.stringify(sinceGroups(groups, place));
  return { claims: jsonObject(claims), since };
}

const sameGround = (one: Omit<Claim, "value">, other: Omit<Claim, "value">): boolean =>
  one.since === other.since &&
  one.ownWrite === other.ownWrite &&
  (one.position === other.position || samePosition(one.position, other.position));

const samePosition = (one: Position, other: Position): boolean =>
  one.at === other.at && one.kind === other.kind && one.incarnation === other.incarnation;

function sinceGroups(
  groups: readonly { readonly ground: Claim; readonly facts: FactKey[] }[],
  place: (index: number) => number,
): SinceGroup[] {
  const written = groups.map(
    ({ ground: { since, position, ownWrite }, facts }): SinceGroup => [
      place(since),
      position.incarnation,
      positionToRow(position),
      ownWrite ? 1 : 0,
      facts,
    ],
  );
  const largest = written.reduce((a, b) => (lengthOf(b) > lengthOf(a) ? b : a));
  largest[4] = 0;
  return written;
}

const lengthOf = (group: SinceGroup): number => (group[4] === 0 ? 0 : group[4].length);

/** In SQL: the position, as rows hold it, of the claim that a row of `record` makes of a fact; see {@link claimsToRow}. */
const claimPositionSql = (row: string, fact: string): string => `coalesce(
  (select g.value ->> 2 from json_array_elements(${row}.since) as g
   where json_typeof(g.value -> 4) = 'array'
     and exists (select from json_array_elements_text(g.value -> 4) as of (fact) where of.fact = ${fact}) limit 1),
  (select g.value ->> 2 from json_array_elements(${row}.since) as g where json_typeof(g.value -> 4) = 'number' limit 1),
  ${row}.position)`;

/** In SQL: the instant of the file that brought the claim; null where no file did. */
export const claimFromSql = (row: string, fact: string): string => `(
  select timestamptz 'epoch' + substr(brought.position, 2)::bigint * interval '1 microsecond'
  from (select ${claimPositionSql(row, fact)} as position) as brought where brought.position ~ '^f[0-9]+$')`;

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
    const { since, position, ownWrite } = grounds.get(fact) ?? rest;
    read.set(fact as FactKey, { value, since, position, ownWrite });
  }
  return read;
}

const groundOf = ([index, incarnation, position, own]: SinceGroup): Omit<Claim, "value"> => ({
  since: logIndex(index),
  position: positionFromRow(position, incarnation),
  ownWrite: own === 1,
});

/**
 * A position as rows of records hold it: of a file `f` and the microseconds of its instant since 1970, half as long as its text;
 * of anything else its text. The incarnation stands beside.
 */
export function positionToRow(position: Position): string {
  const { kind, at } = position;
  if (kind !== "file") return positionText(position);
  if (at !== lastInstant.at) Object.assign(lastInstant, { at, written: instantToRow(at) });
  return lastInstant.written ?? positionText(position);
}

export function positionFromRow(written: string, incarnation: number): Position {
  if (!/^f\d+$/.test(written)) return positionFrom(written, incarnation);
  const micros = written.slice(1).padStart(7, "0");
  const whole = new Date(Number(micros.slice(0, -6)) * 1000).toISOString().slice(0, 19);
  return { incarnation, kind: "file", at: `${whole}.${micros.slice(-6)}Z` };
}

/** All records of a run have one. */
const lastInstant: { readonly at: string; readonly written: string | null } = { at: "", written: null };

/** `null` for what is no instant from 1970 on, in UTC with microseconds. */
function instantToRow(at: string): string | null {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/.test(at)) return null;
  const seconds = Date.parse(`${at.slice(0, 19)}Z`) / 1000;
  if (!(seconds >= 0)) return null;
  const written = `f${BigInt(seconds) * 1_000_000n + BigInt(at.slice(20, 26))}`;
  // A day that no month has is read as another one.
  return positionFromRow(written, 0).at === at ? written : null;
}

/** `kind:at`, as headers and cursors hold it; the incarnation stands beside. */
export const positionText = (position: Position): string => `${position.kind}:${position.at}`;

export function positionFrom(text: string, incarnation: number): Position {
  const colon = text.indexOf(":");
  return { incarnation, kind: text.slice(0, colon) as Position["kind"], at: text.slice(colon + 1) };
}
