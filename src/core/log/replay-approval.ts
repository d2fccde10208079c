import { invariant } from "../../errors.ts";
import { isOfLayer } from "../golden/approval.ts";
import type { Basis } from "../golden/golden.ts";
import type { BodyItem, Detail } from "./entry.ts";
import type { Replayed } from "./replayed.ts";

/** What was agreed to and what waits of one fact, as the log tells it. */
export interface ReplayedApproval {
  readonly agreed: { readonly value: Replayed; readonly since: number } | null;
  readonly waiting: {
    readonly value: Replayed;
    readonly since: number;
    /** How many agreed so far. */
    readonly approvers: number;
    readonly declined: boolean;
  } | null;
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
  /** The entry that says it. */
  readonly since: number;
}

/** The approval after what is said of it; `null` where nothing is left of it. */
export function approvalAfter(known: ReplayedApproval, said: Said): ReplayedApproval | null {
  const { what, value, detail, since } = said;
  const { waiting } = known;
  if (what === "hold") return { ...known, waiting: { value, since, approvers: 0, declined: false } };
  if (what === "hold-end") {
    const agreed: ReplayedApproval["agreed"] =
      detail.why === "settled" ? { value: said.value, since } : known.agreed;
    return agreed === null || detail.why === "gone" ? null : { agreed, waiting: null };
  }
  invariant(waiting !== null, "Who agrees or declines does so about what waits.");
  if (what === "decline") return { ...known, waiting: { ...waiting, declined: true } };
  if (detail.complete === true) return { agreed: { value: waiting.value, since }, waiting: null };
  return { ...known, waiting: { ...waiting, approvers: waiting.approvers + 1 } };
}

/** What stood when nobody had to be asked. The item that says what waits stands before those of golden values. */
export function stoodBefore(
  stood: (NonNullable<ReplayedApproval["agreed"]> & { readonly basis: Basis }) | undefined,
  layer: string,
): ReplayedApproval["agreed"] {
  if (stood === undefined) return null;
  return isOfLayer(layer === "override" ? "override" : "claim", stood.basis) ? stood : null;
}
