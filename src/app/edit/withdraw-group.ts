import { uuidToBase64url } from "../../core/log/uuid.ts";
import { refuse } from "../../errors.ts";
import type { Placed } from "../../store/commit.ts";
import { decisionRead, withdrawDecision } from "../../store/decisions.ts";
import { ofProduct } from "../change/draft.ts";
import type { Hub } from "../hub.ts";
import { refuseDecision } from "../read/decisions.ts";
import { answeredBefore, type EditRequest, keepAnswer } from "./edit-entity.ts";
import { type Decided, decisionToken } from "./waive-group.ts";

/** What is to be taken back. */
export interface WithdrawGroup extends Pick<EditRequest, "actor" | "cause" | "idempotency"> {
  readonly decision: string;
}

/**
 * Takes a decision on a group back: what is not carried out of it yet is not any more, and all leave that still stands by it
 * ends, by the job that gave it. What was given to a copy since by another decision stays.
 */
export function withdrawGroup(hub: Hub, request: WithdrawGroup): Promise<Decided> {
  return hub.writer.run<Decided>({
    prepare: async (sql) => {
      const { actor, cause, decision } = request;
      const work = await hub.newWork(sql, { cause, actor, run: null });
      work.reads.add(decisionToken);
      const found = (await decisionRead(sql, hub.log, decision)) ?? refuseDecision();
      // After that: what the very same request has just taken back is told with its answer.
      const before = await answeredBefore<Decided>(sql, work, request);
      if (before !== null) return { work, result: before };
      if (found.withdrawal !== null)
        refuse("decision-withdrawn", `It was taken back by entry ${found.withdrawal}.`, {
          fields: { entry: found.withdrawal },
        });
      const index = work.index;
      const detail = { what: "waive-group-end", group: uuidToBase64url(found.id) };
      work.append(ofProduct("decision", { item: { op: "set", detail }, subject: null }));
      work.effects.push(withdrawDecision(hub.log, found.id, { actor, at: index }));
      work.writes.add(decisionToken);
      const answerOf = (placed: Placed): Decided => ({ decision: found.id, index: placed.place(index) });
      keepAnswer(work, request, answerOf);
      return { work, result: answerOf };
    },
  });
}
