import type { Divergence } from "../../core/divergence/divergence.ts";
import { attributeOf } from "../../core/ids.ts";
import { uuidToBase64url } from "../../core/log/uuid.ts";
import { refuse } from "../../errors.ts";
import { decisionPageMax } from "../../limits.ts";
import type { Placed } from "../../store/commit.ts";
import {
  addDecision,
  carriedOut,
  countOpenOf,
  decisionToCarryOut,
  entitiesMeant,
  type GroupDecisionRead,
  type GroupMeant,
} from "../../store/decisions.ts";
import type { EntityState } from "../../store/state.ts";
import { ofProduct } from "../change/draft.ts";
import { openSaid, type Said, sealSaid } from "../change/entered-here.ts";
import { loadEntities, loadReferences } from "../change/load-work.ts";
import type { Work } from "../change/work.ts";
import type { Hub } from "../hub.ts";
import { refuseAttribute, refuseSource, refuseType } from "../unknown-name.ts";
import { answeredBefore, type EditRequest } from "./edit-entity.ts";
import { checkWaiverEnd, giveLeave, type WaiverOf } from "./waive-copy.ts";

/** What is decided on all divergences of a group. */
export interface WaiveGroup
  extends Pick<EditRequest, "actor" | "cause" | "idempotency">,
    Pick<WaiverOf, "by" | "reason" | "until"> {
  readonly group: GroupMeant;
  /** How many the caller has seen: another number is another group. */
  readonly expected: number;
}

/** A decision that was taken, by its id. */
export interface Decided {
  readonly decision: string;
  /** The entry that says it. */
  readonly index: number;
}

/**
 * Lets all copies differ whose divergences are one matter, by one decision: those that are open now, as many as were seen. It is
 * carried out by a job, a bounded number of entities at a time; each of them gets an entry of its own.
 */
export function waiveGroup(hub: Hub, request: WaiveGroup): Promise<Decided> {
  return hub.writer.run<Decided>({
    prepare: async (sql) => {
      const { actor, cause, group, idempotency } = request;
      const work = await hub.newWork(sql, { cause, actor, run: null });
      const before = await answeredBefore<Decided>(sql, work, request);
      if (before !== null) return { work, result: before };
      checkDecision(work, request);
      const count = await countOpenOf(sql, hub.log, group, work.readAt.next);
      if (count === 0) refuse("divergence-unknown", "No divergence of this group is open.");
      if (count !== request.expected)
        refuse("group-changed", `${count} divergences of this group are open, not ${request.expected}.`, {
          hint: "Look at the group again, and decide on what it is now.",
          fields: { count },
        });
      const id = hub.ids.newId();
      const index = work.index;
      tellDecision(work, id, request);
      const said = sealSaid(work.keys, id, request);
      const { until, expected } = request;
      work.effects.push(addDecision(hub.log, { id, group, until, expected, actor, said }, index));
      work.writes.add(token);
      const answerOf = (placed: Placed): Decided => ({ decision: id, index: placed.place(index) });
      if (idempotency !== null) {
        work.answers.set(`${actor} ${idempotency.key}`, { actor, ...idempotency, answerOf });
        work.writes.add(`i:${actor} ${idempotency.key}`);
      }
      return { work, result: answerOf };
    },
  });
}

/** Whoever carries out a decision has read how far it was. */
const token = "decision";

function checkDecision(work: Work, { group, reason, until }: WaiveGroup): void {
  const { type } = work.compiled.types.get(group.type) ?? refuseType(group.type, work.compiled.types.keys());
  const attributes = new Set([...type.attributes.values()].map(({ declared }) => declared));
  if (!attributes.has(group.attribute)) refuseAttribute(group.attribute, type.name, attributes);
  const sources = type.sources.map(({ name }) => name);
  if (!sources.includes(group.source)) refuseSource(group.source, sources);
  if (reason.trim() === "") refuse("reason-missing", "A waiver has a `reason`.");
  checkWaiverEnd(work, until);
}

function tellDecision(work: Work, id: string, { group, expected, until, by, reason }: WaiveGroup): void {
  const { policy, ...named } = group;
  const detail = {
    ...{ what: "waive-group", group: uuidToBase64url(id), until, expected, ...named },
    ...(policy === null ? {} : { policy }),
  };
  work.append(
    ofProduct("decision", { item: { op: "set", detail }, subject: id, sealedDetail: { by, reason } }),
  );
}

/** Carries out a piece of the oldest decision that is not carried out yet. `true` where there may be more. */
export async function carryOutDecisions(hub: Hub): Promise<boolean> {
  if ((await decisionToCarryOut(hub.database.reader, hub.log)) === undefined) return false;
  return hub.writer.run({
    prepare: async (sql) => {
      const nobody = { cause: "waiver" as const, actor: "none", run: null };
      const work = await hub.newWork(sql, nobody);
      work.reads.add(token);
      const decision = await decisionToCarryOut(sql, hub.log);
      if (decision === undefined) return { work, result: () => false };
      work.cause = { ...work.cause, actor: decision.actor };
      const page = await entitiesMeant(sql, hub.log, decision, decisionPageMax);
      await loadEntities(sql, work, page);
      await loadReferences(sql, work);
      for (const subject of [decision.id, ...page]) work.subjects.add(subject);
      await hub.loadKeys(sql, work);
      const given = givePage(work, decision, page);
      const ended = page.length < decisionPageMax || given === null;
      work.effects.push(
        carriedOut(hub.log, decision.id, { given: given ?? 0, after: page.at(-1) ?? null, ended }),
      );
      work.writes.add(token);
      return { work, result: () => true };
    },
  });
}

/** Gives leave on a page of entities; how often, or `null` where it can be given no longer: its day has come. */
function givePage(
  work: Work,
  decision: GroupDecisionRead,
  page: readonly EntityState["id"][],
): number | null {
  const said = openSaid(work.keys, { subject: decision.id, said: decision.said });
  if (said === null || decision.until <= work.today) return null;
  let given = 0;
  for (const id of page) given += giveOn(work, work.entity(id), decision, said);
  return given;
}

function giveOn(work: Work, state: EntityState, decision: GroupDecisionRead, said: Said): number {
  const meant = state.divergences.filter((one) => isMeant(one, decision));
  if (meant.length === 0 || !work.compiled.types.has(state.type)) return 0;
  giveLeave(work, state, meant, { ...said, until: decision.until }, decision.id);
  return meant.length;
}

const isMeant = (one: Divergence, { group, index }: Pick<GroupDecisionRead, "group" | "index">): boolean =>
  one.leave === null &&
  one.opened < index &&
  attributeOf(one.fact) === group.attribute &&
  one.source === group.source &&
  one.cause === group.cause &&
  one.pattern === group.pattern &&
  (group.policy === null || one.policy === group.policy);
