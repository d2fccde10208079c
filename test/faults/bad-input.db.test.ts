import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { createClient } from "../../sdk/src/index.ts";
import { readConfig } from "../../src/config/config.ts";
import { jsonBodyBytesMax } from "../../src/limits.ts";
import { type RunningServer, startServer } from "../../src/main.ts";
import { makeTestDatabase, type TestDatabase } from "../helpers/database.ts";
import { statement } from "../helpers/database-server.ts";
import { countOf, entityOf, goldenOf, rowsAsWritten } from "../helpers/test-hub.ts";
import { expectVerified } from "../helpers/verify.ts";

const model = {
  "systems.yaml": "systems:\n  crm: { kind: record }\n  ops: { kind: engagement }\n",
  "thing.yaml": `entity: thing
match-on: [ [code] ]
sources:
  - name: things
    system: crm
    key: id
    fields: { code: code, name: name, day: day, size: size, weight: weight }
  - { name: fresh, system: ops, key: id, fields: { name: name } }
  - { name: raw, system: ops, key: id, fields: { name: name } }
attributes:
  code: { type: text, authority: things, indexed: true }
  name: { type: text, authority: things, fallback: [raw], copies: [raw] }
  day: { type: date, authority: things }
  size: { type: integer, authority: things }
  weight: { type: float, authority: things }
  note: { type: text, authority: hub }
  any: { type: json, authority: hub }
`,
};

const header = "id,code,name,day,size,weight\n";
const sql = `'; drop table bailiwick.entity; --"\\`;

/** For what comes by itself, and at once where the machine has nothing else to do. */
const soon = { timeout: 120_000, interval: 100 };

let base: TestDatabase;
let server: RunningServer;
let folder: string;

beforeAll(async () => {
  base = await makeTestDatabase();
  folder = mkdtempSync(join(tmpdir(), "bailiwick-bad-"));
  const env = { DATABASE_URL: base.url, BAILIWICK_LOG: "silent", BAILIWICK_LISTEN: "127.0.0.1:0" };
  server = await startServer(readConfig(env, { data: folder }));
  const files = Object.entries(model).map(([path, text]) => ({ path, text }));
  await client().applyModel({ files });
  await load(`${header}1,A,Anvil,2026-01-31,10,1.5\n`);
});

afterAll(async () => {
  await server.stop();
  await base.drop();
  rmSync(folder, { recursive: true, force: true });
});

afterEach(async () => {
  await expectVerified(server.product.hub);
  expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
});

const client = () => createClient({ baseUrl: server.url, token: server.ownToken });

const load = (rows: string | Uint8Array, more: { source?: string; type?: string; url?: string } = {}) =>
  ask(`/v1/sources/${more.source ?? "things"}/records`, {
    method: "POST",
    body: rows,
    headers: { "content-type": more.type ?? "text/csv" },
  });

/** Asks over HTTP as the most powerful caller; gives the status and the problem or answer. */
async function ask(path: string, init: RequestInit = {}): Promise<{ status: number; body: Json }> {
  const headers = { authorization: `Bearer ${server.ownToken}`, ...init.headers };
  const response = await fetch(`${server.url}${path}`, { ...init, headers });
  const text = await response.text();
  return { status: response.status, body: text === "" ? null : JSON.parse(text) };
}

// biome-ignore lint/suspicious/noExplicitAny: whatever was answered is looked into.
type Json = any;

async function quarantined(): Promise<{ readonly bytes: string; readonly codes: readonly string[] }[]> {
  const { items } = await client().listQuarantine({ state: "open", limit: 200 });
  const all = await Promise.all(items.map(({ id }: { id: string }) => ask(`/v1/quarantine/${id}`)));
  return all.map(({ body }) => ({
    bytes: Buffer.from(body.bytes, "base64").toString("latin1"),
    codes: body.reasons.map((one: { code: string }) => one.code),
  }));
}

test("rows that cannot be read wait in quarantine byte for byte, and the rows around them come in", async () => {
  const broken = {
    'q,B,"stray" quote,,1,1\n': "row-quote-broken",
    "short,B\n": "row-columns-missing",
    "long,B,n,,1,1,more,and more\n": "row-columns-extra",
    "u,B,\xff\xfe broken,,1,1\n": "row-not-utf8",
    "n,B,nul \0 here,,1,1\n": "row-has-nul",
    ",B,no key,,1,1\n": "record-without-key",
  };
  const text = Object.keys(broken).map((row, i) => `${row}${100 + i},K${i},between,,1,1\n`);

  const answer = await load(Buffer.from(header + text.join(""), "latin1"));

  const rows = Object.keys(broken);
  expect(answer.body.account).toMatchObject({ quarantined: rows.length, applied: rows.length });
  const held = await quarantined();
  for (const [row, code] of Object.entries(broken)) {
    const found = held.find((one) => one.codes.includes(code));
    expect(found, code).toBeDefined();
    // The line as it stood in the file; its end is not part of the row.
    expect(found?.bytes.replace(/\n$/, ""), code).toBe(row.replace(/\n$/, ""));
  }
});

test("a value that is none is held back, and the fact keeps its last good claim", async () => {
  const { hub } = server.product;
  const anvil = await entityOf(hub, "things", "1");
  const good = { day: "2026-01-31", size: "10", weight: "1.5" };

  for (const row of [
    "2026-02-30,10,1.5",
    "2026-01-31,1.5e,1.5",
    "2026-01-31,10,1e400",
    "31.01.2026,ten,NaNa",
  ]) {
    expect((await load(`${header}1,A,Anvil,${row}\n`)).body.account, row).toMatchObject({ applied: 1 });
    expect(await goldenOf(hub, anvil), row).toMatchObject(good);
  }
  await load(`${header}1,A,Anvil,2026-01-31,12345678901234567890,1.5\n`);

  const { size } = await goldenOf(hub, anvil);
  // Never rounded: every digit, or held back.
  expect(["12345678901234567890", "10"]).toContain(size);
});

test("the second of two rows under one key waits in quarantine, and the first comes in", async () => {
  const second = "twice,T2,other,,2,2";

  const { body } = await load(`${header}twice,T1,first,,1,1\n${second}\n`);

  expect(body.account).toMatchObject({ applied: 1, quarantined: 1 });
  const held = await quarantined();
  expect(held.find((one) => one.codes.includes("key-twice"))?.bytes.replace(/\n$/, "")).toBe(second);
  expect(
    await goldenOf(server.product.hub, await entityOf(server.product.hub, "things", "twice")),
  ).toMatchObject({
    name: "first",
  });
});

test("a key, and a value that is indexed, are as long as they like, or wait in quarantine with a clear word", async () => {
  const { hub } = server.product;
  for (const [n, chars] of [900, 3_000, 20_000, 1_000_000].entries()) {
    // Digits that no compression makes small: a page of an index holds 2,704 bytes.
    const long = Array.from({ length: chars / 10 }, (_, i) =>
      ((i + 1) * 2654435761 * (n + 3)).toString(36).padStart(10, "x").slice(-10),
    ).join("");

    const key = await load(`${header}${long},KEY${n},with a long key,,1,1\n`);
    const value = await load(`${header}value-${n},${long},with a long code,,1,1\n`);

    expect([key.status, value.status], `${chars}`).toEqual([200, 200]);
    for (const { body } of [key, value])
      expect(body.account.applied + body.account.quarantined, `${chars}`).toBe(1);
    if (value.body.account.applied === 1) {
      const entity = await entityOf(hub, "things", `value-${n}`);
      expect((await goldenOf(hub, entity)).code === long, `${chars}`).toBe(true);
    }
  }
});

test("a file that is none is refused as a whole, and nothing of it comes in", async () => {
  const { hub } = server.product;
  const before = await rowsAsWritten(hub, ["run"]);
  const files: readonly (readonly [string | Uint8Array, string, string])[] = [
    ["", "text/csv", "file-empty"],
    ["id,code\n1,A\n", "text/csv", "columns-missing"],
    ["id,id,code\n", "text/csv", "file-column-twice"],
    [`${Array.from({ length: 10_000 }, (_, i) => `c${i}`).join(",")}\n`, "text/csv", "file-columns-too-many"],
    [Buffer.from("\xff\xfeid,code\n", "latin1"), "text/csv", "file-not-utf8"],
    ['{"id": 1}', "application/json", "json-not-array"],
    ["PAR1 and nothing else", "application/vnd.apache.parquet", "file-broken"],
  ];

  for (const [text, type, code] of files) {
    const { status, body } = await load(text, { type });
    expect(body, code).toMatchObject({ code });
    expect(status, code).toBeGreaterThanOrEqual(400);
    expect(status, code).toBeLessThan(500);
  }

  expect(await rowsAsWritten(hub, ["run"])).toEqual(before);
});

test("a row with a field of 50 MB waits in quarantine byte for byte, and those around it come in", async () => {
  const rows = ["big-1,B1,before,,1,1", `big-2,B2,${"x".repeat(50 * 1024 ** 2)},,1,1`, "big-3,B3,after,,1,1"];
  const before = process.memoryUsage().rss;

  const { body } = await load(`${header}${rows.join("\n")}\n`);

  expect(process.memoryUsage().rss - before).toBeLessThan(700 * 1024 ** 2);
  expect(body.account).toMatchObject({ quarantined: 1, applied: 2 });
  const held = await quarantined();
  const big = held.find((one) => one.codes.some((code) => /too-large/.test(code)));
  expect(big?.bytes.replace(/\n$/, "") === rows[1]).toBe(true);
});

test("JSON that is none, or pollutes, or is deep or large, is refused and changes nothing", async () => {
  const { hub } = server.product;
  const id = await entityOf(hub, "things", "1");
  const before = await rowsAsWritten(hub);
  const put = (body: string) =>
    ask(`/v1/entities/thing/${id}/facts/note`, {
      method: "PUT",
      body,
      headers: { "content-type": "application/json" },
    });

  for (const body of [
    "{",
    "",
    "null",
    "[]",
    '{"value": 1, "value": }',
    '{"value":"x","__proto__":{"admin":true}}',
    '{"value":"x","constructor":{"prototype":{"admin":true}}}',
    '{"value":"x","more":1}',
    `{"value":${"[".repeat(1_000)}${"]".repeat(1_000)}}`,
  ]) {
    const { status, body: problem } = await put(body);
    expect([400, 422], body.slice(0, 40)).toContain(status);
    expect(problem.code, body.slice(0, 40)).toEqual(expect.any(String));
  }
  expect((await put(`{"value":"${"x".repeat(jsonBodyBytesMax)}"}`)).status).toBe(413);

  expect(({} as Json).admin).toBeUndefined();
  expect(await rowsAsWritten(hub)).toEqual(before);
});

test("keys that pollute prototypes are columns, keys and values like any other", async () => {
  const { hub } = server.product;
  const rows = `{"id":"__proto__","name":"constructor","__proto__":{"polluted":true},"constructor":1}\n`;

  const answer = await load(rows, { source: "raw", type: "application/x-ndjson" });

  expect(answer.body.account).toMatchObject({ applied: 1 });
  expect(await goldenOf(hub, await entityOf(hub, "raw", "__proto__"))).toMatchObject({ name: "constructor" });
  expect(({} as Json).polluted).toBeUndefined();
  const found = await ask("/v1/entities/thing/raw:__proto__");
  expect(found.body.facts.name.value).toBe("constructor");
});

test("SQL in every string is a string", async () => {
  const { hub } = server.product;
  const id = await entityOf(hub, "things", "1");
  const q = encodeURIComponent(sql);
  const row = `${header}"${sql.replaceAll('"', '""')}","${sql.replaceAll('"', '""')}",n,,1,1\n`;

  expect((await load(row)).body.account).toMatchObject({ applied: 1 });
  const entity = await entityOf(hub, "things", sql);
  expect((await goldenOf(hub, entity)).code).toBe(sql);
  const where = encodeURIComponent(JSON.stringify([{ attribute: "code", op: "eq", value: sql }]));
  const listed = await ask(`/v1/entities/thing?where=${where}`);
  expect(listed.body.items).toHaveLength(1);
  await client().setFact({
    type: "thing",
    ref: id,
    fact: "note",
    value: sql,
    idempotencyKey: sql.slice(0, 20),
  });
  expect((await goldenOf(hub, id)).note).toBe(sql);
  for (const path of [
    `/v1/entities/${q}`,
    `/v1/entities/thing/${q}`,
    `/v1/entities/thing/${q}/facts/${q}`,
    `/v1/entities/thing?sort=${q}`,
    `/v1/entities/thing?select=${q}`,
    `/v1/entities/thing?cursor=${q}`,
    `/v1/divergences?source=${q}`,
    `/v1/quarantine?source=${q}`,
    `/v1/runs?state=${q}`,
    `/v1/runs/${q}`,
  ]) {
    expect((await ask(path)).status, path).toBeLessThan(500);
  }
});

test("a filter of any depth and a path of any length are refused at once", async () => {
  const deep = `${'{"and":['.repeat(1_000)}${"]}".repeat(1_000)}`;
  const many = JSON.stringify(
    Array.from({ length: 1_000 }, () => ({ attribute: "code", op: "eq", value: "x" })),
  );

  const filtered = await ask(`/v1/entities/thing?where=${encodeURIComponent(`[${deep}]`)}`);
  const crowded = await ask(`/v1/entities/thing?where=${encodeURIComponent(many.slice(0, 7_000))}`);
  const long = await ask(`/v1/entities/thing/${"x".repeat(100_000)}`);

  expect([414, 422, 431]).toContain(filtered.status);
  expect([414, 422, 431]).toContain(crowded.status);
  expect([414, 431]).toContain(long.status);
});

test("a token that is wrong, expired or revoked opens nothing", async () => {
  const all = client();
  const grants = [{ role: "reader" as const, domains: null }];
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString();
  const expiring = await all.createToken({ name: "soon over", grants, expiresAt: tomorrow });
  const revoked = await all.createToken({ name: "taken back", grants });
  const statusOf = async (authorization: string | null) => {
    const headers = authorization === null ? {} : { authorization };
    return (await fetch(`${server.url}/v1/runs`, { headers })).status;
  };
  expect(await statusOf(`Bearer ${expiring.token}`)).toBe(200);

  await all.revokeToken({ id: revoked.id });

  expect(await statusOf(null)).toBe(401);
  expect(await statusOf("Bearer")).toBe(401);
  expect(await statusOf(`Basic ${revoked.token}`)).toBe(401);
  expect(await statusOf(`Bearer ${revoked.token}`)).toBe(401);
  expect(await statusOf(`Bearer ${revoked.token.slice(0, -1)}x`)).toBe(401);
  expect(await statusOf(`Bearer ${"x".repeat(5_000)}`)).toBe(401);
  const expireAt = (moment: string) =>
    statement(
      base.url,
      `update bailiwick.token set expires_at = '${moment}' where token_id = '${expiring.id}'`,
    );
  await expireAt("2026-01-01T00:00:00Z");
  await vi.waitFor(async () => expect(await statusOf(`Bearer ${expiring.token}`)).toBe(401), soon);
  // The log tells when it expires, and what the row says otherwise is told by what checks both.
  await expireAt(tomorrow);
});

test("a broken model is refused with every fault and its line, and the one in force stays", async () => {
  const { hub } = server.product;
  const before = hub.compiled.model.hash;
  const apply = (files: readonly { path: string; text: string }[]) =>
    ask("/v1/model", {
      method: "PUT",
      body: JSON.stringify({ files }),
      headers: { "content-type": "application/json" },
    });

  const broken = await apply([{ path: "a.yaml", text: "entity: thing\n  bad: [unclosed\n" }]);
  const wrong = await apply([
    { path: "b.yaml", text: "entity: thing\nattributes:\n  a: { type: tex, authority: crn }\n" },
  ]);
  const bomb = await apply([
    {
      path: "c.yaml",
      text: `a: &a [x]\n${Array.from({ length: 30 }, (_, i) => `${"bcdefghijklmnopqrstuvwxyzABCDEFGH"[i]}: &${"bcdefghijklmnopqrstuvwxyzABCDEFGH"[i]} [*${"abcdefghijklmnopqrstuvwxyzABCDEFGH"[i]}, *${"abcdefghijklmnopqrstuvwxyzABCDEFGH"[i]}]`).join("\n")}\n`,
    },
  ]);

  for (const { status, body } of [broken, wrong, bomb]) {
    expect(status).toBe(422);
    expect(body.code).toBe("model-faulty");
  }
  expect(broken.body.detail).toMatch(/a\.yaml:\d+:\d+/);
  expect(wrong.body.detail).toMatch(/b\.yaml:3:/);
  expect(hub.compiled.model.hash).toBe(before);
});

const all = Array.from({ length: 6_000 }, (_, i) => `gone-${i},n${i}\n`);

/** Sends the first half of the rows as a stream, and is gone. */
async function hangUp(source: string): Promise<void> {
  const { hostname, port } = new URL(server.url);
  const socket = connect(Number(port), hostname);
  const text = `id,name\n${all.slice(0, 3_000).join("")}`;
  socket.write(
    `POST /v1/sources/${source}/records HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${server.ownToken}\r\ncontent-type: text/csv\r\ntransfer-encoding: chunked\r\n\r\n`,
  );
  const chunk = `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
  await new Promise((resolve) => socket.write(chunk, resolve));
  socket.destroy();
}

test("a client that hangs up half-way leaves a run that says so, and may send everything again", async () => {
  const { hub } = server.product;

  await hangUp("fresh");

  const run = await vi.waitFor(async () => {
    const { items } = await client().listRuns({ source: "fresh", limit: 1 });
    expect(items[0]?.state).toBe("failed");
    return items[0];
  }, soon);
  expect(run?.reason).toContain("went away");
  expect(await countOf(hub, "record", "source = 'fresh'")).toBeLessThan(all.length);
  const again = await load(`id,name\n${all.join("")}`, { source: "fresh" });
  expect(again.body.account.applied + again.body.account.unchanged).toBe(all.length);
  expect(await countOf(hub, "record", "source = 'fresh'")).toBe(all.length);
});

test("where the rows are set aside first, nothing of half a stream comes in, and nothing is left lying", async () => {
  const { hub } = server.product;
  const runs = await countOf(hub, "run");

  await hangUp("things");
  await vi.waitFor(async () => expect(await countOf(hub, "run")).toBeGreaterThan(runs), soon);
  await vi.waitFor(() => expect(readdirSync(join(folder, "spool"))).toEqual([]), soon);

  // The operator sees that a load was begun, and why nothing came of it.
  expect(await countOf(hub, "run")).toBe(runs + 1);
  const { items } = await client().listRuns({ source: "things", limit: 1 });
  expect(items[0]?.state).toBe("failed");
  expect(items[0]?.reason).toContain("went away");
  expect(await countOf(hub, "record", "source = 'things' and key like 'gone-%'")).toBe(0);
});
