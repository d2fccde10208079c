import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { dayBefore, daysBefore, storyEnd } from "./calendar.ts";
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
import { randomFrom } from "./random.ts";

export interface SampleOptions {
  /** The same seed (and last day) gives the same bytes. */
  readonly seed: number;
  /** The day on which the story ends, `2026-11-14` for instance; all exports are of days before it. */
  readonly lastDay: string;
}

export const sampleDefaults: SampleOptions = { seed: 26, lastDay: storyEnd };

/** One file as a system exported it. */
export interface Export {
  readonly source: string;
  readonly file: string;
  /** The instant as of which the system exported it. */
  readonly asOf: string;
  /** Whether the file is the whole source, so that what is absent from it was deleted. */
  readonly complete: boolean;
}

export interface Sample {
  /** In the order in which they are to be loaded. */
  readonly exports: readonly Export[];
  /** The text of each file by its name. */
  readonly texts: ReadonlyMap<string, string>;
  readonly campaigns: readonly Campaign[];
  readonly plan: Plan;
  readonly pages: Pages;
}

/** The name of the file that lists the exports in their order, beside them. */
export const manifestName = "exports.json";

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

  const texts = new Map<string, string>();
  const add = (source: string, when: keyof typeof daysBefore, text: string, complete = false): Export => {
    const day = dayBefore(lastDay, daysBefore[when]);
    const file = `${source}-${day}.${extensions[source] ?? "csv"}`;
    texts.set(file, text);
    return { source, file, asOf: `${day}T06:00:00.000Z`, complete };
  };
  const exports = [
    add("crm", "crmFirst", crmFirst(campaigns, plan), true),
    add("pages", "pagesFirst", pagesFirst(pages), true),
    add("landing", "landingFirst", landingFirst(landings), true),
    add("budgets", "budgetsFirst", budgetsFirst(campaigns, plan)),
    add("ops", "opsFirst", opsFirst(routed, plan), true),
    add("mart", "martFirst", martFirst(campaigns, random), true),
    add("crm", "crmWave", crmWave(campaigns, plan), true),
    add("budgets", "budgetsLater", budgetsLater(campaigns, plan)),
    add("ops", "opsFollowed", opsFollowed(routed, plan), true),
    add("mart", "martLater", martLater(campaigns, plan, random)),
    add("landing", "landingLater", landingLater(landings, plan)),
    add("pages", "pagesLater", pagesLater(pages)),
    add("ops", "opsEdited", opsEdited(plan)),
    add("crm", "crmLater", crmLater(longer, plan)),
  ];
  return { exports, texts, campaigns, plan, pages };
}

/** How many of each kind the sample plants; the numbers that live data is compared with. */
export function planted({ plan, pages, campaigns }: Sample): Readonly<Record<string, number>> {
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

/** Writes the exports and their manifest into a folder, which is made where it is missing. */
export async function writeSample(sample: Sample, dir: string): Promise<void> {
  await mkdir(dir, { recursive: true });
  for (const [file, text] of sample.texts) await writeFile(join(dir, file), text);
  const manifest = { planted: planted(sample), exports: sample.exports };
  await writeFile(join(dir, manifestName), `${JSON.stringify(manifest, null, 2)}\n`);
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
