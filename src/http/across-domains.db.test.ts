import { afterAll, beforeAll, expect, it } from "vitest";
import type { Client } from "../../sdk/src/index.ts";
import { inDays } from "../../test/helpers/days.ts";
import { refusalOf } from "../../test/helpers/refusal-of.ts";
import { startTestServer, type TestServer } from "../../test/helpers/server.ts";
import { operations } from "../contract/index.ts";
import type { Operation } from "../contract/operation.ts";

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

it("who only reads a domain takes no decision in it, whatever he may do in another", async () => {
  const { client: reader } = await made.as(
    { role: "reader", domains: ["goods"] },
    { role: "admin", domains: ["desk"] },
  );
  await made.admin.loadRecords({ source: "shop", rows: "id,name,maker\n2,Bell,1\n" });
  const { id } = await made.admin.getEntity({ type: "product", ref: "shop:2" });
  const [run] = (await made.admin.listRuns({ source: "shop" })).items;
  await made.admin.loadRecords({ source: "shop", rows: "id,name,maker\n,Nameless,1\n" });
  const [quarantined] = (await made.admin.listQuarantine({ source: "shop" })).items;
  const [group] = await made.admin.listDivergenceGroups({ type: "product" });
  if (run === undefined || quarantined === undefined || group === undefined) throw new Error("all is there");
  const { type, attribute, source, cause, pattern, count: expected } = group;
  const grouped = { type, attribute, source, cause, pattern, expected, reason: "seen", until };
  const { decision } = await made.admin.waiveGroup(grouped);
  const pair = { left: "shop:1", right: "shop:2", reason: "seen" };
  const decisions: Readonly<Record<string, () => Promise<unknown>>> = {
    mergeDuplicate: () => reader.mergeDuplicate(pair),
    declareDifferent: () => reader.declareDifferent(pair),
    splitDuplicate: () => reader.splitDuplicate({ merged: id, reason: "seen" }),
    moveRecord: () => reader.moveRecord({ record: "shop:2", to: "shop:1", reason: "seen" }),
    waiveGroup: () => reader.waiveGroup(grouped),
    withdrawGroup: () => reader.withdrawGroup({ decision }),
    passRun: () => reader.passRun({ run: run.id }),
    discardRun: () => reader.discardRun({ run: run.id }),
    retryQuarantined: () => reader.retryQuarantined({ id: quarantined.id, mended: null }),
  };

  const told = await Promise.all(
    Object.entries(decisions).map(async ([name, decide]) => [name, await codeOf(decide())]),
  );

  const judgedByTheirEntities = Object.values<Operation>(operations).filter(
    ({ domain, role }) => domain === "entities" && role !== "reader",
  );
  expect(Object.fromEntries(told)).toEqual(
    Object.fromEntries(judgedByTheirEntities.map(({ name }) => [name, "not-allowed"])),
  );
});

it("a change of the model is suggested without the lines around it, which may be of what may not be read", async () => {
  const suggested = async (to: Client) => (await to.suggest({ type: "product" })).map(({ diff }) => diff);

  const [all] = await suggested(made.admin);
  const [own] = await suggested(client);

  expect(all).toContain(" rating: { copy-of: maker.rating }");
  expect(own).toContain("+compare: ");
  expect(own).not.toContain("maker");
});

it("a case written as a test names no source of a domain that may not be read, though a value was copied from there", async () => {
  for (const fact of ["rating", undefined]) {
    const { test } = await client.getCase({ type: "product", ref: "shop:1", ...(fact && { fact }) });

    expect(test).toContain("good");
    expect(test).not.toContain("ledger");
  }
});
