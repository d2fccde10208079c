import type { Random } from "../shared/random.ts";
import { csv, jsonLines, type Row } from "../shared/text-files.ts";
import type { Campaign } from "./campaigns.ts";
import { csvStyles } from "./csv-styles.ts";
import type { Plan } from "./plan.ts";

/** Landing pages as the CMS held them before the wave. */
export function landingFirst(withLanding: readonly Campaign[]): string {
  return jsonLines(withLanding.map((campaign) => landingPage({ ...campaign, name: campaign.nameWas })));
}

/** Landing pages that changed since: the club's. That of SPRING-26 is not among them. */
export function landingLater(withLanding: readonly Campaign[], plan: Plan): string {
  return jsonLines(withLanding.filter((campaign) => plan.martLate.includes(campaign)).map(landingPage));
}

export function hasLanding(campaign: Campaign, i: number, planned: ReadonlySet<Campaign>): boolean {
  if (campaign.isNew || campaign.crmId === null) return false;
  return !campaign.code.startsWith("CMP-") || (i % 3 === 0 && !planned.has(campaign));
}

function landingPage(campaign: Campaign): object {
  const slug = campaign.code.toLowerCase();
  return {
    slug,
    url: `https://www.example/${slug}`,
    campaign: { code: campaign.code, label: campaign.name },
  };
}

/** What finance released, for most campaigns. */
export function budgetsFirst(campaigns: readonly Campaign[], plan: Plan): string {
  const crossed = new Set(plan.crossed.flat());
  const rows = campaigns
    .filter((campaign, i) => !campaign.isNew && i % 5 !== 0 && !crossed.has(campaign))
    .map((campaign) => budgetRow(campaign, campaign.crmId));
  return csv(rows, csvStyles.budgets);
}

/**
 * A month later. Some budgets were raised, two amounts were typed as one speaks them, and for a few campaigns finance
 * noted the CRM number of another one.
 */
export function budgetsLater(campaigns: readonly Campaign[], plan: Plan): string {
  const raised = campaigns.filter((campaign, i) => campaign.isNew || i % 41 === 1);
  const rows: Row[] = [
    ...raised
      .filter(({ crmId }) => crmId !== null)
      .map((campaign) => ({
        ...budgetRow(campaign, campaign.crmId),
        amount: `${Number.parseInt(campaign.budget, 10) + 1_500}.00`,
      })),
    ...plan.refused.amountWithComma.map((campaign) => ({
      ...budgetRow(campaign, campaign.crmId),
      amount: "12.500,00 Euro",
    })),
    ...plan.crossed.map(([campaign, other]) => budgetRow(campaign, other.crmId)),
  ];
  return csv(rows, csvStyles.budgets);
}

function budgetRow(campaign: Campaign, crmId: string | null): Row {
  return {
    cost_object: campaign.code,
    crm_id: crmId ?? "",
    amount: campaign.budget,
    released_by: "controlling",
  };
}

/** The mart before the wave. */
export function martFirst(campaigns: readonly Campaign[], random: Random): string {
  const known = campaigns.filter((campaign) => !campaign.isNew && campaign.crmId !== null);
  const rows = known.map((now) => martRow(now, now.nameWas, random.below(250_000)));
  return csv(rows, csvStyles.mart);
}

/** The mart after its nightly job: counts are fresh, but the names of the club still come from an old extract. */
export function martLater(campaigns: readonly Campaign[], plan: Plan, random: Random): string {
  const stale = new Set(plan.martLate);
  const counted = campaigns.filter(
    (campaign, i) => campaign.crmId !== null && (stale.has(campaign) || i % 12 === 0),
  );
  const rows = counted.map((campaign) =>
    martRow(campaign, stale.has(campaign) ? campaign.nameWas : campaign.name, 250_000 + random.below(50_000)),
  );
  return csv(rows, csvStyles.mart);
}

function martRow(campaign: Campaign, name: string, reach: number): Row {
  return { campaign_code: campaign.code, campaign_name: name, reach: String(reach) };
}
