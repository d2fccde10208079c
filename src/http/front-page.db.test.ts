import { afterAll, beforeAll, expect, it } from "vitest";
import { ask, startTestServer, type TestServer } from "../../test/helpers/server.ts";
import { argumentHtml } from "./front-page.ts";

const model = {
  "shop.yaml": `systems:
  shop: { kind: record }
  depot: { kind: record }
entity: product
domain: goods
match-on: [ [sku] ]
sources:
  - { name: shop, system: shop, key: id, fields: { sku: sku, name: name } }
  - { name: depot, system: depot, key: id, fields: { sku: sku, name: { from: name, write: false } } }
attributes:
  sku: { type: text, authority: shop }
  name: { type: text, authority: shop, copies: [depot] }
`,
};
const row = (name: string) => `${JSON.stringify({ id: "1", sku: "S1", name })}\n`;

let made: TestServer;
beforeAll(async () => {
  made = await startTestServer(model);
  const contentType = "application/x-ndjson";
  await made.admin.loadRecords({ source: "shop", rows: row("Secret <b>name</b>"), contentType });
  await made.admin.loadRecords({ source: "depot", rows: row("<script>alert(1)</script>"), contentType });
});
afterAll(() => made.stop());

it("without a token the page holds nothing of what is kept here, and runs its own script alone", async () => {
  const page = await ask(made, "/", {});
  const text = await page.text();

  expect(page.status).toBe(200);
  expect(text).toContain("<form");
  expect(text).not.toContain("Secret");
  expect(page.headers.get("content-security-policy")).toMatch(
    /default-src 'none'.*script-src 'sha256-.*connect-src 'self'/,
  );
});

it("with a token it shows what disagrees, each value as text", async () => {
  const text = await (await ask(made, "/", { token: made.server.ownToken })).text();

  expect(text).toContain("<h1>Product S1 is called two different things right now:</h1>");
  expect(text).toContain("<td>Secret &lt;b&gt;name&lt;/b&gt;</td>");
  expect(text).toContain("<td>&lt;script&gt;alert(1)&lt;/script&gt;</td>");
  expect(text).not.toContain("<script>");
});

it("a wrong token is refused, and a reader of the domain sees it", async () => {
  const { token } = await made.admin.createToken({
    name: "goods",
    grants: [{ role: "reader", domains: ["goods"] }],
  });
  const wrong = await ask(made, "/", { token: "bailiwick_wrong" });
  const reader = await (await ask(made, "/", { token })).text();

  expect(wrong.status).toBe(401);
  expect(reader).toContain("Product S1");
});

it("an address that is none of the web is no link", () => {
  const statement = { system: "x", value: "y", standing: "authority", policy: null, differs: false };
  const withCorrect = (correct: string) =>
    argumentHtml({
      headline: "h",
      statements: [{ ...statement, correct, isAuthority: true }],
      golden: null,
      counts: [],
      example: null,
    });

  expect(withCorrect("javascript:alert(1)")).not.toContain("href");
  expect(withCorrect('https://x.example/"onclick=')).toContain('href="https://x.example/&quot;onclick="');
});
