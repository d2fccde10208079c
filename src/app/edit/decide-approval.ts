import {
  type Approval,
  type ApprovalLayer,
  type Approver,
  agreeing,
  approvalKey,
  type Quorum,
  quorumOf,
  type Waiting,
} from "../../core/golden/approval.ts";
import { factKey } from "../../core/ids.ts";
import type { Attribute } from "../../core/model/attribute.ts";
import { refuse } from "../../errors.ts";
import type { EntityState } from "../../store/state.ts";
import { changeEntity } from "../change/change-entity.ts";
import { openSaid } from "../change/entered-here.ts";
import type { Work } from "../change/work.ts";
import type { Hub } from "../hub.ts";
import { type Edited, type EditRequest, editEntity } from "./edit-entity.ts";
import type { EntityToEdit } from "./entity-to-edit.ts";
import { declaredAttribute } from "./set-fact.ts";
import { type Stated, whoStated } from "./who-stated.ts";

export interface DecideApproval extends EditRequest, EntityToEdit, Decision {}

/** What someone decides on a value that waits. */
export interface Decision {
  /** Opaque: who decides. */
  readonly actor: string;
  readonly attribute: string;
  readonly layer: ApprovalLayer;
  /** The entry from which the value waits that the caller has seen: another value is never agreed to by mistake. */
  readonly entry: number;
  /** The name among the people whom the model asks. Nobody decides in another's name. */
  readonly name: string;
  readonly decision: "approve" | "decline";
  /** Why; a decline has one. */
  readonly reason: string;
}

/** Agrees to a value that waits, or refuses it. What it does to the golden record follows from resolving anew. */
export async function decideApproval(hub: Hub, request: DecideApproval): Promise<Edited> {
  const stated = await whoStated(hub, request);
  return editEntity(hub, { ...request, states: null, seals: true }, (work, state) =>
    decideWaiting(work, state, { ...request, stated }),
  );
}

/** The same on an entity at hand, with those who stated what waits; `null` where it was not there when that was asked. */
export function decideWaiting(
  work: Work,
  state: EntityState,
  decision: Decision & { readonly stated: Stated | null },
): EntityState {
  const attribute = declaredAttribute(work, state, decision.attribute);
  const { approval, waiting } = waitingOn(state, decision);
  const { stated } = decision;
  if (stated === null) refuse("approval-lapsed", "What waits now was not there when it was looked at.");
  const who: Approver = { actor: decision.actor, name: decision.name };
  const quorum = mayDecide(work, attribute, { approval, stated }, state, who);
  if (decision.decision === "decline" && decision.reason.trim() === "")
    refuse("reason-missing", "Who declines says why: with a `reason`.");
  if (decision.decision === "approve") mayAgree(attribute, waiting, who);
  const after =
    decision.decision === "approve"
      ? agreeing(approval, waiting, who, quorum, work.index)
      : { ...approval, waiting: { ...waiting, declined: { ...who, reason: decision.reason } } };
  const { layer, fact } = approval;
  const complete = after.waiting === null ? { complete: true } : {};
  return changeEntity(work, state, {
    kind: "decision",
    record: null,
    source: null,
    position: null,
    incarnation: 0,
    items: [
      {
        item: { fact, op: "set", detail: { what: decision.decision, layer, ...complete } },
        subject: state.id,
        sealedDetail: { by: who.name, reason: decision.reason },
      },
    ],
    before: new Map(),
    approvals: new Map([...state.approvals, [approvalKey(layer, fact), after]]),
  });
}

function waitingOn(
  state: EntityState,
  { attribute, layer, entry }: Decision,
): { readonly approval: Approval; readonly waiting: Waiting } {
  const approval = state.approvals.get(approvalKey(layer, factKey(attribute)));
  const waiting = approval?.waiting ?? null;
  if (approval === undefined || waiting === null || waiting.declined !== null) {
    refuse("approval-unknown", `Nothing of "${attribute}" waits for approval.`, {
      hint: "`bailiwick approvals` lists what does.",
    });
  }
  if (waiting.since !== entry) {
    refuse("approval-lapsed", `What waits now was stated with entry ${waiting.since}, not ${entry}.`, {
      hint: "An approval is for the exact value that was seen: look at the new one.",
      fields: { entry: waiting.since },
    });
  }
  return { approval, waiting };
}

interface Awaited {
  readonly approval: Approval;
  readonly stated: Stated;
}

/**
 * Who has to have agreed, once it is certain that this one may decide: named by the model, and not the one who asked for it,
 * whatever rights or tokens that one has.
 */
function mayDecide(
  work: Work,
  { name, approve }: Attribute,
  { approval: { layer }, stated }: Awaited,
  state: EntityState,
  who: Approver,
): Quorum {
  if (approve === null) refuse("approval-unknown", `"${name}" needs no approval.`);
  const { people } = work.compiled.model;
  if (!people.get(approve.by)?.members.includes(who.name)) {
    refuse("approval-not-by-you", `Only ${approve.by} decides on "${name}".`, {
      hint: `Its members are named in the model under people; your token is of "${who.name}".`,
    });
  }
  const override = layer === "override" ? state.overrides.get(factKey(name)) : undefined;
  const overrider = override && openSaid(work.keys, override)?.by;
  if (stated.actors.has(who.actor) || stated.names.has(who.name) || who.name === overrider) {
    refuse("approval-own-request", "Nobody approves what they asked for themselves.", {
      hint: `Another of ${approve.by} decides on it.`,
    });
  }
  return quorumOf(approve, people);
}

/** Nobody agrees twice; who has agreed and thinks better of it may still decline. */
function mayAgree({ approve }: Attribute, { approvers }: Waiting, who: Approver): void {
  if (approvers.some((one) => one.actor === who.actor || one.name === who.name)) {
    refuse("approval-given-twice", `You have agreed already; ${approve?.count} different people are asked.`, {
      hint: "Who has thought better of it may decline.",
    });
  }
}
