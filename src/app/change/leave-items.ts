import type { Divergence } from "../../core/divergence/divergence.ts";
import type { Found } from "../../core/divergence/finding.ts";
import { type Waiver, waiverKey } from "../../core/divergence/waiver.ts";
import type { Detail } from "../../core/log/entry.ts";
import type { LeaveWhat } from "../../core/log/replay-waiver.ts";
import { uuidToBase64url } from "../../core/log/uuid.ts";
import type { WorldMoment } from "../../core/value/world-moment.ts";
import type { StoredWaiver } from "../../store/state.ts";
import type { OpenItem } from "./draft.ts";
import type { Said } from "./entered-here.ts";

/** What begins and ends to be allowed with an entry: waivers that end, and what the model says of edits at copies. */
export function leaveItems(
  before: readonly Divergence[],
  { open, opened, changed, endedWaivers }: Found,
  calendar: WorldMoment,
): OpenItem[] {
  const items = endedWaivers.map(({ waiver, why }) => waiverEnd(waiver, why));
  if (opened.length + changed.length === 0 && before.length === open.length) return items;
  const was = new Map(before.map((one) => [waiverKey(one.fact, one.record), one]));
  for (const one of [...opened, ...changed]) {
    const known = was.get(waiverKey(one.fact, one.record))?.leave ?? null;
    if (one.leave?.kind === "local" && known?.kind !== "local")
      items.push(leaveItem(one, { what: "local", until: one.leave.until }));
    if (known?.kind === "local" && one.leave === null)
      items.push(leaveItem(one, { what: "local-end", why: known.until <= calendar ? "day" : "condition" }));
  }
  return items;
}

/** Says that a waiver has ended, where it was taken back with a decision on a group by which. */
export const waiverEnd = (waiver: Waiver, why: string, group: string | null = null): OpenItem =>
  leaveItem(waiver, { what: "waive-end", why, ...groupPart(group) });

/** Says a waiver. Who gave it, and why, is sealed, whatever the attribute is. */
export function waiverItem(waiver: StoredWaiver, said: Said | null): OpenItem {
  const part = groupPart(waiver.decision);
  const { item } = leaveItem(waiver, { what: "waive", until: waiver.until, ...part });
  return said === null
    ? { item, subject: null }
    : { item, subject: waiver.subject, sealedDetail: { ...said } };
}

const groupPart = (group: string | null): { readonly group?: string } =>
  group === null ? {} : { group: uuidToBase64url(group) };

function leaveItem(
  { fact, record }: Pick<Waiver, "fact" | "record">,
  detail: Detail & { readonly what: LeaveWhat },
): OpenItem {
  return { item: { fact, op: "set", record: uuidToBase64url(record), detail }, subject: null };
}
