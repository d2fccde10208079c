import { afterAll, beforeAll, expect, it } from "vitest";
import { inDays } from "../../test/helpers/days.ts";
import { refusalOf } from "../../test/helpers/refusal-of.ts";
import { ask, startTestServer, type TestServer } from "../../test/helpers/server.ts";

const model = {
  "shop.yaml": `systems: { shop: { kind: record }, desk: { kind: engagement } }
entity: product
domain: goods
match-on: [ [sku] ]
sources:
  - { name: shop, system: shop, key: id, fields: { sku: sku, name: name } }
  - { name: depot, system: desk, key: id, fields: { sku: sku, name: name } }
attributes:
  sku: { type: text, authority: shop, fallback: [depot] }
  name: { type: text, authority: shop, copies: [depot] }
`,
  "team.yaml": `entity: colleague
domain: people
sources: [ { name: staff, system: shop, key: id, fields: { nick: nick } } ]
attributes: { nick: { type: text, authority: staff } }
`,
};
const csv = (name: (at: number) => string) =>
  ["id,sku,name", ...[1, 2, 3, 4].map((at) => `${at},S${at},${name(at)}`)].join("\n");
const until = inDays(5);
const copy = (at: number) => ({ type: "product", ref: `shop:${at}`, fact: "name", source: "depot" });
const said = { reason: "no room", until };

let made: TestServer;
beforeAll(async () => {
  made = await startTestServer(model);
  await made.admin.loadRecords({ source: "shop", rows: csv((at) => `Name ${at}`) });
  await made.admin.loadRecords({ source: "depot", rows: csv((at) => `NAME ${at}`) });
});
afterAll(() => made.stop());

const codeOf = async (call: Promise<unknown>): Promise<string> => (await refusalOf(call))?.code ?? "taken";
const group = {
  type: "product",
  attribute: "name",
  source: "depot",
  cause: "never-synced",
  pattern: "case",
} as const;

it("leave to differ takes a steward of the domain, who answers for it under the name of the token", async () => {
  const as = async (role: "contributor" | "steward", domain: string) =>
    (await made.as({ role, domains: [domain] })).client;
  const [contributor, stranger, steward] = [
    await as("contributor", "goods"),
    await as("steward", "people"),
    await as("steward", "goods"),
  ];
  for (const [client, code] of [
    [contributor, "not-allowed"],
    [stranger, "entity-type-unknown"],
  ] as const) {
    expect(await codeOf(client.waiveDivergence({ ...copy(1), ...said }))).toBe(code);
    expect(await codeOf(client.withdrawWaiver(copy(1)))).toBe(code);
    expect(await codeOf(client.waiveGroup({ ...group, ...said, expected: 4 }))).toBe(code);
  }
  const forAnother = { ...said, by: "somebody@example.org" };
  expect(await codeOf(steward.waiveDivergence({ ...copy(1), ...forAnother }))).toBe("waiver-not-by-you");
  expect(await codeOf(steward.waiveGroup({ ...group, ...forAnother, expected: 4 }))).toBe(
    "waiver-not-by-you",
  );

  await steward.waiveDivergence({ ...copy(1), ...said });

  const { name } = await steward.whoAmI();
  expect((await steward.listWaivers({})).items).toMatchObject([{ source: "depot", by: name, ...said }]);
  expect(await codeOf(stranger.listWaivers({}).then(({ items }) => expect(items).toEqual([])))).toBe("taken");
  await steward.withdrawWaiver(copy(1));
  expect((await steward.listWaivers({})).items).toEqual([]);
});

it("it is compared with the version that was seen, and done once under one key", async () => {
  const read = await ask(made, "/v1/entities/product/shop:2", { token: made.server.ownToken });
  const ifMatch = read.headers.get("etag") ?? "";
  const request = { ...copy(2), ...said, ifMatch, idempotencyKey: "w1" };

  const [first, again] = [
    await made.admin.waiveDivergence(request),
    await made.admin.waiveDivergence(request),
  ];

  expect(again).toEqual(first);
  expect(await codeOf(made.admin.withdrawWaiver({ ...copy(2), ifMatch }))).toBe("version-changed");
  expect(await codeOf(made.admin.waiveDivergence({ ...request, until: "2026-01-01" }))).toBe(
    "idempotency-key-reused",
  );
  await made.admin.withdrawWaiver(copy(2));
});

it("a group is decided by its count, and the job of the server carries it out", async () => {
  const [listed] = await made.admin.listDivergenceGroups({});
  expect(listed).toMatchObject({ ...group, count: 4, allowed: 0 });
  expect(await codeOf(made.admin.waiveGroup({ ...group, ...said, expected: 3 }))).toBe("group-changed");

  const request = { ...group, ...said, expected: 4, idempotencyKey: "g1" };
  const [first, again] = [await made.admin.waiveGroup(request), await made.admin.waiveGroup(request)];
  expect(again).toEqual(first);

  await expect
    .poll(async () => (await made.admin.getDecision({ decision: first.decision })).state, { timeout: 60_000 })
    .toBe("done");
  expect(await made.admin.getDecision({ decision: first.decision })).toMatchObject({ given: 4, passed: 0 });
  expect(await made.admin.listDivergenceGroups({})).toMatchObject([{ count: 0, allowed: 4 }]);
  expect((await made.admin.verify()).fault).toBeNull();
});
