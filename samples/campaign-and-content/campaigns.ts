import { dayBefore, storyEnd } from "../shared/exports.ts";
import type { Random } from "../shared/random.ts";

export type Stage = "draft" | "live" | "closed";

/** One campaign as it truly is: before the wave (`was`) and since. Systems hold more or less of it. */
export interface Campaign {
  readonly code: string;
  /** The CRM's key; `null` for a campaign that operations runs and nobody entered in the CRM. */
  readonly crmId: string | null;
  readonly name: string;
  readonly nameWas: string;
  readonly stage: Stage;
  readonly stageWas: Stage;
  readonly channel: "EM" | "SO" | "SE" | "EV";
  readonly owner: string;
  readonly budget: string;
  readonly startsOn: string;
  readonly endsOn: string;
  /** Entered in the CRM with the wave; nothing knew it before. */
  readonly isNew: boolean;
}

/** How many of each there are; 3,000 together with the three named ones. */
export const campaignCounts = { club: 171, goLive: 60, new: 40, opsOnly: 3, other: 2_723 } as const;

/** The campaigns that the front screen and the demos speak of. */
export const named = {
  spring: { code: "SPRING-26", crmId: "C-100026", opsId: "R-50026" },
  summer: { code: "SUMMER-26", crmId: "C-100027", opsId: "R-50027" },
  winter: { code: "WINTER-26", crmId: "C-100028", opsId: "R-50028" },
} as const;

const themes = ["Outdoor Living", "Back to School", "Black Friday", "City Run", "Coffee Weeks", "Trade Fair"];
const more = ["Night Sale", "New Homes", "Green Days", "Family Sunday", "Try at Home", "Open House"];
const cities = [
  "Berlin",
  "München",
  "Zürich",
  "Wien",
  "Hamburg",
  "København",
  "Łódź",
  "Málaga",
  "Lyon",
  "Gent",
];
const audiences = ["Families", "Students", "Newcomers", "Partners", "Regulars", "Teams"];
const seasons = ["Spring", "Summer", "Autumn", "Winter"];
const givenNames = [
  "ana",
  "ben",
  "chi",
  "dara",
  "eli",
  "finn",
  "gül",
  "hana",
  "ida",
  "jon",
  "kim",
  "li",
  "mo",
];
const familyNames = ["berg", "costa", "diaz", "evers", "fink", "gupta", "horn", "ito"];

export function makeCampaigns(random: Random): Campaign[] {
  const campaigns = namedCampaigns();
  let serial = 0;
  const add = (count: number, kind: Partial<Campaign>, prefix: string) => {
    for (let i = 0; i < count; i++) campaigns.push({ ...ordinary(random, ++serial, prefix), ...kind });
  };
  for (let i = 0; i < campaignCounts.club; i++) {
    const campaign = ordinary(random, ++serial, "CLUB");
    const rest = `Club ${random.pick(cities)} ${random.pick(seasons)} ${campaign.startsOn.slice(0, 4)}`;
    campaigns.push({ ...campaign, nameWas: `Plus ${rest}`, name: `Aurora ${rest}` });
  }
  add(campaignCounts.goLive, { stageWas: "draft", stage: "live" }, "LAUNCH");
  add(campaignCounts.new, { isNew: true }, "NEW");
  add(campaignCounts.opsOnly, { crmId: null }, "ADHOC");
  add(campaignCounts.other, {}, "CMP");
  return campaigns;
}

/** An address of someone at the sample company; example.org belongs to nobody. */
export function colleague(random: Random): string {
  const plain = random.pick(givenNames).replace("ü", "u");
  return `${plain}.${random.pick(familyNames)}@example.org`;
}

function ordinary(random: Random, serial: number, prefix: string): Campaign {
  const startsOn = dayBefore(storyEnd, random.below(900) - 150);
  const endsOn = dayBefore(startsOn, -(14 + random.below(120)));
  const stage = startsOn > storyEnd ? "draft" : endsOn < storyEnd ? "closed" : "live";
  const year = startsOn.slice(0, 4);
  const theme = random.pick([...themes, ...more]);
  const name = `${theme} ${random.pick(cities)} ${random.pick(audiences)} ${year}`;
  return {
    code: `${prefix}-${year.slice(2)}-${String(serial).padStart(4, "0")}`,
    crmId: `C-${101_000 + serial}`,
    name,
    nameWas: name,
    stage,
    stageWas: stage,
    channel: random.pick(["EM", "SO", "SE", "EV"]),
    owner: colleague(random),
    budget: `${(5 + random.below(600)) * 100}.00`,
    startsOn,
    endsOn,
    isNew: false,
  };
}

function namedCampaigns(): Campaign[] {
  const common = { channel: "EM", budget: "48000.00", isNew: false } as const;
  const live = { stage: "live", stageWas: "live" } as const;
  return [
    {
      ...common,
      ...live,
      code: named.spring.code,
      crmId: named.spring.crmId,
      name: "Spring Launch 2026",
      nameWas: "Spring launch",
      owner: "ana.berg@example.org",
      startsOn: "2026-03-02",
      endsOn: "2026-12-31",
    },
    {
      ...common,
      ...live,
      code: named.summer.code,
      crmId: named.summer.crmId,
      name: "Summer by the Lake",
      nameWas: "Summer by the Lake",
      owner: "ben.ito@example.org",
      startsOn: "2026-06-01",
      endsOn: "2026-12-31",
    },
    {
      ...common,
      code: named.winter.code,
      crmId: named.winter.crmId,
      stage: "draft",
      stageWas: "draft",
      name: "Winter Warmers",
      nameWas: "Winter Warmers",
      owner: "ida.fink@example.org",
      startsOn: "2026-12-01",
      endsOn: "2027-02-28",
    },
  ];
}
