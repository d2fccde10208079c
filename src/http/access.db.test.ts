import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { statement } from "../../test/helpers/database-server.ts";
import { ask, startTestServer, type TestServer } from "../../test/helpers/server.ts";
import { things } from "../../test/models/things.ts";
import { operations } from "../contract/index.ts";
import { type Operation, roles } from "../contract/operation.ts";

const all = Object.values<Operation>(operations);

describe("every operation", () => {
  let made: TestServer;
  const secrets = new Map<string, string>();

  beforeAll(async () => {
    made = await startTestServer(things);
    for (const role of roles) secrets.set(role, (await made.as({ role, domains: null })).secret);
    const expired = await made.as({ role: "admin", domains: null });
    await statement(
      made.databaseUrl,
      `update bailiwick.token set expires_at = now() - interval '1 second' where token_id = '${expired.id}'`,
    );
    const revoked = await made.as({ role: "admin", domains: null });
    await revoked.client.whoAmI();
    await made.admin.revokeToken({ id: revoked.id });
    secrets.set("expired", expired.secret);
    secrets.set("revoked", revoked.secret);
  });
  afterAll(() => made.stop());

  it.each(all)("$name lets nobody in without a good token", async (operation) => {
    const codes = await Promise.all(
      [
        undefined,
        "nonsense",
        `bailiwick_${"A".repeat(43)}`,
        secrets.get("expired"),
        secrets.get("revoked"),
      ].map((token) => answerTo(made, operation, token)),
    );

    expect(codes).toEqual([
      "401 token-missing",
      "401 token-wrong",
      "401 token-wrong",
      "401 token-expired",
      "401 token-revoked",
    ]);
  });

  it.each(all.filter((one) => one.role !== "reader"))(
    "$name refuses every role below its own",
    async (operation) => {
      const below = roles.slice(0, roles.indexOf(operation.role));

      const answers = await Promise.all(below.map((role) => answerTo(made, operation, secrets.get(role))));

      expect(answers).toEqual(below.map(() => "403 not-allowed"));
    },
  );

  it.each(all.filter((one) => one.domain === "all"))(
    "$name refuses a grant for named domains",
    async (operation) => {
      const { secret } = await made.as({ role: "admin", domains: ["goods"] });

      expect(await answerTo(made, operation, secret)).toBe("403 not-allowed");
    },
  );

  it("shows nothing of a domain to whom no grant of it was given", async () => {
    const other = { ...things, "other.yaml": otherDomain };
    const files = Object.entries(other).map(([path, text]) => ({ path, text }));
    await made.admin.applyModel({ files });
    await made.admin.loadRecords({
      source: "shop",
      rows: '{"id":"1","sku":"A","weight":1}\n',
      contentType: "application/x-ndjson",
    });
    const { client } = await made.as({ role: "admin", domains: ["paper"] });

    const seen = await Promise.allSettled([
      client.getEntity({ type: "thing", ref: "shop:1" }),
      client.explainUrl({ url: "shop:1" }),
      client.listEntities({ type: "thing" }),
    ]);

    expect(seen.map((one) => one.status)).toEqual(["rejected", "rejected", "rejected"]);
    expect((await client.listRuns()).items).toEqual([]);
    expect((await client.getOverview()).types.map((one) => one.type)).not.toContain("thing");
  });

  it("of a domain that one only reads is refused, whatever one may do in another", async () => {
    const both = [
      { role: "admin", domains: ["paper"] },
      { role: "reader", domains: ["goods"] },
    ] as const;
    const { secret: token } = await made.as(...both);
    const posted = async (path: string, body: string, type = "application/json") => {
      const headers = { "content-type": type };
      const response = await ask(made, path, { method: "POST", token, body, headers });
      return `${response.status} ${((await response.json()) as { code: string }).code}`;
    };
    const decided = (path: string, body: object) => posted(path, JSON.stringify({ ...body, reason: "seen" }));

    expect([
      await decided(operations.moveRecord.path, { record: "shop:1", to: null }),
      await posted("/v1/crosswalks/leaflets/shop", "a,b\n1,1\n", "text/csv"),
    ]).toEqual(["403 not-allowed", "403 not-allowed"]);
  });

  it("is not to be had by a token that would have expired before it is made", async () => {
    const grants = [{ role: "reader" as const, domains: null }];
    const past = { name: "late", grants, expiresAt: "2020-01-01T00:00:00Z" };

    await expect(made.admin.createToken(past)).rejects.toMatchObject({ code: "expiry-passed" });
  });

  it("is not to be had for a domain that the model does not name, and it is told which there are", async () => {
    const grants = [{ role: "reader" as const, domains: ["gods"] }];

    await expect(made.admin.createToken({ name: "misspelt", grants })).rejects.toMatchObject({
      code: "domain-unknown",
      hint: expect.stringContaining("goods"),
    });
    expect((await made.admin.listTokens()).map(({ name }) => name)).not.toContain("misspelt");
  });

  it("is told by the documents, which need no token", async () => {
    const document = (await (await ask(made, "/openapi.json")).json()) as { paths: object };
    const docs = await (await ask(made, "/docs")).text();

    expect(Object.keys(document.paths)).toEqual([...new Set(all.map((one) => one.path))]);
    expect(all.filter((one) => !docs.includes(`id="${one.name}"`))).toEqual([]);
    expect(docs).not.toMatch(/<script|src=|@import|https?:\/\//);
  });
});

const otherDomain = `entity: leaflet
domain: paper
sources: [ { name: leaflets, system: shop, file: leaflets.csv, key: id, fields: { title: title } } ]
attributes: { title: { type: text, authority: leaflets } }
`;

/** Status and code of the answer to a request whose path is filled with something that can be read. */
async function answerTo(made: TestServer, operation: Operation, token: string | undefined): Promise<string> {
  const uuid = "01a1fc42-ba88-8001-808a-284422f4bc0a";
  const given: Record<string, string> = {
    type: "thing",
    source: "shop",
    right: "mirror",
    ref: "shop:1",
    fact: "name",
  };
  const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => given[name] ?? uuid);
  const body = operation.body === null ? {} : { body: "{}", headers: { "content-type": "application/json" } };
  const response = await ask(made, path, {
    method: operation.method,
    ...(token === undefined ? {} : { token }),
    ...body,
  });
  const { code } = (await response.json()) as { code: string };
  return `${response.status} ${code}`;
}
