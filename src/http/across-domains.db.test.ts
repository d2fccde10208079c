import { afterAll, beforeAll, expect, it } from "vitest";
import type { Client } from "../../sdk/src/index.ts";
import { inDays } from "../../test/helpers/days.ts";
import { refusalOf } from "../../test/helpers/refusal-of.ts";
import { startTestServer, type TestServer } from "../../test/helpers/server.ts";

const model = {
  "goods.yaml": `people: { buyers: { members: [buyer@example.org] } }
systems: { shop: { kind: record }, depot: { kind: engagement } }
entity: product
domain: goods
sources:
  - { name: shop, system: shop, key: id, fields: { name: name, maker: { from: maker, as: makers } } }
  - { name: depot, system: depot, key: id, link: { shop: shop }, fields: { name: name } }
attributes:
  name: { type: text, authority: shop, copies: [depot], edits: { override: { by: buyers } } }
  maker: { type: ref, to: maker, authority: shop }
  rating: { copy-of: maker.rating }
`,
  "people.yaml": `systems: { register: { kind: record }, ledger: { kind: record } }
entity: maker
domain: people
sources:
  - { name: makers, system: register, key: id, fields: { title: title } }
  - { name: ledger, system: ledger, key: id, link: { makers: maker }, fields: { rating: rating } }
attributes:
  title: { type: text, authority: makers }
  rating: { type: text, authority: ledger, correct: "Ask the ledger." }
`,
  "desk.yaml": `systems: { desk: { kind: record } }
entity: ticket
domain: desk
sources: [ { name: tickets, system: desk, key: id, fields: { title: title } } ]
attributes: { title: { type: text, authority: tickets } }
`,
};
const until = inDays(5);

let made: TestServer;
let client: Client;
beforeAll(async () => {
  made = await startTestServer(model);
  await made.admin.loadRecords({ source: "makers", rows: "id,title\n1,Smith\n" });
  await made.admin.loadRecords({ source: "ledger", rows: "id,maker,rating\nL1,1,good\n" });
  await made.admin.loadRecords({ source: "shop", rows: "id,name,maker\n1,Anvil,1\n" });
  await made.admin.loadRecords({ source: "depot", rows: "id,shop,name\nd,1,ANVIL\n" });
  ({ client } = await made.as({ role: "steward", domains: ["goods"] }, { role: "admin", domains: ["desk"] }));
});
afterAll(() => made.stop());

const codeOf = async (call: Promise<unknown>): Promise<string> => (await refusalOf(call))?.code ?? "taken";

it("an admin of one domain enters nothing in the name of another person in a domain that is not his", async () => {
  const said = { reason: "asked", until, by: "buyer@example.org" };
  const fact = { type: "product", ref: "shop:1", fact: "name" };
  const [group] = await client.listDivergenceGroups({});
  if (group === undefined) throw new Error("the depot writes it otherwise");
  const { type, attribute, source, cause, pattern, count: expected } = group;

  expect(await codeOf(client.setOverride({ ...fact, value: "Amboss", ...said }))).toBe("override-not-by-you");
  expect(await codeOf(client.waiveDivergence({ ...fact, source: "depot", ...said }))).toBe(
    "waiver-not-by-you",
  );
  expect(
    await codeOf(client.waiveGroup({ type, attribute, source, cause, pattern, expected, ...said })),
  ).toBe("waiver-not-by-you");
});

it("a case written as a test names no source of a domain that may not be read, though a value was copied from there", async () => {
  for (const fact of ["rating", undefined]) {
    const { test } = await client.getCase({ type: "product", ref: "shop:1", ...(fact && { fact }) });

    expect(test).toContain("good");
    expect(test).not.toContain("ledger");
  }
});
