import { invariant } from "../../errors.ts";
import type { EntityId } from "../ids.ts";
import type {
  CurrentLink,
  EntityPair,
  LinkDecision,
  LinkQuestion,
  LinkReason,
  PossibleDuplicate,
  PossibleMove,
} from "./decision.ts";
import { keptApart } from "./match-keys.ts";

/** An entity that something says the record belongs to. */
interface Tie {
  readonly entity: EntityId;
  readonly why: LinkReason;
}

/**
 * Decides to which entity an observed record belongs. A person outranks a crosswalk pair, which outranks a `link` or
 * a reference, which outranks `match-on` in model order; within one rule the oldest entity comes first (ids are
 * ordered by time). A record that has an entity keeps it, unless a person says otherwise: what ties it to another
 * merges the two where a crosswalk says so, and else is for a person to decide. Pairs that a person decided to be
 * different are never tied.
 */
export function decideLink(question: LinkQuestion): LinkDecision {
  const ties = tiesOf(question);
  const { current, byHand } = question;
  if (byHand !== null) {
    const action =
      current?.entity === byHand
        ? ({ kind: "keep" } as const)
        : ({ kind: "link", entity: byHand, why: { by: "hand" } } as const);
    return { action, merges: [], duplicates: duplicatesOf(byHand, ties, question), move: null };
  }
  return current === null ? decideNew(ties, question) : decideKnown(current, ties, question);
}

function decideNew(ties: readonly Tie[], question: LinkQuestion): LinkDecision {
  const [first, ...others] = ties;
  if (first === undefined) return { action: { kind: "new" }, merges: [], duplicates: [], move: null };
  const merges = mergesOf(first.entity, others, question);
  return {
    action: { kind: "link", entity: first.entity, why: first.why },
    merges,
    duplicates: duplicatesOf(first.entity, beside(others, merges), question),
    move: null,
  };
}

function decideKnown(current: CurrentLink, ties: readonly Tie[], question: LinkQuestion): LinkDecision {
  const merges = mergesOf(current.entity, ties, question);
  const others = beside(ties, merges);
  const move = moveOf(current, { ties: others, merged: merges.length > 0 }, question);
  return {
    action: { kind: "keep" },
    merges,
    duplicates: move === null ? duplicatesOf(current.entity, others, question) : [],
    move,
  };
}

/** What ties the record, by rank, each entity once, by the strongest reason. */
function tiesOf(question: LinkQuestion): readonly Tie[] {
  const ties = new Map<EntityId, Tie>();
  const add = (entities: readonly EntityId[], why: LinkReason): void => {
    for (const entity of entities) if (!ties.has(entity)) ties.set(entity, { entity, why });
  };
  add(question.crosswalk, { by: "crosswalk" });
  add(question.links, { by: "link" });
  for (const { key, candidates } of question.matches) {
    const rule = question.type.matchOn[key.rule];
    invariant(rule !== undefined, "a match key belongs to a rule of the model");
    if (candidates.length === 0) continue;
    const entities = [...new Set(candidates.map((candidate) => candidate.entity))];
    if (rule.atMost !== null && entities.length > rule.atMost) continue;
    const apart = new Set(
      candidates
        .filter(({ facts }) => keptApart(question.type, rule, { left: question.claims, right: facts }))
        .map((candidate) => candidate.entity),
    );
    add(entities.filter((entity) => !apart.has(entity)).sort(), { by: "match", rule: key.rule });
  }
  return [...ties.values()];
}

/** A crosswalk pair merges at once. */
function mergesOf(
  entity: EntityId,
  ties: readonly Tie[],
  { different }: LinkQuestion,
): readonly EntityPair[] {
  return ties
    .filter((tie) => tie.why.by === "crosswalk" && tie.entity !== entity && !different(entity, tie.entity))
    .map((tie) => pairOf(entity, tie.entity));
}

/** The ties but those that the merges settle. */
function beside(ties: readonly Tie[], merges: readonly EntityPair[]): readonly Tie[] {
  const settled = new Set(merges.flatMap(({ left, right }) => [left, right]));
  return ties.filter((tie) => !settled.has(tie.entity));
}

function duplicatesOf(
  entity: EntityId,
  ties: readonly Tie[],
  { different }: LinkQuestion,
): readonly PossibleDuplicate[] {
  return ties
    .filter((tie) => tie.entity !== entity && !different(entity, tie.entity))
    .map((tie) => ({ ...pairOf(entity, tie.entity), reason: tie.why }));
}

/**
 * A record that nothing holds at its entity any longer, because a matching value or a link changed: it may belong to
 * where the new value leads, or, where it leads nowhere, no longer to the others of its entity.
 */
function moveOf(
  current: CurrentLink,
  { ties, merged }: { readonly ties: readonly Tie[]; readonly merged: boolean },
  question: LinkQuestion,
): PossibleMove | null {
  const held = merged || question.crosswalk.includes(current.entity) || isTied(current, question);
  const reason = held ? null : changeOf(current, question);
  if (reason === null) return null;
  const from = current.entity;
  const target = ties.find((tie) => !question.different(from, tie.entity));
  if (target !== undefined) return { from, to: target.entity, reason: target.why };
  return current.shared && ties.length === 0 ? { from, to: null, reason } : null;
}

function isTied(current: CurrentLink, question: LinkQuestion): boolean {
  return tiesOf(question).some((tie) => tie.entity === current.entity);
}

/** The first link or matching value that led somewhere before and now says something else; one that is new has not changed. */
function changeOf(current: CurrentLink, question: LinkQuestion): LinkReason | null {
  if (current.links.length > 0 && question.links.some((entity) => !current.links.includes(entity)))
    return { by: "link" };
  for (const { key } of question.matches) {
    const before = current.keys.find((each) => each.rule === key.rule);
    if (before !== undefined && before.text !== key.text) return { by: "match", rule: key.rule };
  }
  return null;
}

/** A pair has the older entity on the left, so that it is the same pair whichever record shows it. */
function pairOf(one: EntityId, other: EntityId): EntityPair {
  return one < other ? { left: one, right: other } : { left: other, right: one };
}
