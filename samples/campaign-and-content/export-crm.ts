import { csv, type Row } from "../shared/text-files.ts";
import type { Campaign, Stage } from "./campaigns.ts";
import { csvStyles } from "./csv-styles.ts";
import { isAmong, type Plan } from "./plan.ts";

const crmStage: Readonly<Record<Stage, string>> = { draft: "D", live: "L", closed: "C" };

/** The CRM before the wave: every campaign that was there already, whole. */
export function crmFirst(campaigns: readonly Campaign[], plan: Plan): string {
  const known = campaigns.filter((campaign) => !campaign.isNew);
  const rows = known.map((now) => crmRow({ ...now, name: now.nameWas, stage: now.stageWas }, plan));
  return csv(rows.flat(), csvStyles.crm);
}

/** The CRM on the day of the wave, whole: the club renamed, launches live, new campaigns, and rows that no one checked. */
export function crmWave(campaigns: readonly Campaign[], plan: Plan): string {
  const { endsBeforeItStarts, thirtiethOfFebruary, unknownStatus, twiceInTheFile } = plan.refused;
  const rows = campaigns.flatMap((campaign): Row[] => {
    const [row] = crmRow(campaign, plan);
    if (row === undefined) return [];
    if (isAmong(endsBeforeItStarts, campaign)) return [{ ...row, end_date: "2019-01-31" }];
    if (isAmong(thirtiethOfFebruary, campaign)) return [{ ...row, end_date: "2027-02-30" }];
    if (isAmong(unknownStatus, campaign)) return [{ ...row, status: "X" }];
    if (isAmong(twiceInTheFile, campaign)) return [row, row];
    return [row];
  });
  const nobody = { ...rows[0], id: "", code: "TEST", name: "test please delete" };
  return csv([...rows, nobody], csvStyles.crm);
}

/** What changed in the CRM since: a few campaigns run longer. Not the whole. */
export function crmLater(longer: readonly Campaign[], plan: Plan): string {
  const rows = longer.flatMap((campaign) => crmRow({ ...campaign, endsOn: "2027-03-31" }, plan));
  return csv(rows, csvStyles.crm);
}

function crmRow(campaign: Campaign, plan: Plan): Row[] {
  if (campaign.crmId === null) return [];
  return [
    {
      id: campaign.crmId,
      code: campaign.code,
      name: campaign.name,
      status: crmStage[campaign.stage],
      channel: campaign.channel,
      owner: isAmong(plan.draftOwner, campaign) ? "sam.costa@example.org" : campaign.owner,
      budget: campaign.budget,
      start_date: campaign.startsOn,
      end_date: campaign.endsOn,
    },
  ];
}
