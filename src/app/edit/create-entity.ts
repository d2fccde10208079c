import { type EntityId, type FactKey, factKey } from "../../core/ids.ts";
import { matchKeys } from "../../core/match/match-keys.ts";
import { attributeOfFact } from "../../core/model/fact-attribute.ts";
import type { Raw } from "../../core/value/raw.ts";
import { refuse } from "../../errors.ts";
import type { Placed } from "../../store/commit.ts";
import type { EntityState } from "../../store/state.ts";
import type { CauseName } from "../causes.ts";
import { newEntity } from "../change/apply-observation.ts";
import { changeEntity } from "../change/change-entity.ts";
import type { Compiled } from "../change/compiled.ts";
import type { OpenItem } from "../change/draft.ts";
import { hubClaim } from "../change/entered-here.ts";
import { loadEntities, loadLookups, loadReferences } from "../change/load-work.ts";
import { matchHash, replaceHubLookups } from "../change/record-lookups.ts";
import { subjectOf } from "../change/subject.ts";
import type { Work } from "../change/work.ts";
import type { Hub } from "../hub.ts";
import { refuseAttribute, refuseType } from "../unknown-name.ts";
import { checkReferences } from "./check-reference.ts";
import { answeredBefore, type Edited, keepAnswer } from "./edit-entity.ts";
import { readStated } from "./set-fact.ts";

export interface CreateEntity {
  readonly actor: string;
  readonly cause: CauseName;
  readonly type: string;
  /** By attribute; each must be one that the hub may decide. */
  readonly facts: ReadonlyMap<string, Raw>;
  readonly idempotency: { readonly key: string; readonly requestHash: Buffer } | null;
  /** Whether the caller has seen the possible duplicates and wants a new entity all the same. */
  readonly confirmed: boolean;
}

export type Created =
  | { readonly kind: "created"; readonly edited: Edited }
  /** Nothing was created: these may be the same thing. */
  | { readonly kind: "possible-duplicates"; readonly entities: readonly EntityId[] };

/** Creates an entity here, of facts that the hub decides; first shows the entities that may be the same. */
export async function createEntity(hub: Hub, request: CreateEntity): Promise<Created> {
  const claims = statedFacts(hub.compiled, request);
  const { type } = request;
  return hub.writer.run<Created>({
    prepare: async (sql) => {
      const work = await hub.newWork(sql, { cause: request.cause, actor: request.actor, run: null });
      const compiled = work.typeOf(type);
      const hashes = matchKeys(compiled.type, claims).map(({ rule, text }) =>
        matchHash(work.keys, type, rule, text),
      );
      await loadLookups(sql, work, hashes);
      // After that: what the very same request has just created is there with its answer, and is no possible duplicate.
      const before = await answeredBefore<Edited>(sql, work, request);
      if (before !== null) return { work, result: (placed) => ({ kind: "created", edited: before(placed) }) };
      const known = [...new Set([...work.lookups.values()].flat().map((row) => row.entity))];
      if (known.length > 0 && !request.confirmed) {
        return { work, result: () => ({ kind: "possible-duplicates", entities: known }) };
      }
      const state = newEntity(work, type);
      await loadEntities(sql, work, known);
      work.entities.set(state.id, { ...state, hub: hubClaims(work, claims) });
      await loadReferences(sql, work);
      await hub.loadKeys(sql, work);
      const after = createHere(work, state, claims);
      const { version, lastIndex } = after;
      const answerOf = (placed: Placed): Edited => ({
        entity: state.id,
        version,
        index: placed.place(lastIndex),
      });
      keepAnswer(work, request, answerOf);
      return { work, result: (placed) => ({ kind: "created", edited: answerOf(placed) }) };
    },
  });
}

const hubClaims = (work: Work, claims: ReadonlyMap<FactKey, string | null>): EntityState["hub"] =>
  new Map([...claims].map(([fact, value]) => [fact, hubClaim(value, work.index)]));

/** Makes the entry of an entity that is created of facts entered here. */
export function createHere(
  work: Work,
  state: EntityState,
  claims: ReadonlyMap<FactKey, string | null>,
): EntityState {
  const { attributes } = work.typeOf(state.type).type;
  for (const [fact, value] of claims) {
    const attribute = attributes.get(fact);
    if (attribute !== undefined) checkReferences(work, state.type, attribute, value);
  }
  const after = changeEntity(work, state, {
    kind: "hub",
    record: null,
    source: "hub",
    position: null,
    incarnation: 0,
    items: [createItem(state.type), ...claimItems(work, state, claims)],
    before: new Map(),
    hub: hubClaims(work, claims),
  });
  replaceHubLookups(work, after);
  return after;
}

/** The facts of a new entity as they are read; refuses one that the hub does not decide. */
export function statedFacts(
  compiled: Compiled,
  { type, facts }: Pick<CreateEntity, "type" | "facts">,
): ReadonlyMap<FactKey, string | null> {
  const declared = compiled.types.get(type);
  if (declared === undefined) refuseType(type, compiled.types.keys());
  const claims = new Map<FactKey, string | null>();
  for (const [name, raw] of facts) {
    const attribute = attributeOfFact(declared.type, name);
    if (attribute === undefined || attribute.elements)
      refuseAttribute(name, type, declared.type.attributes.keys());
    if (!attribute.authority.some((one) => one.source === "hub")) {
      refuse("not-edited-here", `"${name}" is not decided here.`, {
        hint: attribute.correct ?? "Enter it at its authority.",
      });
    }
    claims.set(factKey(name), readStated(compiled, attribute, raw));
  }
  return claims;
}

const createItem = (type: string): OpenItem => ({ item: { op: "create", detail: { type } }, subject: null });

function claimItems(work: Work, state: EntityState, claims: ReadonlyMap<FactKey, string | null>): OpenItem[] {
  const { type } = work.typeOf(state.type);
  return [...claims].map(([fact, value]) => {
    const attribute = attributeOfFact(type, fact);
    const sealed = attribute?.sealed === true && value !== null;
    return {
      item: { fact, op: "claim", after: value },
      subject: sealed ? subjectOf(attribute, value, state.id) : null,
    };
  });
}
