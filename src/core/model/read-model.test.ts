import { expect, test } from "vitest";
import { campaigns } from "../../../test/models/campaigns.ts";
import { readModel } from "./read-model.ts";

test("the model that explains the product passes without a word", () => {
  const files = Object.entries(campaigns).map(([path, text]) => ({ path, text }));

  const { model, faults } = readModel(files);

  expect(faults).toEqual([]);
  expect([...(model?.entities.keys() ?? [])]).toEqual(["campaign", "content"]);
  expect([...(model?.sources.keys() ?? [])]).toEqual(["crm", "ops", "budgets", "mart", "pages"]);
});
