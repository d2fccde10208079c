import { uuidToBase64url } from "../../core/log/uuid.ts";
import { refuse } from "../../errors.ts";
import type { Placed } from "../../store/commit.ts";
import { addDecision, countOpenOf, type GroupMeant } from "../../store/decisions.ts";
import { ofProduct } from "../change/draft.ts";
import { sealSaid } from "../change/entered-here.ts";
import type { Work } from "../change/work.ts";
import type { Hub } from "../hub.ts";
import { refuseAttribute, refuseSource, refuseType } from "../unknown-name.ts";
import { answeredBefore, type EditRequest, keepAnswer } from "./edit-entity.ts";
import { checkWaiverEnd, type WaiverOf } from "./waive-copy.ts";

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
      const { actor, cause, group } = request;
      const work = await hub.newWork(sql, { cause, actor, run: null });
      const count = await countOpenOf(sql, hub.log, group, work.readAt.next);
      // After that: what the very same request has just decided on is told with its answer.
      const before = await answeredBefore<Decided>(sql, work, request);
      if (before !== null) return { work, result: before };
      checkDecision(work, request);
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
      work.writes.add(decisionToken);
      const answerOf = (placed: Placed): Decided => ({ decision: id, index: placed.place(index) });
      keepAnswer(work, request, answerOf);
      return { work, result: answerOf };
    },
  });
}

/** Whoever carries out or takes back a decision has read how far it was. */
export const decisionToken = "decision";

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
