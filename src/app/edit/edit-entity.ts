import { type EntityId, factKey } from "../../core/ids.ts";
import { attributeOfFact } from "../../core/model/fact-attribute.ts";
import type { Raw } from "../../core/value/raw.ts";
import { readValue } from "../../core/value/read-shape.ts";
import { isRefusal } from "../../core/value/reading.ts";
import { refuse } from "../../errors.ts";
import type { Placed } from "../../store/commit.ts";
import type { Reader } from "../../store/db.ts";
import { type IdempotentAnswer, idempotentAnswers } from "../../store/idempotency.ts";
import { survivorAt } from "../../store/load-duplicates.ts";
import type { EntityState } from "../../store/state.ts";
import type { CauseName } from "../causes.ts";
import type { Member } from "../change/group.ts";
import type { Work } from "../change/work.ts";
import type { Hub } from "../hub.ts";
import { refuseUnknown } from "../read/find-entity.ts";
import { isAskedFor } from "../read/viewer.ts";
import type { EntityToEdit } from "./entity-to-edit.ts";

/** Who asks for a change, and how it may be asked again without happening twice. */
export interface EditRequest {
  readonly actor: string;
  readonly cause: CauseName;
  /** The version that the caller has seen; `null` does not compare. */
  readonly ifVersion: number | null;
  readonly idempotency: { readonly key: string; readonly requestHash: Buffer } | null;
}

/** What a request is about to state of a fact. */
export interface Stating {
  readonly attribute: string;
  readonly value: Raw;
}

export interface Edited {
  readonly entity: EntityId;
  readonly version: number;
  /** The entry that says it. */
  readonly index: number;
}

/** Changes one entity through the group commit: compared and set, idempotent, answered once it is durable. */
export async function editEntity(
  hub: Hub,
  edit: EntityEditRequest,
  change: (work: Work, state: EntityState) => EntityState,
): Promise<Edited> {
  for (let { entity } = edit; ; ) {
    const edited = await hub.writer.write(memberOf({ ...edit, entity }, change));
    if (edited !== null) return edited;
    // It was merged: an old id keeps answering.
    entity = (await survivorAt(hub.database.reader, hub.log, entity)) ?? refuseUnknown(null);
  }
}

export interface EntityEditRequest extends EditRequest, EntityToEdit {
  /** What is about to be stated; `null` for an edit that states nothing. */
  readonly states: Stating | null;
  /** Whether it brings words of a person along, which are sealed under the entity whatever its attributes are. */
  readonly seals: boolean;
}

/** `null`: the entity was merged into another. */
function memberOf(
  edit: EntityEditRequest,
  change: (work: Work, state: EntityState) => EntityState,
): Member<Edited | null> {
  const { entity, actor, cause, idempotency } = edit;
  return {
    cause: { cause, actor, run: null },
    entities: [entity],
    expect: (work) => expectEdit(work, edit),
    idempotencyKey: idempotency?.key ?? null,
    apply(work, answered) {
      const state = stateToEdit(work, edit);
      const again = idempotency === null ? null : askedBefore<Edited>(work, actor, idempotency, answered);
      if (again !== null) return again;
      if (state.state === "merged") return () => null;
      checkVersion(state, edit.ifVersion);
      const after = change(work, state);
      const { version, lastIndex } = after;
      const answerOf = (placed: Placed): Edited => ({ entity, version, index: placed.place(lastIndex) });
      keepAnswer(work, edit, answerOf);
      return answerOf;
    },
  };
}

function expectEdit(work: Work, { entity, states, seals }: EntityEditRequest): void {
  if (seals) work.subjects.add(entity);
  const type = work.entities.get(entity)?.type;
  const declared = work.compiled.types.get(type ?? "")?.type;
  const attribute = states === null || !declared ? undefined : attributeOfFact(declared, states.attribute);
  if (type === undefined || states === null || attribute === undefined) return;
  const value = readValue(attribute, states.value, work.compiled.model.codes);
  if (isRefusal(value)) return;
  work.incoming.push({ type, claims: new Map([[factKey(attribute.name), value]]) });
}

/** The entity as the edit finds it, where it is what the request took it for. */
function stateToEdit(work: Work, { entity, expected }: EntityToEdit): EntityState {
  const state = work.entities.get(entity);
  if (state === undefined) return refuseUnknown(expected?.asked.type ?? null);
  if (expected === undefined) return state;
  const { viewer, asked } = expected;
  return isAskedFor(work.compiled.model, viewer, asked, state.type) ? state : refuseUnknown(asked.type);
}

/** The answer to the very same request, given before or by this group; another body under the same key is refused. */
function askedBefore<Answer>(
  work: Work,
  actor: string,
  { key, requestHash }: { readonly key: string; readonly requestHash: Buffer },
  answered: IdempotentAnswer | undefined,
): ((placed: Placed) => Answer) | null {
  const inGroup = work.answers.get(`${actor} ${key}`);
  const before = answered?.requestHash ?? inGroup?.requestHash;
  if (before === undefined) return null;
  if (!before.equals(requestHash)) {
    refuse("idempotency-key-reused", "This Idempotency-Key was used for another request.", {
      hint: "Use a new key for a new request; repeat a request exactly to get its answer again.",
    });
  }
  if (inGroup !== undefined) return inGroup.answerOf as (placed: Placed) => Answer;
  return () => answered?.answer as Answer;
}

/** The answer to the very same request of a larger piece of work; `null` where it is asked for the first time. */
export async function answeredBefore<Answer>(
  sql: Reader,
  work: Work,
  { actor, idempotency }: Pick<EditRequest, "actor" | "idempotency">,
): Promise<((placed: Placed) => Answer) | null> {
  if (idempotency === null) return null;
  work.reads.add(`i:${actor} ${idempotency.key}`);
  const found = await idempotentAnswers(sql, work.cause.log, [{ actor, key: idempotency.key }]);
  return askedBefore<Answer>(work, actor, idempotency, found.get(`${actor} ${idempotency.key}`));
}

/** Keeps what is answered under the key of the request, so that asked again it happens once. */
export function keepAnswer(
  work: Work,
  { actor, idempotency }: Pick<EditRequest, "actor" | "idempotency">,
  answerOf: (placed: Placed) => object,
): void {
  if (idempotency === null) return;
  work.answers.set(`${actor} ${idempotency.key}`, { actor, ...idempotency, answerOf });
  work.writes.add(`i:${actor} ${idempotency.key}`);
}

/** Refuses where an entity has changed since the caller saw it. */
export function checkVersion(state: EntityState, ifVersion: number | null): void {
  if (ifVersion === null || ifVersion === state.version) return;
  refuse("version-changed", `The entity is at version ${state.version}, not ${ifVersion}.`, {
    hint: "Read it again, and decide on what it says now.",
    fields: { version: state.version },
  });
}
