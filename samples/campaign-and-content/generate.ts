import { type Exported, ExportList, type SampleOptions } from "../shared/exports.ts";
import { randomFrom } from "../shared/random.ts";
import { daysBefore } from "./calendar.ts";
import { type Campaign, makeCampaigns } from "./campaigns.ts";
import { crmFirst, crmLater, crmWave } from "./export-crm.ts";
import { opsEdited, opsFirst, opsFollowed, routedByOps } from "./export-ops.ts";
import {
  budgetsFirst,
  budgetsLater,
  hasLanding,
  landingFirst,
  landingLater,
  martFirst,
  martLater,
} from "./export-others.ts";
import { makePages, type Pages, pagesFirst, pagesLater } from "./export-pages.ts";
import { disagreeing, makePlan, type Plan } from "./plan.ts";

export interface Sample extends Exported {
  readonly campaigns: readonly Campaign[];
  readonly plan: Plan;
  readonly pages: Pages;
}

/** The exports of all five systems, made from a seed; nothing is read or written. */
export function generate({ seed, lastDay }: SampleOptions): Sample {
  const random = randomFrom(seed);
  const campaigns = makeCampaigns(random);
  const plan = makePlan(campaigns, random);
  const planned = plannedIn(plan);
  const routed = routedByOps(campaigns, planned);
  const landings = campaigns.filter((campaign, i) => hasLanding(campaign, i, planned));
  const longer = campaigns.filter(
    (campaign) => campaign.stage === "live" && campaign.code.endsWith("5") && !planned.has(campaign),
  );
  const pages = makePages(campaigns, random);

  const list = new ExportList(lastDay);
  const add = (source: string, when: keyof typeof daysBefore, text: string, complete = false) =>
    list.add(source, daysBefore[when], text, { extension: extensions[source] ?? "csv", complete });
  add("crm", "crmFirst", crmFirst(campaigns, plan), true);
  add("pages", "pagesFirst", pagesFirst(pages), true);
  add("landing", "landingFirst", landingFirst(landings), true);
  add("budgets", "budgetsFirst", budgetsFirst(campaigns, plan));
  add("ops", "opsFirst", opsFirst(routed, plan), true);
  add("mart", "martFirst", martFirst(campaigns, random), true);
  add("crm", "crmWave", crmWave(campaigns, plan), true);
  add("budgets", "budgetsLater", budgetsLater(campaigns, plan));
  add("ops", "opsFollowed", opsFollowed(routed, plan), true);
  add("mart", "martLater", martLater(campaigns, plan, random));
  add("landing", "landingLater", landingLater(landings, plan));
  add("pages", "pagesLater", pagesLater(pages));
  add("ops", "opsEdited", opsEdited(plan));
  add("crm", "crmLater", crmLater(longer, plan));
  const { exports, texts } = list;
  return { exports, texts, campaigns, plan, pages, planted: plantedBy(campaigns, plan, pages) };
}

function plantedBy(campaigns: readonly Campaign[], plan: Plan, pages: Pages): Exported["planted"] {
  const kinds = disagreeing.map((kind) => [kind, plan[kind].length] as const);
  const refused = Object.entries(plan.refused).map(([kind, rows]) => [kind, rows.length] as const);
  return {
    campaigns: campaigns.length,
    campaignsDisagreeing: kinds.reduce((sum, [, count]) => sum + count, 0),
    ...Object.fromEntries([...kinds, ...refused]),
    deletedInOps: plan.deletedInOps.length,
    moved: plan.moved.length,
    crossed: plan.crossed.length,
    contents: pages.first.length,
    pagesLate: pages.late.length,
    pagesEdited: pages.edited.length,
    pagesEarly: pages.early.length,
    pagesDangling: pages.dangling.length,
  };
}

const extensions: Readonly<Record<string, string>> = { pages: "jsonl", landing: "jsonl", mart: "tsv" };

function plannedIn(plan: Plan): ReadonlySet<Campaign> {
  const single = [
    ...disagreeing.map((kind) => plan[kind]),
    ...Object.values(plan.refused),
    plan.deletedInOps,
  ];
  return new Set([...single.flat(), ...plan.moved.flat(), ...plan.crossed.flat()]);
}
