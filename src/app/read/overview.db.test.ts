import { expect, it } from "vitest";
import { testDatabase } from "../../../test/helpers/database.ts";
import { hubWith, loadRows } from "../../../test/helpers/hub.ts";
import { campaigns } from "../../../test/models/campaigns.ts";
import { overview } from "./overview.ts";
import { seesAll } from "./viewer.ts";

const crm = (id: string, name: string) => ({
  id,
  code: `c-${id}`,
  name,
  status: "L",
  owner: "ana@example.org",
  budget: "1.00",
});
const ops = (id: string, campaign_name: string) => ({
  id: `r${id}`,
  campaign: `C-${id}`,
  campaign_name,
  owner: "ana@example.org",
});

it("nothing disagrees where nothing has been loaded", async () => {
  const hub = await hubWith((await testDatabase()).database, campaigns);

  expect(await overview(hub, seesAll)).toEqual({ types: [], example: null });
});

it("counts the entities that disagree, and shows the fact that is stated in most different ways", async () => {
  const hub = await hubWith((await testDatabase()).database, campaigns);
  await loadRows(hub, "crm", [crm("1", "One"), crm("2", "Two"), crm("3", "Three")], {
    asOf: "2026-11-04T08:00:00.000000Z",
  });
  await loadRows(hub, "ops", [ops("1", "ONE"), ops("2", "Two"), ops("3", "THREE")]);

  const { types, example } = await overview(hub, seesAll);

  expect(types).toMatchObject([
    {
      type: "campaign",
      entities: 3,
      disagreeing: 2,
      shared: { attribute: "name", source: "ops", cause: "never-synced", pattern: "case", entities: 2 },
    },
  ]);
  expect(example).toMatchObject({ label: "C-1", ref: "crm:1", attribute: "name", values: 2 });
  expect(example?.explanation).toMatchObject({
    value: "One",
    copies: expect.arrayContaining([expect.objectContaining({ source: "ops", value: "ONE" })]),
  });
});

it("says nothing of a domain that the caller may not read", async () => {
  const hub = await hubWith((await testDatabase()).database, campaigns);
  await loadRows(hub, "crm", [crm("1", "One")], { asOf: "2026-11-04T08:00:00.000000Z" });
  await loadRows(hub, "ops", [ops("1", "ONE")]);

  expect(await overview(hub, { domains: ["sales"], personal: [] })).toEqual({ types: [], example: null });
});
