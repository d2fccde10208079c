import { csv, type Row } from "../shared/text-files.ts";
import type { Campaign, Stage } from "./campaigns.ts";
import { csvStyles } from "./csv-styles.ts";
import { cutAt, isAmong, type Plan } from "./plan.ts";

const opsState: Readonly<Record<Stage, string>> = { draft: "10", live: "20", closed: "90" };

/** Operations before the wave, whole. Some routes were set up by hand, and show it. */
export function opsFirst(routed: readonly Campaign[], plan: Plan): string {
  const known = routed.filter((campaign) => !campaign.isNew);
  const rows = known.map((now) => opsRow({ ...now, name: now.nameWas, stage: now.stageWas }, plan));
  return csv(rows, csvStyles.ops);
}

/** Operations after it followed the wave, whole. Routes that are gone here were deleted; one has no number. */
export function opsFollowed(routed: readonly Campaign[], plan: Plan): string {
  const gone = new Set(plan.deletedInOps);
  const movedTo = new Map(plan.moved);
  const rows = routed
    .filter((campaign) => !gone.has(campaign))
    .map((campaign): Row => {
      const stage = isAmong(plan.stageLate, campaign) ? campaign.stageWas : campaign.stage;
      const row = opsRow({ ...campaign, stage }, plan);
      const other = movedTo.get(campaign);
      return other === undefined ? row : { ...row, campaign: other.code };
    });
  return csv([...rows, { ...rows[0], routing_id: "" }], csvStyles.ops);
}

/** What people changed in operations by hand later on. Not the whole. */
export function opsEdited(plan: Plan): string {
  const edits: readonly (readonly [readonly Campaign[], (name: string) => string])[] = [
    [plan.spring, () => "SPRING LAUNCH (old)"],
    [plan.editedCase, (name) => name.toUpperCase()],
    [plan.editedSpaces, (name) => name.replaceAll(" ", "  ")],
    [plan.editedWords, (name) => `${name.split(" ")[0]} - do not use`],
  ];
  const rows = edits.flatMap(([campaigns, edit]) =>
    campaigns.map((campaign) => ({ ...opsRow(campaign, plan), campaign_name: edit(campaign.name) })),
  );
  return csv(rows, csvStyles.ops);
}

/** Which campaigns operations routes: all but a few that were over before it was introduced. */
export function routedByOps(campaigns: readonly Campaign[], planned: ReadonlySet<Campaign>): Campaign[] {
  return campaigns.filter((campaign, i) => {
    const optional = campaign.stage === "closed" && campaign.code.startsWith("CMP-");
    return !optional || planned.has(campaign) || i % 13 !== 0;
  });
}

function opsRow(campaign: Campaign, plan: Plan): Row {
  return {
    routing_id: routingId(campaign),
    campaign: typed(campaign.code),
    campaign_name: nameInOps(campaign, plan),
    state: opsState[campaign.stage],
    responsible: campaign.owner,
    queue: campaign.channel === "EV" ? "onsite" : "standard",
  };
}

function routingId(campaign: Campaign): string {
  return campaign.crmId === null ? `R-9${campaign.code.slice(-4)}` : `R-5${campaign.crmId.slice(-4)}`;
}

/** Codes are typed by hand in operations: some in small letters, some with a space behind. */
function typed(code: string): string {
  if (code.endsWith("3")) return code.toLowerCase();
  return code.endsWith("07") ? `${code} ` : code;
}

function nameInOps(campaign: Campaign, plan: Plan): string {
  if (isAmong(plan.nameMissing, campaign)) return "";
  return isAmong(plan.cut, campaign) ? campaign.name.slice(0, cutAt).trimEnd() : campaign.name;
}
