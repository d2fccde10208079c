import type { Random } from "../shared/random.ts";
import { jsonLines } from "../shared/text-files.ts";
import { type Campaign, colleague, named } from "./campaigns.ts";

/** A page of the CMS, which prints the name of its campaign. */
export interface Page {
  readonly slug: string;
  readonly title: string;
  readonly campaign: string;
  readonly campaign_label: string;
  readonly published_at: string;
  readonly editor: { readonly email: string };
}

/** The pages, and which of them disagree with their campaign on its name in the end. */
export interface Pages {
  readonly first: readonly Page[];
  readonly later: readonly Page[];
  /** Renamed campaigns whose page was not printed anew. */
  readonly late: readonly Page[];
  /** An editor wrote another name on the page. */
  readonly edited: readonly Page[];
  /** Of campaigns that the CRM had not yet when the page was exported, and has since. */
  readonly early: readonly Page[];
  /** Of campaigns that nobody knows. */
  readonly dangling: readonly Page[];
}

export const pageCount = 5_000;
const lateCount = 38;
const editedCount = 25;
const earlyCount = 8;
const danglingCount = 7;

const formats = ["Guide", "Story", "Checklist", "Offer", "Invitation", "Interview", "Recap", "FAQ"];
const topics = [
  "what to bring",
  "how to get there",
  "ten ideas",
  "the programme",
  "prices and times",
  "who joins in",
];

export function makePages(campaigns: readonly Campaign[], random: Random): Pages {
  const old = campaigns.filter((campaign) => campaign.crmId !== null && !campaign.isNew);
  const club = old.filter((campaign) => campaign.name !== campaign.nameWas && !isSpring(campaign));
  const others = old.filter((campaign) => campaign.name === campaign.nameWas);
  const make = (count: number, of: (i: number) => Campaign, start: number) =>
    Array.from({ length: count }, (_, i) => page(of(i), start + i, random));

  const spring = make(3, () => old.find(isSpring) ?? random.pick(old), 1);
  const clubPages = make(300, () => random.pick(club), 100);
  const early = make(earlyCount, () => random.pick(campaigns.filter((campaign) => campaign.isNew)), 500);
  const dangling = make(danglingCount, () => random.pick(others), 600).map((of, i) => ({
    ...of,
    campaign: `TBD-27-${i + 1}`,
  }));
  const rest = pageCount - 3 - clubPages.length - earlyCount - danglingCount;
  const ordinary = make(rest, () => random.pick(others), 1_000);
  const edited = ordinary.slice(0, editedCount).map((of) => ({ ...of, campaign_label: "our campaign" }));
  const late = [...spring, ...clubPages.slice(0, lateCount - spring.length)];
  const byCode = new Map(campaigns.map((campaign) => [campaign.code, campaign.name]));
  const followed = clubPages
    .slice(lateCount - spring.length)
    .map((of) => ({ ...of, campaign_label: byCode.get(of.campaign) ?? of.campaign_label }));
  return {
    first: [...spring, ...clubPages, ...early, ...dangling, ...ordinary],
    later: [...followed, ...edited],
    late,
    edited,
    early,
    dangling,
  };
}

/** The pages as the CMS first exported them, whole. */
export function pagesFirst(pages: Pages): string {
  return jsonLines(pages.first);
}

/** The pages that changed since; the connection broke off within the last line. */
export function pagesLater(pages: Pages): string {
  return `${jsonLines(pages.later)}{"slug":"draft-0001","title":"Untit`;
}

function page(campaign: Campaign, serial: number, random: Random): Page {
  const number = String(serial).padStart(4, "0");
  const hour = String(6 + random.below(14)).padStart(2, "0");
  const day = String(1 + random.below(28)).padStart(2, "0");
  return {
    slug: `${campaign.code.toLowerCase()}-${number}`,
    title: `${random.pick(formats)}: ${random.pick(topics)}`,
    campaign: campaign.code,
    campaign_label: campaign.nameWas,
    published_at: `${campaign.startsOn.slice(0, 8)}${day}T${hour}:${String(random.below(60)).padStart(2, "0")}:00Z`,
    editor: { email: colleague(random) },
  };
}

function isSpring(campaign: Campaign): boolean {
  return campaign.code === named.spring.code;
}
