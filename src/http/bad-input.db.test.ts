import { once } from "node:events";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ask, counted, startTestServer, type TestServer } from "../../test/helpers/server.ts";
import { things } from "../../test/models/things.ts";
import { operations } from "../contract/index.ts";
import { type Operation, rowsBody } from "../contract/operation.ts";
import { eventStreamsOfOneMax } from "../limits.ts";

const injection = `'; drop table bailiwick.entity; -- " \\ %00 $1 {} \u202e`;

describe("bad input", () => {
  let made: TestServer;
  let token: string;
  beforeAll(async () => {
    made = await startTestServer(things);
    token = made.server.ownToken;
    await made.admin.loadRecords({
      source: "shop",
      rows: '{"id":"1","sku":"A","name":"One","weight":1}\n',
      contentType: "application/x-ndjson",
    });
  });
  afterAll(() => made.stop());

  const json = (body: string) => ({
    method: "PUT",
    token,
    body,
    headers: { "content-type": "application/json" },
  });
  const codeOf = async (response: Response) => {
    const problem = (await response.json()) as { code: string; type: string; status: number };
    expect(response.headers.get("content-type")).toMatch(/^application\/problem\+json/);
    expect(problem).toMatchObject({ status: response.status, type: `/docs#${problem.code}` });
    return `${response.status} ${problem.code}`;
  };

  it.each([
    ["half of it", '{"files":['],
    ["no JSON", "files=1"],
    ["a prototype", '{"files":[],"__proto__":{"admin":true}}'],
    ["a constructor's prototype", '{"constructor":{"prototype":{"admin":true}}}'],
    ["a prototype deep within", '{"files":[{"path":"a","text":"b","__proto__":{}}]}'],
    ["an array", "[]"],
    ["a member too many", '{"files":[],"also":1}'],
    ["nothing", ""],
    ["depth without end", `{"files":${"[".repeat(100_000)}`],
  ])("%s is refused as a body, with a clear word", async (_, body) => {
    expect(await codeOf(await ask(made, "/v1/model", json(body)))).toBe("400 request-malformed");
  });

  it("a body that is not UTF-8 is refused, and not taken for another text", async () => {
    const body = Buffer.from('{"files":[{"path":"a.yaml","text":"# caf\xe9"}]}', "latin1");

    const response = await ask(made, "/v1/model", { ...json(""), body });

    expect(await codeOf(response)).toBe("400 request-malformed");
  });

  it("a body of a kind that is not taken is refused", async () => {
    const xml = { ...json("<a/>"), headers: { "content-type": "application/xml" } };

    expect(await codeOf(await ask(made, "/v1/model", xml))).toBe("415 not-acceptable-body");
    expect(await codeOf(await ask(made, "/v1/sources/shop/records", { ...xml, method: "POST" }))).toBe(
      "415 not-acceptable-body",
    );
  });

  it.each(["gzip", "x-gzip", "deflate", "br", "zstd", "gzip, identity"])(
    "a body packed as %s is refused as that, whatever it holds",
    async (encoding) => {
      const headers = { "content-encoding": encoding };
      const rows = { method: "POST", token, body: "id,sku,name\n9,Z,Nine\n" };

      const model = await ask(made, "/v1/model", {
        ...json("{}"),
        headers: { ...headers, "content-type": "application/json" },
      });
      const loaded = await ask(made, "/v1/sources/shop/records", {
        ...rows,
        headers: { ...headers, "content-type": "text/csv" },
      });

      expect([await codeOf(model), await codeOf(loaded)]).toEqual([
        "415 not-acceptable-body",
        "415 not-acceptable-body",
      ]);
    },
  );

  it("who is not known is told that, and nothing of the body that he sent", async () => {
    const bodies = [
      ["PUT", "/v1/model", "{", { "content-type": "application/json" }],
      ["PUT", "/v1/model", "{}", { "content-type": "application/json", "content-encoding": "gzip" }],
      ["POST", "/v1/sources/shop/records", "id\n", { "content-type": "text/csv", "content-encoding": "br" }],
    ] as const;

    const answers = await Promise.all(
      bodies.map(([method, path, body, headers]) => ask(made, path, { method, body, headers })),
    );

    expect(await Promise.all(answers.map(codeOf))).toEqual(bodies.map(() => "401 token-missing"));
  });

  it("who may not load is told so before he has sent all, and the rest is not read", async () => {
    const { secret } = await made.as({ role: "reader", domains: null });
    const sending = httpRequest(`${made.url}/v1/sources/shop/records`, {
      method: "POST",
      headers: { authorization: `Bearer ${secret}`, "content-type": "text/csv", "content-length": 1e9 },
    });
    sending.on("error", () => undefined);
    sending.write("id,sku\n");

    const [answer] = (await once(sending, "response")) as [IncomingMessage];

    expect([answer.statusCode, answer.headers.connection]).toEqual([403, "close"]);
    sending.destroy();
  });

  it("one token cannot take all streams of events from the others", async () => {
    const ending = new AbortController();
    const { secret } = await made.as({ role: "reader", domains: null });
    const stream = (who: string) => ask(made, "/v1/events?after=now", { token: who, signal: ending.signal });

    const theirs = await Promise.all(Array.from({ length: eventStreamsOfOneMax }, () => stream(secret)));
    const oneMore = await stream(secret);
    const other = await stream(token);

    expect(new Set(theirs.map(({ status }) => status))).toEqual(new Set([200]));
    expect(await codeOf(oneMore)).toBe("503 too-many-streams");
    expect(other.status).toBe(200);
    ending.abort();
  });

  it("a body beyond the bound is refused", async () => {
    const body = `{"files":[{"path":"a.yaml","text":"${"x".repeat(17_000_000)}"}]}`;

    expect(await codeOf(await ask(made, "/v1/model", json(body)))).toBe("413 request-too-large");
  });

  it("a path of 100 kB is refused, and the server goes on", async () => {
    const answer = await rawAnswer(
      made.url,
      `GET /v1/entities/thing/${"a".repeat(100_000)} HTTP/1.1\r\nhost: x\r\n\r\n`,
    );

    expect(answer).toMatch(/^HTTP\/1\.1 414 /);
    expect(answer).toContain('"code":"path-too-long"');
    expect((await ask(made, "/healthz")).status).toBe(200);
  });

  it("what is no HTTP is refused", async () => {
    expect(await rawAnswer(made.url, "HELO\r\n\r\n")).toMatch(/^HTTP\/1\.1 400 [\s\S]*request-malformed/);
  });

  it.each([
    "/v1/entities/thing/%",
    "/v1/entities/thing/%ff",
    "/v1/entities/thing/%00",
    "/v1/entities/%ed%a0%80/x",
  ])("the path %s is answered with a refusal", async (path) => {
    expect((await ask(made, path, { token })).status).toBeLessThan(500);
  });

  it.each([
    "[".repeat(1_000),
    `[{"attribute":"name","op":"in","value":${"[".repeat(1_000)}${"]".repeat(1_000)}}]`,
    `${"[".repeat(1_000)}${"]".repeat(1_000)}`,
    '[{"attribute":"name","op":"eq","value":{"a":1}}]',
    '[{"attribute":"name","op":"sql","value":"x"}]',
    '{"__proto__":1}',
    `[${'{"attribute":"name","op":"eq","value":"x"},'.repeat(100)}{"attribute":"name","op":"eq","value":"x"}]`,
    "null",
  ])("the filter %# is refused", async (where) => {
    const response = await ask(made, `/v1/entities/thing?where=${encodeURIComponent(where)}`, { token });

    expect(await codeOf(response)).toMatch(/^422 filter-(malformed|too-large)$/);
  });

  it("SQL in every text is a text: nothing fails, nothing is lost", async () => {
    const answers = await Promise.all(
      Object.values<Operation>(operations)
        .filter((one) => one.answers === "json" && !["rotateKeys", "verify"].includes(one.name))
        .flatMap((operation) => requestsWith(operation, injection))
        .map(async ({ operation, path, init }) => ({
          name: operation.name,
          status: (await ask(made, path, { ...init, token })).status,
        })),
    );

    expect(answers.filter((one) => one.status >= 500)).toEqual([]);
    expect((await made.admin.getEntity({ type: "thing", ref: "shop:1" })).facts.name?.value).toBe("One");
  });

  it("none of it met a refusal that its operation does not declare, or was a failure of ours", async () => {
    expect(await counted(made, "bailiwick_undeclared_refusals_total")).toBe(0);
    expect(made.logged.filter((line) => line.includes("request failed"))).toEqual([]);
  });
});

/** Requests of an operation with one text in the path, in each member of the query, and in each member of the body. */
function requestsWith(operation: Operation, text: string) {
  const path = operation.path.replaceAll(/\{(\w+)\}/g, () => encodeURIComponent(text));
  const real = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const given: Record<string, string> = {
      type: "thing",
      source: "shop",
      right: "mirror",
      ref: "shop:1",
      fact: "name",
    };
    return given[name] ?? "01a1fc42-ba88-8001-808a-284422f4bc0a";
  });
  const { method, body } = operation;
  const type = body === rowsBody ? "text/csv" : "application/json";
  const members =
    body === null || body === rowsBody || !("shape" in body) ? [] : Object.keys(body.shape as object);
  const bodies = body === null ? [undefined] : body === rowsBody ? [text] : [jsonOf(members, text)];
  const queries = Object.keys(operation.query.shape).map((name) => `?${name}=${encodeURIComponent(text)}`);
  return bodies.flatMap((sent) =>
    [path, real, ...queries.map((query) => real + query)].map((one) => ({
      operation,
      path: one,
      init: { method, ...(sent === undefined ? {} : { body: sent, headers: { "content-type": type } }) },
    })),
  );
}

const jsonOf = (members: readonly string[], text: string): string =>
  JSON.stringify(
    Object.fromEntries(members.map((name) => [name, name === "facts" ? { [text]: text } : text])),
  );

/** What a server sends back to bytes, until it ends. */
function rawAnswer(url: string, bytes: string): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    let answer = "";
    socket.on("data", (chunk) => {
      answer += chunk.toString("utf8");
    });
    socket.on("end", () => resolve(answer));
    socket.on("close", () => resolve(answer));
    socket.on("error", (error) => (answer === "" ? reject(error) : resolve(answer)));
  });
}
