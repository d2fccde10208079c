import { invariant } from "../../errors.ts";
import { isOfLayer } from "../golden/approval.ts";
import type { Basis } from "../golden/golden.ts";
import type { BodyItem, Detail } from "./entry.ts";
import type { Replayed } from "./replayed.ts";

/** What was agreed to and what waits of one fact, as the log tells it. */
export interface ReplayedApproval {
  readonly agreed: {
    readonly value: Replayed;
    readonly since: number;
    /** The names of those who agreed; `null` where the log leaves it open who did. */
    readonly by: readonly Replayed[] | null;
  } | null;
  readonly waiting: {
    readonly value: Replayed;
    readonly since: number;
    /** Who agreed so far. */
    readonly approvers: readonly ReplayedPerson[];
    readonly declined: ReplayedPerson | null;
  } | null;
}

/** Who decided: the opaque id behind the request, and the name. */
export interface ReplayedPerson {
  readonly actor: string;
  readonly name: Replayed;
}

/**
 * What an item `set` says of an approval, in `detail.what`; all of them have `detail.layer`.
 * `hold`: `after` is stated of the fact and waits. `hold-end`: what waited no longer does; `detail.why` is `lapsed`, `settled`
 * (`after` is taken as agreed to) or `gone` (nothing is asked any more). `approve`: someone agreed, `complete` once nobody else
 * is asked. `decline`: someone refused.
 */
export type ApprovalWhat = "hold" | "hold-end" | "approve" | "decline";

const whats: readonly unknown[] = ["hold", "hold-end", "approve", "decline"] satisfies ApprovalWhat[];

/** What an item says of an approval; `null` where it is about something else. */
export function approvalWhat({ op, detail }: Pick<BodyItem, "op" | "detail">): ApprovalWhat | null {
  return op === "set" && whats.includes(detail?.what) ? (detail?.what as ApprovalWhat) : null;
}

interface Said {
  readonly what: ApprovalWhat;
  readonly value: Replayed;
  readonly detail: Detail;
  /** Who says it. */
  readonly who: ReplayedPerson;
  /** The entry that says it. */
  readonly since: number;
}

/** The approval after what is said of it; `null` where nothing is left of it. */
export function approvalAfter(known: ReplayedApproval, said: Said): ReplayedApproval | null {
  const { what, value, detail, since, who } = said;
  const { waiting } = known;
  if (what === "hold") return { ...known, waiting: { value, since, approvers: [], declined: null } };
  if (what === "hold-end") {
    const agreed: ReplayedApproval["agreed"] =
      detail.why === "settled" ? { value: said.value, since, by: null } : known.agreed;
    return agreed === null || detail.why === "gone" ? null : { agreed, waiting: null };
  }
  invariant(waiting !== null, "Who agrees or declines does so about what waits.");
  if (what === "decline") return { ...known, waiting: { ...waiting, declined: who } };
  const approvers = [...waiting.approvers, who];
  if (detail.complete !== true) return { ...known, waiting: { ...waiting, approvers } };
  return { agreed: { value: waiting.value, since, by: approvers.map(({ name }) => name) }, waiting: null };
}

/** What stood when nobody had to be asked. The item that says what waits stands before those of golden values. */
export function stoodBefore(
  stood: { readonly value: Replayed; readonly since: number; readonly basis: Basis } | undefined,
  layer: string,
): ReplayedApproval["agreed"] {
  if (stood === undefined) return null;
  if (!isOfLayer(layer === "override" ? "override" : "claim", stood.basis)) return null;
  return { value: stood.value, since: stood.since, by: [] };
}
