import type { Divergence } from "../../core/divergence/divergence.ts";
import { attributeOf, type EntityId } from "../../core/ids.ts";
import { decisionPageMax } from "../../limits.ts";
import type { Effect } from "../../store/commit.ts";
import type { Reader } from "../../store/db.ts";
import {
  carriedOut,
  decisionToCarryOut,
  entitiesMeant,
  type GroupDecisionRead,
  takenBack,
} from "../../store/decisions.ts";
import type { EntityState } from "../../store/state.ts";
import { entitiesWaivedBy } from "../../store/waivers.ts";
import type { Compiled } from "../change/compiled.ts";
import { openSaid, type Said } from "../change/entered-here.ts";
import { loadEntities, loadReferences } from "../change/load-work.ts";
import type { Work } from "../change/work.ts";
import type { Hub } from "../hub.ts";
import { giveLeave, takeBack } from "./waive-copy.ts";
import { decisionToken } from "./waive-group.ts";

/** Carries out a piece of the oldest decision that is not carried out yet. `true` where there may be more. */
export async function carryOutDecisions(hub: Hub): Promise<boolean> {
  const { reader } = hub.database;
  if ((await decisionToCarryOut(reader, hub.log, typesOf(hub.compiled))) === undefined) return false;
  return hub.writer.run({
    prepare: async (sql) => {
      const nobody = { cause: "waiver" as const, actor: "none", run: null };
      const work = await hub.newWork(sql, nobody);
      work.reads.add(decisionToken);
      const decision = await decisionToCarryOut(sql, hub.log, typesOf(work.compiled));
      if (decision === undefined) return { work, result: () => false };
      const piece = decision.withdrawal === null ? givePiece : takePiece;
      work.effects.push(await piece(hub, sql, work, decision));
      work.writes.add(decisionToken);
      return { work, result: () => true };
    },
  });
}

const typesOf = ({ types }: Compiled): readonly string[] => [...types.keys()];

type Piece = (hub: Hub, sql: Reader, work: Work, decision: GroupDecisionRead) => Promise<Effect>;

/** Gives leave on the next page of entities that are meant. */
const givePiece: Piece = async (hub, sql, work, decision) => {
  work.cause = { ...work.cause, actor: decision.actor };
  const page = await entitiesMeant(sql, hub.log, decision, decisionPageMax);
  await loadPage(hub, sql, work, [decision.id], page);
  const given = givePage(work, decision, page);
  const ended = page.length < decisionPageMax || given === null;
  return carriedOut(hub.log, decision.id, { given: given ?? 0, after: page.at(-1) ?? null, ended });
};

/**
 * Ends the leave that still stands by a decision on the next page of entities. A merge may have brought some to an entity that
 * was passed already, so that it is done only when a look from the start finds none.
 */
const takePiece: Piece = async (hub, sql, work, decision) => {
  work.cause = { ...work.cause, actor: decision.withdrawnBy ?? decision.actor };
  const page = await entitiesWaivedBy(sql, hub.log, decision, decisionPageMax);
  await loadPage(hub, sql, work, [], page);
  let withdrawn = 0;
  for (const id of page) {
    const state = work.entity(id);
    const standing = [...state.waivers.values()].filter((one) => one.decision === decision.id);
    takeBack(work, state, standing, decision.id);
    withdrawn += standing.length;
  }
  const ended = page.length === 0 && decision.after === null;
  return takenBack(hub.log, decision.id, { withdrawn, after: page.at(-1) ?? null, ended });
};

async function loadPage(
  hub: Hub,
  sql: Reader,
  work: Work,
  subjects: readonly string[],
  page: readonly EntityId[],
): Promise<void> {
  await loadEntities(sql, work, page);
  await loadReferences(sql, work);
  for (const subject of [...subjects, ...page]) work.subjects.add(subject);
  await hub.loadKeys(sql, work);
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
