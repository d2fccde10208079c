import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import { type Export, sampleDefaults } from "../shared/exports.ts";
import { type Campaign, named } from "./campaigns.ts";
import { csvStyles } from "./csv-styles.ts";
import { generate, type Sample } from "./generate.ts";

const sample = generate(sampleDefaults);

describe("the sample company", () => {
  it("moves its exports, and nothing else, with the last day asked for", () => {
    const later = generate({ ...sampleDefaults, lastDay: "2027-03-01" });

    expect([...later.texts.values()]).toEqual([...sample.texts.values()]);
    expect(later.exports.at(-1)).toMatchObject({
      file: "crm-2027-02-28.csv",
      asOf: "2027-02-28T06:00:00.000Z",
    });
  });

  it("has 3,000 campaigns and 5,000 contents, each under a key of its own", () => {
    expect(new Set(sample.campaigns.map(({ code }) => code)).size).toBe(3_000);
    expect(new Set(sample.pages.first.map(({ slug }) => slug)).size).toBe(5_000);
    expect(sample.planted).toMatchObject({ campaignsDisagreeing: 214, martLate: 171 });
  });

  it("calls SPRING-26 by three different names", () => {
    const { spring } = named;
    const state = finalState(sample);

    expect(state.crm.get(spring.crmId)?.name).toBe("Spring Launch 2026");
    expect(state.landing.get("spring-26")?.name).toBe("Spring launch");
    expect(state.ops.get(spring.opsId)?.campaign_name).toBe("SPRING LAUNCH (old)");
    expect(state.mart.get(spring.code)?.campaign_name).toBe("Spring Launch 2026");
  });

  it("leaves exactly the planted campaigns disagreeing", () => {
    const found = disagreeingCampaigns(sample);
    const {
      martLate,
      spring,
      editedCase,
      editedSpaces,
      editedWords,
      cut,
      nameMissing,
      stageLate,
      draftOwner,
    } = sample.plan;
    const plans = [
      martLate,
      spring,
      editedCase,
      editedSpaces,
      editedWords,
      cut,
      nameMissing,
      stageLate,
      draftOwner,
    ];

    expect([...found].sort()).toEqual(codesOf(plans.flat()));
  });
});

type Rows = Map<string, Readonly<Record<string, string>>>;

/** What each system holds in the end, read from the files alone: later files over earlier, absent keys deleted. */
function finalState(of: Sample): { crm: Rows; ops: Rows; landing: Rows; mart: Rows } {
  const rows = (source: string, read: (text: string) => [string, Record<string, string>][]) => {
    const state: Rows = new Map();
    for (const { file, complete } of of.exports.filter((each: Export) => each.source === source)) {
      if (complete) state.clear();
      for (const [key, row] of read(of.texts.get(file) ?? "")) if (key !== "") state.set(key, row);
    }
    return state;
  };
  const csvBy = (key: string, style: { delimiter: string }) => (text: string) =>
    (parse(text, { columns: true, bom: true, delimiter: style.delimiter }) as Record<string, string>[]).map(
      (row): [string, Record<string, string>] => [row[key] ?? "", row],
    );
  const landing = (text: string) =>
    text
      .trimEnd()
      .split("\n")
      .map((line): [string, Record<string, string>] => {
        const page = JSON.parse(line) as { slug: string; campaign: { code: string; label: string } };
        return [page.slug, { code: page.campaign.code, name: page.campaign.label }];
      });
  return {
    crm: rows("crm", csvBy("id", csvStyles.crm)),
    ops: rows("ops", csvBy("routing_id", csvStyles.ops)),
    landing: rows("landing", landing),
    mart: rows("mart", csvBy("campaign_code", csvStyles.mart)),
  };
}

/** Campaigns of which a copy differs from the authority, worked out without the plan. */
function disagreeingCampaigns(of: Sample): Set<string> {
  const state = finalState(of);
  const stages: Record<string, string> = { D: "10", L: "20", C: "90" };
  const opsByCrmId = new Map([...state.ops].map(([id, row]) => [`C-10${id.slice(-4)}`, row]));
  const found = new Set<string>();
  for (const [id, crm] of state.crm) {
    const code = crm.code ?? "";
    const ops = opsByCrmId.get(id);
    const names = [
      ops?.campaign_name,
      state.landing.get(code.toLowerCase())?.name,
      state.mart.get(code)?.campaign_name,
    ];
    const stageDiffers = ops !== undefined && crm.status !== "X" && ops.state !== stages[crm.status ?? ""];
    const ownerDiffers = ops !== undefined && ops.responsible !== crm.owner;
    if (names.some((name) => name !== undefined && name !== crm.name) || stageDiffers || ownerDiffers)
      found.add(code);
  }
  return found;
}

function codesOf(campaigns: readonly Campaign[]): string[] {
  return campaigns.map(({ code }) => code).sort();
}
