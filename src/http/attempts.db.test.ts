import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { statement } from "../../test/helpers/database-server.ts";
import { ask, startTestServer, type TestServer } from "../../test/helpers/server.ts";

const canary = /canary/i;

const model = {
  "people.yaml": `systems:
  hr: { kind: record }
  desk: { kind: engagement }
  cms: { kind: record }
entity: person
domain: people
match-on: [ [email] ]
sources:
  - { name: hr, system: hr, key: id, fields: { email: email, name: name, grade: grade, tag: tag } }
  - { name: desk, system: desk, key: login, key-personal: true, link: "https://desk.example/{key}", fields: { email: email, name: name, grade: grade } }
attributes:
  email: { type: email, personal: user.contact.email, authority: hr, copies: [desk], indexed: true }
  name: { type: text, personal: user.name, authority: desk, copies: [hr], indexed: true, edits: { override: {} } }
  grade: { type: code, codes: grade, sensitive: true, authority: hr, copies: [desk], indexed: true }
  tag: { type: text, authority: hr, indexed: true }
  note: { type: text, authority: hub }
codes:
  grade:
    high: { title: High, hr: H, desk: H }
    low: { title: Low, hr: L }
`,
  "pages.yaml": `entity: page
domain: paper
sources:
  - { name: pages, system: cms, key: slug, fields: { title: title, author: { from: author, as: desk }, byline: byline } }
attributes:
  title: { type: text, authority: pages }
  author: { type: ref, to: person, authority: pages }
  byline: { copy-of: author.name, copies: [pages] }
`,
};

const hr = `id,email,name,grade,tag
1,canary1@example.org,Canary One,H,A
2,canary2@example.org,Canary Two,L,B
`;
const desk = `login,email,name,grade
canary-login-1,canary1@example.org,CANARY ONE,canary-grade
canary-login-2,canary2@example.org,CANARY TWO,canary-grade
`;
const pages = `slug,title,author,byline
home,Home,canary-login-1,Canary Wrong
`;

describe("whoever may not see it", () => {
  let made: TestServer;
  const secrets = new Map<string, string>();
  let id = "";

  beforeAll(async () => {
    made = await startTestServer(model);
    const { admin } = made;
    await admin.loadRecords({ source: "hr", rows: hr });
    await admin.loadRecords({ source: "desk", rows: desk });
    await admin.loadRecords({ source: "pages", rows: pages });
    ({ id } = await admin.getEntity({ type: "person", ref: "hr:1" }));
    await admin.setFact({ type: "person", ref: id, fact: "note", value: "set", idempotencyKey: "same key" });
    secrets.set("reader", (await made.as({ role: "reader", domains: null })).secret);
    secrets.set("contributor", (await made.as({ role: "contributor", domains: null })).secret);
    secrets.set("steward of paper", (await made.as({ role: "steward", domains: ["paper"] })).secret);
    const both = [
      { role: "reader", domains: ["people"] },
      { role: "admin", domains: ["paper"] },
    ] as const;
    secrets.set("admin of paper, reader of people", (await made.as(...both)).secret);
  });
  afterAll(() => made.stop());

  const unseeing = ["reader", "contributor", "admin of paper, reader of people"];

  it.each(unseeing)(
    "cannot learn as %s that a personal key is there, by reference or address",
    async (who) => {
      const refs = [
        "desk:canary-login-1",
        "desk:nobody",
        "https://desk.example/canary-login-1",
        "https://desk.example/nobody",
      ];

      const answers = await Promise.all(
        refs.flatMap((ref) => [
          answer(`/v1/entities/person/${encodeURIComponent(ref)}`, who),
          answer(`/v1/entities/person/${encodeURIComponent(ref)}/history`, who),
          answer(`/v1/explain?url=${encodeURIComponent(ref)}`, who),
        ]),
      );

      expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
      expect(answers[0]?.status).toBe(404);
    },
  );

  it.each(unseeing)("finds no order and no filter as %s that tells of a sealed fact", async (who) => {
    const facts = ["email", "name", "grade"];
    const ops = {
      eq: "x",
      ne: "x",
      lt: "x",
      lte: "x",
      gt: "x",
      gte: "x",
      prefix: "x",
      in: ["x"],
      empty: false,
    };
    const asked = facts.flatMap((attribute) => [
      `sort=${attribute}`,
      `sort=-${attribute}`,
      ...Object.entries(ops).map(
        ([op, value]) => `where=${encodeURIComponent(JSON.stringify([{ attribute, op, value }]))}`,
      ),
    ]);

    const answers = await Promise.all(asked.map((query) => answer(`/v1/entities/person?${query}`, who)));

    expect(new Set(answers.map(({ status, code }) => `${status} ${code}`))).toEqual(
      new Set(["403 attribute-masked"]),
    );
  });

  it.each(unseeing)("is suggested nothing as %s that a sealed fact tells", async (who) => {
    const seen = await answer("/v1/divergences/suggestions", "own");
    const mine = await answer("/v1/divergences/suggestions", who);

    expect(seen.text).toContain('"attribute":"name"');
    expect(mine.text).not.toMatch(/"attribute":"(name|email|grade)"/);
  });

  it("is told as steward of one domain no personal key of another, where a fact is copied from there", async () => {
    const facts = ["author", "byline", "title"];
    const paths = facts.flatMap((fact) => [`/v1/entities/page/pages:home/facts/${fact}`]);

    const answers = await Promise.all(
      ["steward of paper", "admin of paper, reader of people"].flatMap((who) =>
        [...paths, "/v1/entities/page/pages:home", "/v1/entities/page/pages:home/history"].map((path) =>
          answer(path, who),
        ),
      ),
    );

    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    expect(
      answers.filter(({ text }) => text.includes('"key":"canary-login') || text.includes("desk.example")),
    ).toEqual([]);
  });

  it("does nothing as steward of one domain to an entity of another, however it is named", async () => {
    const type = ["person", "page"];
    const attempts = type.flatMap((one) => [
      { path: `/v1/entities/${one}/${id}/facts/note`, method: "PUT", body: { value: "stolen" } },
      { path: `/v1/entities/${one}/hr:1/facts/note`, method: "PUT", body: { value: "stolen" } },
      {
        path: `/v1/entities/${one}/${id}/facts/name/override`,
        method: "PUT",
        body: { value: "x", reason: "x", until: "authority-changes" },
      },
    ]);
    const merges = {
      path: "/v1/duplicates/merge",
      method: "POST",
      body: { left: id, right: id, reason: "x" },
    };

    const answers = await Promise.all(
      [...attempts, merges].map(({ path, method, body }) =>
        answer(path, "steward of paper", { method, body }),
      ),
    );

    expect(answers.map(({ status }) => status).filter((status) => status < 400)).toEqual([]);
    expect((await made.admin.getEntity({ type: "person", ref: id })).facts.note?.value).toBe("set");
  });

  it("is given no answer of another actor by its Idempotency-Key", async () => {
    const { secret } = await made.as({ role: "steward", domains: ["people"] });
    const again = await ask(made, `/v1/entities/person/${id}/facts/note`, {
      method: "PUT",
      token: secret,
      headers: { "idempotency-key": "same key", "content-type": "application/json", "if-match": '"999"' },
      body: '{"value":"other"}',
    });

    expect(again.status).toBe(412);
    expect(await again.text()).not.toMatch(canary);
  });

  it("is not let in by a token that is written in another way", async () => {
    const secret = secrets.get("reader") ?? "";
    const headers = [
      `Basic ${secret}`,
      secret,
      `Bearer ${secret}x`,
      `Bearer ${secret.slice(0, -1)}`,
      `Bearer ${secret.toUpperCase()}`,
      `Bearer ${secret} ${secret}`,
      `Bearer ${secret}, Bearer ${secret}`,
      "Bearer null",
      `Bearer ' or ''='`,
      `Bearer ${"A".repeat(8000)}`,
    ];

    const answers = await Promise.all(
      headers.flatMap((authorization) =>
        ["/v1/entities/person", "/metrics", "/", "/v1/events"].map((path) =>
          ask(made, path, { headers: { authorization } }),
        ),
      ),
    );

    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401]));
  });

  it("reads nothing personal off what needs no right: metrics, documents, the empty page", async () => {
    const texts = await Promise.all(
      ["/metrics", "/openapi.json", "/docs", "/healthz", "/readyz"].map((path) => answer(path, "reader")),
    );
    const page = await (await ask(made, "/")).text();

    expect([...texts.map(({ text }) => text), page].filter((text) => canary.test(text))).toEqual([]);
  });

  it("sees no event of another domain, nor who was given which right", async () => {
    const { entries } = await made.admin.verify();
    // The last entry is one of paper, so that the stream has told all before it.
    await made.admin.loadRecords({ source: "pages", rows: "slug,title,author,byline\nlast,Last,,\n" });
    const ending = new AbortController();
    const token = secrets.get("steward of paper") ?? "";
    const response = await ask(made, "/v1/events", { token, signal: ending.signal });
    let text = "";
    for await (const chunk of response.body ?? []) {
      text += Buffer.from(chunk).toString("utf8");
      if (text.includes("Last")) break;
    }
    ending.abort();

    expect(entries).toBeGreaterThan(0);
    expect(text).toContain('"type":"page"');
    expect(text).not.toContain('"type":"person"');
    expect(text).not.toMatch(/bailiwick\.token|grants/);
  });

  it("reads no sealed column as the reading role, and nothing of the tables behind", async () => {
    const tried = await Promise.allSettled(
      [
        "select email from truth.person",
        "select * from truth_personal.person",
        "select * from bailiwick.entity",
        "select * from bailiwick.sealed",
        "select * from bailiwick.token",
        "select bailiwick.amount('1')",
        "create table truth.mine (a int)",
        "update truth.person set tag = 'x'",
      ].map((sql) => statement(made.databaseUrl, asReadingRole(sql))),
    );

    expect(tried.map((one) => (one.status === "rejected" ? one.reason.code : one.status))).toEqual([
      "42703",
      "42501",
      "42501",
      "42501",
      "42501",
      "42501",
      "42501",
      "0A000",
    ]);
    await statement(made.databaseUrl, asReadingRole("select tag from truth.person"));
  });

  async function answer(
    path: string,
    who: string,
    more: { readonly method?: string; readonly body?: unknown } = {},
  ): Promise<{ status: number; code: string; text: string }> {
    const token = who === "own" ? made.server.ownToken : (secrets.get(who) ?? "");
    const sent =
      more.body === undefined
        ? {}
        : { body: JSON.stringify(more.body), headers: { "content-type": "application/json" } };
    const response = await ask(made, path, { token, method: more.method ?? "GET", ...sent });
    const text = await response.text();
    const code = /"code":"([a-z-]+)"/.exec(text)?.[1] ?? "";
    return { status: response.status, code, text };
  }
});

/** As whoever was given the role would send it; nothing of it stays. */
const asReadingRole = (sql: string): string =>
  `begin; grant bailiwick_truth to current_user; set local role bailiwick_truth; ${sql}; rollback`;
