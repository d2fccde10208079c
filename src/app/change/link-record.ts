import { factsOfAttribute } from "../../core/golden/elements.ts";
import type { GoldenFact } from "../../core/golden/golden.ts";
import { beginOf } from "../../core/golden/validity.ts";
import type { EntityId, FactKey } from "../../core/ids.ts";
import { decideLink } from "../../core/match/decide-link.ts";
import type {
  KeyMeeting,
  LinkDecision,
  LinkReason,
  MatchCandidate,
  PossibleDuplicate,
} from "../../core/match/decision.ts";
import { matchKeys } from "../../core/match/match-keys.ts";
import type { Attribute } from "../../core/model/attribute.ts";
import type { EntityType } from "../../core/model/model.ts";
import type { Stated } from "../../core/value/canonical.ts";
import type { StoredRecord } from "../../store/state.ts";
import type { LookupRow } from "../../store/write-records.ts";
import { lifeAt, livedIn } from "./key-lives.ts";
import { mergeEntities, survivorOf } from "./merge.ts";
import type { Observed } from "./observed.ts";
import { keyHash, matchHash, statedBy } from "./record-lookups.ts";
import { pairName, recordSlot, type Work } from "./work.ts";

/** Asks core to which entity an observed record belongs, with everything that was loaded for it; `stored` may be another slice. */
export function decide(
  work: Work,
  { source, observation }: Observed,
  stored: StoredRecord | null,
): LinkDecision {
  const { type } = work.typeOf(source.entity);
  // A slice that is new says nothing else than it did before.
  const known = stored !== null && beginOf(stored) === beginOf(observation);
  const isOther = (one: StoredRecord) => one.source !== source.name || one.key !== observation.key;
  const shared =
    stored !== null && work.entity(stored.entity).records.some((one) => isOther(one) && !one.deleted);
  return decideLink({
    type,
    claims: observation.claims,
    current:
      stored === null
        ? null
        : {
            entity: stored.entity,
            keys: known ? matchKeys(type, statedBy(stored)) : [],
            links: known
              ? Object.entries(stored.links ?? {}).flatMap(([of, key]) =>
                  of === source.name ? [] : entityAt(work, of, key),
                )
              : [],
            shared,
          },
    byHand: stored?.linkedBy === "hand" ? stored.entity : null,
    crosswalk: pairedEntities(work, source.name, observation.key),
    links: linkedEntities(work, source.name, observation, stored),
    matches: matchKeys(type, observation.claims).map((key): KeyMeeting => {
      const hash = matchHash(work.keys, type.name, key.rule, key.text).toString("latin1");
      const names = type.matchOn[key.rule]?.unlessDifferent ?? [];
      const guards = names.flatMap((name) => type.attributes.get(name) ?? []);
      return { key, candidates: candidates(work, { hash, guards }, stored) };
    }),
    different: (left, right) => work.different.has(pairName(left, right)),
  });
}

function entityAt(work: Work, source: string, key: string): EntityId[] {
  const [record] = work.recordsAt(source, key);
  return record === undefined ? [] : [record.entity];
}

/** The entities of those that crosswalk pairs of the present life of a key name, each in the life that the pair meant. */
function pairedEntities(work: Work, source: string, key: string): EntityId[] {
  const pairs = work.crosswalk.get(recordSlot(source, key)) ?? [];
  if (pairs.length === 0) return [];
  const life = lifeAt(work, source, key);
  return pairs
    .filter((pair) => pair.ownLife === life)
    .flatMap((other) => work.livesAt(other.source, other.key).find((one) => one.life === other.life) ?? [])
    .map(({ entity }) => entity);
}

function linkedEntities(
  work: Work,
  source: string,
  { key, links }: Observed["observation"],
  stored: StoredRecord | null,
): EntityId[] {
  const named = [...links].flatMap(([of, its]) => {
    // What a source says of its own records is no link but a merge: see source-merges.ts.
    if (of === source) return [];
    const before = stored?.links?.[of] === its && livedIn(work, { source: of, key: its }, stored.entity);
    return before ? [] : entityAt(work, of, its);
  });
  const naming = entitiesNaming(work, source, key).filter((id) => !livedIn(work, { source, key }, id));
  return [...new Set([...named, ...naming])];
}

/** The entities of the records of other sources whose link columns name a key, the oldest record first, whenever each came to name it. */
function entitiesNaming(work: Work, source: string, key: string): EntityId[] {
  if (!work.compiled.linkedTo.has(source)) return [];
  const naming = work.lookups.get(keyHash(work.keys, "names", source, key).toString("latin1")) ?? [];
  return naming
    .filter((row) => !isOfSource(work, row, source))
    .toSorted((a, b) => (a.record < b.record ? -1 : 1))
    .map((row) => row.entity);
}

/**
 * Those that named a key in its former life may mean what bears it now, or what bore it: nobody but a person knows, so they are
 * possible duplicates of the new one.
 */
export function noteFormerlyNamed(work: Work, { source, observation }: Observed, entity: EntityId): void {
  const { key } = observation;
  const { type } = work.typeOf(source.entity);
  for (const id of new Set(entitiesNaming(work, source.name, key)))
    if (livedIn(work, { source: source.name, key }, id))
      notePossible(work, type, { left: entity, right: id, reason: { by: "link" } });
}

/** Opens a possible duplicate, unless the two are one, or a person said that they are not. */
export function notePossible(work: Work, type: EntityType, pair: PossibleDuplicate): void {
  const { left, right } = pair;
  if (left === right || work.different.has(pairName(left, right))) return;
  noteDuplicate(work, type, pair);
}

function isOfSource(work: Work, { record, entity }: LookupRow, source: string): boolean {
  return work.entities.get(entity)?.records.find((one) => one.id === record)?.source === source;
}

function candidates(
  work: Work,
  { hash, guards }: { readonly hash: string; readonly guards: readonly Attribute[] },
  stored: StoredRecord | null,
): MatchCandidate[] {
  const ids = new Set<EntityId>();
  for (const row of work.lookups.get(hash) ?? []) if (row.record !== stored?.id) ids.add(row.entity);
  return [...ids].map((entity) => ({ entity, facts: guardValues(work, entity, guards) }));
}

/** The golden values by which a rule may keep an entity apart. */
function guardValues(
  work: Work,
  entity: EntityId,
  guards: readonly Attribute[],
): ReadonlyMap<FactKey, Stated> {
  const golden = work.entity(entity).golden?.facts ?? new Map<FactKey, GoldenFact>();
  const values = new Map<FactKey, Stated>();
  for (const attribute of guards)
    for (const fact of factsOfAttribute(attribute, golden.keys())) {
      const stands = golden.get(fact);
      if (stands !== undefined) values.set(fact, stands.value);
    }
  return values;
}

/** What came of the merges that a decision asked for. */
export interface Merged {
  survivorOf(entity: EntityId): EntityId;
  /** Whether the entity was merged away, its records with it. */
  was(entity: EntityId): boolean;
}

/** Merges what crosswalk pairs say is the same, and remembers what a person is to decide. */
export function mergeAsDecided(work: Work, decision: LinkDecision, { source }: Observed): Merged {
  const into = new Map<EntityId, EntityId>();
  const end = (id: EntityId): EntityId => {
    const next = into.get(id);
    return next === undefined ? id : end(next);
  };
  for (const { left, right } of decision.merges) {
    const [survivor, merged] = survivorOf(work.entity(end(left)), work.entity(end(right)));
    if (survivor.id === merged.id || work.different.has(pairName(survivor.id, merged.id))) continue;
    mergeEntities(work, { survivor: survivor.id, merged: merged.id, why: "crosswalk" });
    into.set(merged.id, survivor.id);
  }
  const { type } = work.typeOf(source.entity);
  for (const one of decision.duplicates) noteDuplicate(work, type, one);
  const { move } = decision;
  if (move !== null) {
    work.duplicates.set(`move ${move.from}`, {
      kind: "move",
      left: move.from,
      right: move.to ?? move.from,
      type: type.name,
      reason: reasonText(type, move.reason),
    });
  }
  return { survivorOf: end, was: (entity) => into.has(entity) };
}

/** Opens a possible duplicate, for a person to decide. */
export function noteDuplicate(
  work: Work,
  type: EntityType,
  { left, right, reason }: PossibleDuplicate,
): void {
  work.duplicates.set(`duplicate ${pairName(left, right)}`, {
    kind: "duplicate",
    left,
    right,
    type: type.name,
    reason: reasonText(type, reason),
  });
}

/** The rule by the attributes that it names, as the model writes them: its place may change with the model. */
const reasonText = (type: EntityType, reason: LinkReason): string =>
  reason.by === "match" ? `match-on [${type.matchOn[reason.rule]?.keys.join(", ")}]` : reason.by;
