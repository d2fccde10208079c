import { type EntityId, factKey } from "../../core/ids.ts";
import type { Raw } from "../../core/value/raw.ts";
import { readValue } from "../../core/value/read.ts";
import { isRefusal } from "../../core/value/reading.ts";
import { refuse } from "../../errors.ts";
import type { Placed } from "../../store/commit.ts";
import type { IdempotentAnswer } from "../../store/idempotency.ts";
import type { EntityState } from "../../store/state.ts";
import type { Work } from "../change/work.ts";
import type { Hub } from "../hub.ts";

/** Who asks for a change, and how it may be asked again without happening twice. */
export interface EditRequest {
  readonly actor: string;
  readonly cause: string;
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
  entity: EntityId,
  request: EditRequest & { readonly states: Stating | null },
  change: (work: Work, state: EntityState) => EntityState,
): Promise<Edited> {
  const { actor, cause, idempotency, states } = request;
  return hub.writer.write<Edited>({
    cause: { cause, actor, run: null },
    entities: [entity],
    expect(work) {
      work.subjects.add(entity);
      const type = work.entities.get(entity)?.type;
      if (type === undefined || states === null) return;
      const attribute = work.typeOf(type).type.attributes.get(states.attribute);
      if (attribute === undefined) return;
      const value = readValue(attribute, states.value, work.compiled.model.codes);
      if (isRefusal(value)) return;
      work.incoming.push({ type, claims: new Map([[factKey(attribute.name), value]]) });
    },
    idempotencyKey: idempotency?.key ?? null,
    apply(work, answered) {
      const again = idempotency === null ? null : askedBefore(work, actor, idempotency, answered);
      if (again !== null) return again;
      const state = work.entities.get(entity);
      if (state === undefined || state.state === "merged")
        refuse("entity-unknown", "There is no such entity.");
      checkVersion(state, request.ifVersion);
      const after = change(work, state);
      const { version, lastIndex } = after;
      const answerOf = (placed: Placed): Edited => ({ entity, version, index: placed.place(lastIndex) });
      if (idempotency !== null) {
        work.answers.set(`${actor} ${idempotency.key}`, { actor, ...idempotency, answerOf });
        work.writes.add(`i:${actor} ${idempotency.key}`);
      }
      return answerOf;
    },
  });
}

/** The answer to the very same request, given before or by this group; another body under the same key is refused. */
export function askedBefore(
  work: Work,
  actor: string,
  { key, requestHash }: { readonly key: string; readonly requestHash: Buffer },
  answered: IdempotentAnswer | undefined,
): ((placed: Placed) => Edited) | null {
  const inGroup = work.answers.get(`${actor} ${key}`);
  const before = answered?.requestHash ?? inGroup?.requestHash;
  if (before === undefined) return null;
  if (!before.equals(requestHash)) {
    refuse("idempotency-key-reused", "This Idempotency-Key was used for another request.", {
      hint: "Use a new key for a new request; repeat a request exactly to get its answer again.",
    });
  }
  if (inGroup !== undefined) return inGroup.answerOf as (placed: Placed) => Edited;
  return () => answered?.answer as Edited;
}

function checkVersion(state: EntityState, ifVersion: number | null): void {
  if (ifVersion === null || ifVersion === state.version) return;
  refuse("version-changed", `The entity is at version ${state.version}, not ${ifVersion}.`, {
    hint: "Read it again, and decide on what it says now.",
    fields: { version: state.version },
  });
}
