import { describe, expect, test } from "vitest";
import { entityOf, modelOf, sourceOf } from "../../../test/helpers/model-of.ts";
import { campaigns } from "../../../test/models/campaigns.ts";
import type { Model } from "./model.ts";

const base = modelOf(campaigns);

describe("digests", () => {
  const digests = (edit: (texts: Record<string, string>) => void): Model => {
    const texts: Record<string, string> = { ...campaigns };
    edit(texts);
    return modelOf(texts);
  };
  const replace = (file: keyof typeof campaigns, from: string, to: string): Model =>
    digests((texts) => {
      expect(texts[file]).toContain(from);
      texts[file] = (texts[file] ?? "").replace(from, to);
    });

  test("words, places and owners change none", () => {
    const other = replace("campaign.yaml", "title: Campaign\n", "# moved\n\ntitle: Another\n");

    expect(entityOf(other, "campaign").digest).toBe(entityOf(base, "campaign").digest);
    expect(sourceOf(other, "crm").digest).toBe(sourceOf(base, "crm").digest);
    expect(other.hash).not.toBe(base.hash);
  });

  test("what resolution depends on changes that of the entity type, and not those of its sources", () => {
    const other = replace("campaign.yaml", "fallback: [ crm ]", "fallback: [ crm ], handover: adopt");

    expect(entityOf(other, "campaign").digest).not.toBe(entityOf(base, "campaign").digest);
    expect(entityOf(other, "content").digest).toBe(entityOf(base, "content").digest);
    expect(sourceOf(other, "crm").digest).toBe(sourceOf(base, "crm").digest);
  });

  test.each<[string, keyof typeof campaigns, string, string, boolean]>([
    ["a column", "campaign.yaml", "code: code, name: name, stage", "code: kode, name: name, stage", true],
    ["the spelling of a code", "systems.yaml", 'crm: "D"', 'crm: "X"', true],
    ["how a value is standardised", "campaign.yaml", "[trim, upper]", "[trim]", true],
    ["the title of a code", "systems.yaml", "title: Draft", "title: Planned", false],
    ["the spelling of a code in another system", "systems.yaml", 'crm: "D"', 'crm: "D", cms: "x"', false],
  ])("%s changes what a record says, or not", (_claim, file, from, to, changes) => {
    const other = replace(file, from, to);

    expect(sourceOf(other, "crm").digest === sourceOf(base, "crm").digest).toBe(!changes);
  });
});
