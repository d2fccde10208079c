import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Client } from "../../sdk/src/index.ts";
import { refusalOf } from "../../test/helpers/refusal-of.ts";
import { startTestServer, type TestServer } from "../../test/helpers/server.ts";

const model = {
  "shop.yaml": `systems: { shop: { kind: record }, desk: { kind: engagement } }
entity: product
domain: goods
sources:
  - { name: shop, system: shop, key: id, fields: { sku: sku, name: name } }
  - { name: depot, system: desk, key: id, fields: { sku: sku, name: name } }
attributes:
  sku: { type: text, authority: shop, required: true }
  name: { type: text, authority: shop, copies: [depot] }
rules: [ { name: sku-short, scope: entity, check: "size(sku) < 9", severity: error, dimension: conformity } ]
`,
  "team.yaml": `entity: colleague
domain: people
sources: [ { name: staff, system: shop, key: id, fields: { nick: nick } } ]
attributes: { nick: { type: text, authority: staff } }
`,
};

let made: TestServer;
let merchant: Client;
beforeAll(async () => {
  made = await startTestServer(model);
  merchant = (await made.as({ role: "steward", domains: ["goods"] })).client;
});
afterAll(() => made.stop());

const told = async (call: Promise<unknown>): Promise<unknown> => {
  const refused = await refusalOf(call);
  return refused === null ? "taken" : [refused.status, refused.code, refused.hint];
};

type Ask = (client: Client, filter: { type?: string; source?: string }) => Promise<unknown>;
const byType: Readonly<Record<string, Ask>> = {
  divergences: (client, { type = "" }) => client.listDivergences({ type }),
  "groups of divergences": (client, { type = "" }) => client.listDivergenceGroups({ type }),
  suggestions: (client, { type = "" }) => client.suggest({ type }),
  waivers: (client, { type = "" }) => client.listWaivers({ type }),
  approvals: (client, { type = "" }) => client.listApprovals({ type }),
  findings: (client, { type = "" }) => client.listFindings({ type }),
  duplicates: (client, { type = "" }) => client.listDuplicates({ type }),
  entities: (client, { type = "" }) => client.listEntities({ type }),
  consumers: (client, { type = "" }) => client.listConsumers({ type }),
};
const bySource: Readonly<Record<string, Ask>> = {
  divergences: (client, { source = "" }) => client.listDivergences({ source }),
  "groups of divergences": (client, { source = "" }) => client.listDivergenceGroups({ source }),
  waivers: (client, { source = "" }) => client.listWaivers({ source }),
  runs: (client, { source = "" }) => client.listRuns({ source }),
  quarantine: (client, { source = "" }) => client.listQuarantine({ source }),
};

describe("a list that is asked for by a name which the model does not have is refused, and says which was meant", () => {
  it.each(Object.entries(byType))("%s of an entity type", async (_, ask) => {
    const asked = (type: string) => told(ask(made.admin, { type }));

    expect(await asked("product")).toBe("taken");
    expect(await asked("prodcut")).toEqual([404, "entity-type-unknown", "Did you mean 'product'?"]);
    expect(await asked("q")).toEqual([404, "entity-type-unknown", "There is: colleague, product."]);
  });

  it.each(Object.entries(bySource))("%s of a source", async (_, ask) => {
    const asked = (source: string) => told(ask(made.admin, { source }));

    expect(await asked("depot")).toBe("taken");
    expect(await asked("depto")).toEqual([404, "source-unknown", "Did you mean 'depot'?"]);
    expect(await asked("q")).toEqual([404, "source-unknown", "There is: depot, shop, staff."]);
  });

  it("divergences and consumers of an attribute, of that type or of any", async () => {
    const { admin } = made;
    const ofProduct = [404, "attribute-unknown", "It has: name, sku."];

    expect(await told(admin.listDivergences({ attribute: "nick" }))).toBe("taken");
    expect(await told(admin.listDivergences({ attribute: "nick", type: "product" }))).toEqual(ofProduct);
    expect(await told(admin.listDivergenceGroups({ attribute: "nmae" }))).toEqual([
      404,
      "attribute-unknown",
      "Did you mean 'name'?",
    ]);
    expect(await told(admin.listConsumers({ type: "product", attribute: "nick" }))).toEqual(ofProduct);
  });

  it("findings of a rule: one of the model, one of the house, or what is required", async () => {
    const asked = (rule: string) => told(made.admin.listFindings({ rule }));

    for (const rule of ["sku-short", "required:sku", "hierarchy-circle"])
      expect(await asked(rule), rule).toBe("taken");
    expect(await asked("sku-shrot")).toEqual([404, "rule-unknown", "Did you mean 'sku-short'?"]);
  });

  it("to one who may read some domains, the names of the others are not there", async () => {
    expect(await told(merchant.listDivergences({ type: "colleague" }))).toEqual([
      404,
      "entity-type-unknown",
      "There is: product.",
    ]);
    expect(await told(merchant.listRuns({ source: "staff" }))).toEqual([
      404,
      "source-unknown",
      "There is: depot, shop.",
    ]);
  });
});

it("what a former model named is still found by its name, and the crosswalk of two sources by theirs", async () => {
  const { admin } = made;
  await admin.loadRecords({ source: "staff", rows: "id,nick\n1,Jo\n" });
  const files = [{ path: "shop.yaml", text: model["shop.yaml"] }];

  await admin.applyModel({ files });

  expect((await admin.listRuns({ source: "staff" })).items).toHaveLength(1);
  expect(await told(admin.listQuarantine({ source: "staff" }))).toEqual([
    404,
    "source-unknown",
    "There is: depot, shop.",
  ]);
  expect(await told(admin.listQuarantine({ source: "shop~depot" }))).toBe("taken");
  expect((await admin.verify()).fault).toBeNull();
});
