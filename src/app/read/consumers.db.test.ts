import { expect, it } from "vitest";
import { loadText, testHub } from "../../../test/helpers/test-hub.ts";
import { campaigns } from "../../../test/models/campaigns.ts";
import { listConsumers } from "./consumers.ts";
import { explainFact } from "./explain.ts";
import { seesAll, type Viewer } from "./viewer.ts";

const model = {
  ...campaigns,
  "consumers.yaml": `consumers:
  planning: { owner: head-of-marketing, entity: campaign, attributes: [name], max-age: 1h, purpose: Planning }
  site: { owner: marketing-ops, entity: content }
`,
};

it("says of a fact who reads it, and of all only what the caller may read", async () => {
  const { hub } = await testHub(model);
  await loadText(hub, "crm", "id,code,name,status,owner,budget\n1,A,Spring,L,,\n");
  const salesOnly: Viewer = { domains: ["sales"], personal: [] };

  const name = await explainFact(hub, seesAll, { type: "campaign", ref: "crm:1", attribute: "name" });
  const code = await explainFact(hub, seesAll, { type: "campaign", ref: "crm:1", attribute: "code" });

  expect(name.readBy).toEqual([
    {
      name: "planning",
      title: "Planning",
      owner: "head-of-marketing",
      entity: "campaign",
      attributes: ["name"],
      maxAgeSeconds: 3600,
      purpose: "Planning",
    },
  ]);
  expect(code.readBy).toEqual([]);
  const ask = (viewer: Viewer, type: string | null, attribute: string | null) =>
    listConsumers(hub, viewer, { type, attribute });
  expect((await ask(seesAll, null, null)).map((one) => one.name)).toEqual(["planning", "site"]);
  expect(await ask(seesAll, "campaign", "stage")).toEqual([]);
  expect(await ask(salesOnly, null, null)).toEqual([]);
  await expect(ask(salesOnly, "campaign", null)).rejects.toThrow("There is no entity type");
  await expect(ask(seesAll, "campaign", "nme")).rejects.toThrow("has no attribute");
});
