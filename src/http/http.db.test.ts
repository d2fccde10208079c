import { readdir } from "node:fs/promises";
import { request as httpRequest } from "node:http";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BailiwickError, type Event } from "../../sdk/src/index.ts";
import { ask, counted, startTestServer, type TestServer } from "../../test/helpers/server.ts";

const model = {
  "shop.yaml": `systems:
  shop: { kind: record }
people: { buyers: { members: [ana@example.org] } }
entity: product
domain: goods
match-on: [ [sku] ]
sources:
  - { name: shop, system: shop, key: id, guard: { deleted: 0.2 }, fields: { sku: sku, name: name, price: price } }
  - { name: depot, system: shop, key: id, fields: { sku: sku, name: name, price: price } }
attributes:
  sku: { type: text, authority: [hub], fallback: [shop, depot] }
  name: { type: text, authority: shop, copies: [depot], edits: { override: { by: buyers, days: 30 } } }
  price: { type: decimal, authority: shop, fallback: [depot] }
  note: { type: text, authority: hub }
`,
};

const lines = (count: number, name = (i: number) => `Name ${i}`): string =>
  Array.from(
    { length: count },
    (_, i) => `${JSON.stringify({ id: `${i}`, sku: `S${i}`, name: name(i), price: 1 })}\n`,
  ).join("");
const jsonl = "application/x-ndjson";

const refusedWith = async (call: Promise<unknown>): Promise<BailiwickError> => {
  const error = await call.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(BailiwickError);
  return error as BailiwickError;
};

describe("over HTTP", () => {
  let made: TestServer;
  beforeAll(async () => {
    made = await startTestServer(model);
    await made.admin.loadRecords({ source: "shop", rows: lines(40), contentType: jsonl });
  });
  afterAll(() => made.stop());

  it("an entity is answered with its version as its ETag, and a fact set on it compares with that", async () => {
    const at = { type: "product", ref: "shop:1" };
    const read = await ask(made, "/v1/entities/product/shop:1", { token: made.server.ownToken });
    const etag = read.headers.get("etag") ?? "";

    const set = await made.admin.setFact({ ...at, fact: "note", value: "a", ifMatch: etag });
    const refused = await refusedWith(made.admin.setFact({ ...at, fact: "note", value: "b", ifMatch: etag }));

    expect(etag).toBe('"1"');
    expect(set.version).toBe(2);
    expect(refused).toMatchObject({ code: "version-changed", status: 412, fields: { version: 2 } });
  });

  it("a request sent again under its key happens once, and another one under that key is refused", async () => {
    const request = { type: "product", ref: "shop:2", fact: "note", value: "once", idempotencyKey: "k1" };

    const [first, again] = await Promise.all([made.admin.setFact(request), made.admin.setFact(request)]);
    const later = await made.admin.setFact(request);
    const other = await refusedWith(made.admin.setFact({ ...request, value: "twice" }));

    expect([again, later]).toEqual([first, first]);
    expect(other).toMatchObject({ code: "idempotency-key-reused", status: 422 });
  });

  it("an override is set in the name of the token, and for another only by an admin", async () => {
    const { client } = await made.as({ role: "steward", domains: ["goods"] });
    const request = { type: "product", ref: "shop:3", fact: "name", value: "x", reason: "wrong" };
    const until = new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 10);

    const asOther = await refusedWith(client.setOverride({ ...request, until, by: "ana@example.org" }));
    const asSelf = await refusedWith(client.setOverride({ ...request, until }));
    await made.admin.setOverride({ ...request, until, by: "ana@example.org" });
    const fact = await made.admin.explainFact({ type: "product", ref: "shop:3", fact: "name" });

    expect([asOther.code, asSelf.code]).toEqual(["override-not-by-you", "override-not-by-you"]);
    expect(fact).toMatchObject({ value: "x", basis: "override", override: { by: "ana@example.org", until } });
  });

  it("an entity created here shows first what it may be already", async () => {
    const create = (confirm: boolean) =>
      made.admin.createEntity({ type: "product", facts: { sku: "S4" }, confirm });

    const refused = await refusedWith(create(false));
    const known = await made.admin.getEntity({ type: "product", ref: "shop:4" });

    expect(refused).toMatchObject({
      code: "possible-duplicates",
      status: 409,
      fields: { candidates: known.id },
    });
    expect((await create(true)).entity).not.toBe(known.id);
  });

  it("a dry run gives the account of the load and changes nothing", async () => {
    const rows = lines(41, (i) => (i < 2 ? `Other ${i}` : `Name ${i}`));
    const before = await made.admin.verify();

    const dry = await made.admin.loadRecords({ source: "shop", rows, contentType: jsonl, dryRun: true });
    const after = await made.admin.verify();

    expect(dry).toMatchObject({ run: null, state: "dry", account: { read: 41, applied: 3, unchanged: 38 } });
    expect(after.root).toBe(before.root);
  });

  it("a run that waited is of the moment in which its rows came: what came since stands", async () => {
    const shop = { source: "shop", contentType: jsonl };
    const rows = lines(5, (i) => `Waited ${i}`);
    const held = await made.admin.loadRecords({ ...shop, rows, complete: true });
    const since = await made.admin.loadRecords({ ...shop, rows: lines(6, (i) => `Since ${i}`) });

    const passed = await made.admin.passRun({ run: held.run ?? "" });
    const { items } = await made.admin.getHistory({ type: "product", ref: "shop:1", limit: 1 });
    const still = await made.admin.getEntity({ type: "product", ref: "shop:1" });

    expect([held.state, since.account.applied]).toEqual(["held", 6]);
    expect(passed).toMatchObject({ state: "passed", account: { older: 5, applied: 0, deleted: 0 } });
    expect(still.facts).toMatchObject({ name: { value: "Since 1" } });
    expect(items.map((one) => one.run)).toEqual([since.run]);
  });

  it("a run that would delete too much waits with its rows until it is let pass, or discarded", async () => {
    const rows = lines(10);
    const held = await made.admin.loadRecords({ source: "shop", rows, contentType: jsonl, complete: true });
    const waiting = await readdir(join(made.dataDir, "spool"));
    const second = await made.admin.loadRecords({ source: "shop", rows, contentType: jsonl, complete: true });
    await made.admin.discardRun({ run: second.run ?? "" });

    const passed = await made.admin.passRun({ run: held.run ?? "" });
    const again = await refusedWith(made.admin.passRun({ run: held.run ?? "" }));

    expect(held).toMatchObject({ state: "held", account: { applied: 0, deleted: 0 } });
    expect(waiting).toHaveLength(1);
    expect(passed).toMatchObject({ run: held.run, state: "passed", account: { deleted: 30 } });
    expect(again.code).toBe("run-not-held");
    expect(await readdir(join(made.dataDir, "spool"))).toEqual([]);
  });

  it.each(["shop", "depot"])(
    "a load of %s that loses its client is ended as failed, says so, and loaded again it completes",
    async (source) => {
      const rows = lines(3_000, (i) => `Many ${i}`);
      await hangUpHalfWay(made, `/v1/sources/${source}/records`, rows);

      const run = await eventually(async () => {
        const { items } = await made.admin.listRuns({ limit: 1, source });
        return items[0]?.state === "failed" ? items[0] : null;
      });
      const again = await made.admin.loadRecords({ source, rows, contentType: jsonl });

      expect(run.reason).toMatch(/client went away/);
      expect(again).toMatchObject({
        state: "done",
        account: { read: 3_000, unchanged: run.account.applied },
      });
      expect(await readdir(join(made.dataDir, "spool"))).toEqual([]);
      expect((await made.admin.verify()).fault).toBeNull();
    },
  );

  it("events tell every entry of an entity once and in order, however often the stream breaks off", async () => {
    // Entries come by themselves too, so the last that is looked for is one of our own.
    const last = await made.admin.setFact({ type: "product", ref: "shop:5", fact: "note", value: "last" });
    const events = await eventsUntil(made, { after: null, last: last.index });
    const half = events[Math.floor(events.length / 2)]?.id ?? "";
    const rest = await eventsUntil(made, { after: half, last: last.index });
    const changes = events.filter((one) => one.subject !== undefined);

    expect(new Set(events.map((one) => one.id)).size).toBe(events.length);
    expect(rest.map((one) => one.id)).toEqual(
      events.slice(events.findIndex((one) => one.id === half) + 1).map((one) => one.id),
    );
    expect(changes.map((one) => one.time)).toEqual(changes.map((one) => one.time).toSorted());
    expect(changes.length).toBeGreaterThan(3_000);
  });

  it("an event arrives when it happens, and an id that is none is refused", async () => {
    const { client } = await made.as({ role: "steward", domains: null });
    const ending = new AbortController();
    const stream = made.admin
      .streamEvents({ after: "now" }, { signal: ending.signal })
      [Symbol.asyncIterator]();
    const next = stream.next();
    await eventually(async () => ((await counted(made, "bailiwick_event_streams ")) > 0 ? true : null));

    const set = await client.setFact({ type: "product", ref: "shop:5", fact: "note", value: "now" });
    const { value } = await next;
    ending.abort();

    expect(value).toMatchObject({
      type: "bailiwick.golden",
      subject: set.entity,
      data: { facts: { note: { value: "now" } }, name: "shop:5", actorName: (await client.whoAmI({})).name },
    });
    const refused = await refusedWith(
      made.admin.streamEvents({ after: "bogus" })[Symbol.asyncIterator]().next(),
    );
    expect(refused.code).toBe("event-unknown");
  });

  it("no answer gave a refusal that its operation does not declare", async () => {
    expect(await counted(made, "bailiwick_undeclared_refusals_total")).toBe(0);
    expect(made.logged.filter((line) => line.includes("request failed"))).toEqual([]);
  });
});

/** Sends half of a body and goes. */
function hangUpHalfWay(made: TestServer, path: string, body: string): Promise<void> {
  const headers = {
    authorization: `Bearer ${made.server.ownToken}`,
    "content-type": jsonl,
    "content-length": Buffer.byteLength(body),
  };
  return new Promise((resolve) => {
    const sending = httpRequest(`${made.url}${path}`, { method: "POST", headers });
    sending.on("error", () => resolve());
    sending.write(body.slice(0, body.length / 2), () => {
      sending.destroy();
      resolve();
    });
  });
}

/** The events behind an id, up to that of an entry, read a few at a time from streams that break off. */
async function eventsUntil(
  made: TestServer,
  { after, last: index }: { readonly after: string | null; readonly last: number },
): Promise<Event[]> {
  const last = Buffer.from(`1:${index}`).toString("base64url");
  const found: Event[] = [];
  let from = after;
  for (const atMost of [1, 2, 1_001, Number.POSITIVE_INFINITY]) {
    let taken = 0;
    for await (const event of made.admin.streamEvents(from === null ? {} : { after: from })) {
      found.push(event);
      from = event.id;
      if (from === last || ++taken >= atMost) break;
    }
    if (from === last) break;
  }
  return found;
}

/** Asks until there is an answer: within what a test may take. */
async function eventually<Answer>(look: () => Promise<Answer | null>): Promise<Answer> {
  for (;;) {
    const answer = await look();
    if (answer !== null) return answer;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
