import type { EntityId, FactKey } from "../../core/ids.ts";
import { decideLink } from "../../core/match/decide-link.ts";
import type { MatchKey, PossibleDuplicate } from "../../core/match/decision.ts";
import { matchKeys } from "../../core/match/match-keys.ts";
import type { EntityType } from "../../core/model/model.ts";
import type { Stated } from "../../core/value/canonical.ts";
import { matchedAnewMax } from "../../limits.ts";
import type { Reader } from "../../store/db.ts";
import { goldenOf } from "../../store/load-golden.ts";
import { oldestHolding } from "../../store/load-links.ts";
import type { EntityState } from "../../store/state.ts";
import { noteDuplicate } from "./link-record.ts";
import { matchHash, statedBy } from "./record-lookups.ts";
import { pairName, type Work } from "./work.ts";

type Claims = ReadonlyMap<FactKey, Stated>;

/** What one record of an entity (or what was entered on it) is matched by. */
interface Matched {
  readonly state: EntityState;
  readonly type: EntityType;
  readonly claims: Claims;
  readonly keys: readonly (MatchKey & { readonly hash: string })[];
}

/**
 * Matches the records of some entities anew, as when the model says otherwise what makes them one. They have their entities,
 * so what ties two is a possible duplicate: each with the oldest that it is tied to, which is a pair less than there are
 * entities, however many share a value.
 */
export async function matchAnew(sql: Reader, work: Work, states: readonly EntityState[]): Promise<void> {
  const matched = states.filter((one) => one.state !== "merged").flatMap((state) => matchedOf(work, state));
  const hashes = [...new Set(matched.flatMap((one) => one.keys.map(({ hash }) => hash)))];
  for (const hash of hashes) work.reads.add(`l:${hash}`);
  const { log } = work.cause;
  const bytes = hashes.map((hash) => Buffer.from(hash, "latin1"));
  const holders = await oldestHolding(sql, log, bytes, holdersMax(matched));
  const facts = await goldenOf(sql, log, guarded(matched, holders));
  for (const one of matched) {
    const tie = oldestTie(work, one, holders, (id) => valuesOf(facts.get(id)));
    if (tie !== undefined) noteDuplicate(work, one.type, tie);
  }
}

function matchedOf(work: Work, state: EntityState): readonly Matched[] {
  const compiled = work.compiled.types.get(state.type);
  if (compiled === undefined) return [];
  const { type } = compiled;
  const stated = state.records
    .filter((record) => !record.deleted && work.compiled.model.sources.has(record.source))
    .map(statedBy);
  if (state.hub.size > 0) stated.push(valuesOf(state.hub));
  return stated.map((claims) => ({
    state,
    type,
    claims,
    keys: matchKeys(type, claims).map((key) => ({
      ...key,
      hash: matchHash(work.keys, type.name, key.rule, key.text).toString("latin1"),
    })),
  }));
}

/** As many as show that a value is held by more than its rule allows, the entity itself among them. */
const holdersMax = (matched: readonly Matched[]): number =>
  Math.max(
    matchedAnewMax,
    ...matched.flatMap(({ type }) => type.matchOn.map((rule) => (rule.atMost ?? 0) + 2)),
  );

/** Those whose golden values a guard may ask for. */
function guarded(
  matched: readonly Matched[],
  holders: ReadonlyMap<string, readonly EntityId[]>,
): readonly EntityId[] {
  const ids = matched.flatMap(({ type, keys }) =>
    keys.flatMap(({ rule, hash }) =>
      type.matchOn[rule]?.unlessDifferent.length === 0 ? [] : (holders.get(hash) ?? []),
    ),
  );
  return [...new Set(ids)];
}

function oldestTie(
  work: Work,
  { state, type, claims, keys }: Matched,
  holders: ReadonlyMap<string, readonly EntityId[]>,
  factsOf: (id: EntityId) => Claims,
): PossibleDuplicate | undefined {
  const { duplicates } = decideLink({
    type,
    claims,
    current: { entity: state.id, keys, links: [], shared: false },
    byHand: null,
    crosswalk: [],
    links: [],
    matches: keys.map((key) => ({
      key,
      candidates: (holders.get(key.hash) ?? [])
        .filter((id) => id !== state.id)
        .map((entity) => ({ entity, facts: factsOf(entity) })),
    })),
    different: (left, right) => work.different.has(pairName(left, right)),
  });
  const older = duplicates.filter(({ right }) => right === state.id);
  return older.toSorted((a, b) => (a.left < b.left ? -1 : 1))[0];
}

const valuesOf = (facts: ReadonlyMap<FactKey, { readonly value: Stated }> | undefined): Claims =>
  new Map([...(facts ?? [])].map(([fact, { value }]) => [fact, value]));
