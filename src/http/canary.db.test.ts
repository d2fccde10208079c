import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ask, startTestServer, type TestServer } from "../../test/helpers/server.ts";
import { operations } from "../contract/index.ts";
import { type Operation, rowsBody } from "../contract/operation.ts";

/** Everything that is personal or sensitive here holds this, in one spelling or another. */
const canary = /canary/i;

const model = {
  "people.yaml": `people:
  board: { members: [board@example.org] }
systems:
  crm: { kind: record }
  help: { kind: engagement }
entity: person
match-on: [ [email], [tag] ]
sources:
  - { name: crm, system: crm, key: id, link: "https://crm.example/p/{key}",
      fields: { email: email, name: name, tag: tag, born: born, salary: salary, boss: { from: boss, as: help }, account: account } }
  - { name: help, system: help, key: login, key-personal: true, link: "https://help.example/{key}",
      fields: { email: email, name: name, tag: tag } }
attributes:
  email: { type: email, personal: user.contact.email, subject: value, authority: crm, copies: [help], indexed: true }
  name: { type: text, personal: user.name, authority: crm, copies: [help], edits: { override: {} } }
  tag: { type: text, authority: crm, fallback: [help], indexed: true }
  born: { type: date, personal: user.birth, authority: crm }
  salary: { type: text, sensitive: true, authority: crm }
  account: { type: text, sensitive: true, authority: crm, approve: { by: board } }
  boss: { type: ref, to: person, authority: crm, hierarchy: true }
  nickname: { type: text, personal: user.name, authority: hub }
rules:
  - { name: salary-low, scope: entity, check: "salary == 'low'", severity: error, dimension: accuracy }
  - { name: not-c, scope: record, check: "tag != 'C'", severity: error, dimension: accuracy }
`,
};

const crm = `id,email,name,tag,born,salary,boss,account
1,canary1@example.org,Canary One,A,1999-01-01,canary-9000,canary-login-1,canary-account-1
2,canary2@example.org,Canary Two,B,not a canary day,canary-2,canary-login-2,canary-account-2
3,canary3@example.org,canary sick,C,1999-01-01,canary-3,,canary-account-3
4,not-an-address-canary,Canary Four,D,,,,canary-account-4
5,canary5@example.org,"Canary Five",B,,,,canary-account-5
`;
const help = `login,email,name,tag
canary-login-1,canary-other@example.org,Canary Uno,A
canary-login-2,canary2@example.org,CANARY TWO,B
canary-login-5,canary5@example.org,Canary 5,A
canary-login-3,canary3@example.org,Canary Drei,C
canary-login-8,canary8@example.org,Canary Acht,H
canary-login-9,canary9@example.org,Canary Neun,N
"canary-broken
`;
/** What was a divergence is none any more, and two records turn out to be one person. */
const helpLater = `login,email,name,tag
canary-login-2,canary2@example.org,Canary Two,B
`;

const person = { type: "person", ref: "crm:1" };

describe("a reader", () => {
  let made: TestServer;
  let reader: string;
  let steward: string;
  const ids = new Map<string, string>();

  beforeAll(async () => {
    made = await startTestServer(model);
    const { admin } = made;
    ids.set("run", (await admin.loadRecords({ source: "crm", rows: crm })).run ?? "");
    await admin.loadRecords({ source: "help", rows: help, file: "people.csv" });
    await admin.setFact({ ...person, fact: "nickname", value: "canary nick" });
    const until = "authority-changes";
    const by = "canary@example.org";
    await admin.setOverride({
      ...person,
      fact: "name",
      value: "Canary Override",
      reason: "canary asked",
      until,
      by,
    });
    const quarantined = (await admin.listQuarantine()).items;
    ids.set("id", quarantined[0]?.id ?? "");
    ids.set("ref", (await admin.getEntity(person)).id);
    const pair = await Promise.all(["crm:1", "crm:2"].map((ref) => admin.getEntity({ type: "person", ref })));
    const [left = "", right = ""] = pair.map((one) => one.id);
    await admin.declareDifferent({ left, right, reason: "canary and canary are two" });
    await admin.loadRecords({ source: "help", rows: helpLater, file: "people.csv" });
    const twins = await Promise.all(
      ["help:canary-login-8", "help:canary-login-9"].map((ref) => admin.getEntity({ type: "person", ref })),
    );
    const [older = "", younger = ""] = twins.map((one) => one.id);
    await admin.mergeDuplicate({ left: older, right: younger, reason: "canary is canary" });
    const day = new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 10);
    const allowed = { reason: "canary may be called so", until: day, by };
    const copy = { ...person, fact: "email", source: "help", key: "canary-login-1" };
    await admin.waiveDivergence({ ...copy, ...allowed });
    const [group] = await admin.listDivergenceGroups({});
    const {
      type = "",
      attribute = "",
      source = "",
      cause = "late",
      pattern = "case",
      count = 0,
    } = group ?? {};
    const meant = { type, attribute, source, cause, pattern, expected: count };
    ids.set("decision", (await admin.waiveGroup({ ...meant, ...allowed })).decision);
    // Often enough that a version is kept whole.
    for (let i = 0; i < 65; i += 1)
      await admin.setFact({ ...person, fact: "nickname", value: `canary nick ${i}` });
    reader = (await made.as({ role: "reader", domains: null })).secret;
    steward = (await made.as({ role: "steward", domains: null })).secret;
    expect(quarantined.length).toBeGreaterThan(1);
  });
  afterAll(() => made.stop());

  const reads = Object.values<Operation>(operations).filter(
    (one) => one.method === "GET" && one.answers === "json",
  );

  it.each(reads)("is shown nothing personal by $name, in body or headers", async (operation) => {
    const answers = await Promise.all(pathsOf(operation).map((path) => whole(path, reader)));

    expect(answers.filter((answer) => canary.test(answer))).toEqual([]);
    if (operation.role === "reader" && operation.domain !== "all") {
      expect(answers.filter((answer) => answer.startsWith("200 ")).length).toBeGreaterThan(0);
    }
  });

  it("would have been shown it as a steward, so that what is masked was there", async () => {
    const names = [
      "getEntity",
      "describeEntity",
      "explainFact",
      "getHistory",
      "listDivergences",
      "listWaivers",
      "getDecision",
      "getQuarantined",
    ];
    for (const operation of reads.filter((one) => names.includes(one.name))) {
      const answers = await Promise.all(pathsOf(operation).map((path) => whole(path, steward)));
      const opened = answers.map((answer) =>
        answer.replace(/"bytes":"([^"]*)"/, (_, text: string) => Buffer.from(text, "base64").toString()),
      );
      const shown = opened.some((answer) => canary.test(answer));
      expect([operation.name, shown]).toEqual([operation.name, true]);
    }
  });

  it("is shown nothing personal by events", async () => {
    const last = await made.admin.setFact({ ...person, fact: "nickname", value: "canary nick last" });
    const ending = new AbortController();
    const response = await ask(made, "/v1/events", { token: reader, signal: ending.signal });
    let text = "";
    const told = `id: ${Buffer.from(`1:${last.index}`).toString("base64url")}`;
    for await (const chunk of response.body ?? []) {
      text += Buffer.from(chunk).toString("utf8");
      if (text.includes(told)) break;
    }
    ending.abort();

    expect(text).toContain('"masked":true');
    expect(text).not.toMatch(canary);
  });

  it("is told nothing personal by refusals, whatever is asked with a value in hand", async () => {
    const writes = Object.values<Operation>(operations).filter((one) => one.method !== "GET");
    const answers = await Promise.all(
      writes.flatMap((operation) =>
        pathsOf(operation).map((path) =>
          whole(path, reader, {
            method: operation.method,
            ...(operation.body === null
              ? {}
              : {
                  body: "{}",
                  headers: { "content-type": operation.body === rowsBody ? "text/csv" : "application/json" },
                }),
          }),
        ),
      ),
    );

    expect(answers.filter((answer) => canary.test(answer))).toEqual([]);
  });

  it("may neither filter nor sort by what he may not see", async () => {
    const where = encodeURIComponent('[{"attribute":"email","op":"prefix","value":"c"}]');

    expect(await whole(`/v1/entities/person?where=${where}`, reader)).toContain("attribute-masked");
    expect(await whole("/v1/entities/person?sort=email", reader)).toContain("attribute-masked");
  });

  it("finds nothing personal in the views", async () => {
    const client = new pg.Client({ connectionString: made.databaseUrl });
    await client.connect();
    const { rows: views } = await client.query<{ name: string }>(
      "select table_schema || '.' || quote_ident(table_name) as name from information_schema.views where table_schema = 'truth'",
    );
    const shown = await Promise.all(
      views.map(async ({ name }) => JSON.stringify((await client.query(`table ${name}`)).rows)),
    );
    await client.end();

    expect(views.length).toBeGreaterThan(0);
    expect(shown.join("")).toContain('"A"');
    expect(shown.filter((text) => canary.test(text))).toEqual([]);
  });

  it.each(["", "split again: "])(
    "%sno table but current rows holds anything personal in the clear",
    async (split) => {
      if (split !== "") {
        const { id } = await made.admin.getEntity({ type: "person", ref: "help:canary-login-9" });
        const { aliases } = await made.admin.describeEntity({ type: "person", ref: id });
        await made.admin.splitDuplicate({ merged: aliases[0] ?? "", reason: "canary is not canary" });
      }

      const held = await dumpedBesideCurrentRows(made.databaseUrl);

      expect(Object.keys(held)).toEqual(expect.arrayContaining(beside));
      expect(Object.entries(held).filter(([, text]) => canary.test(text))).toEqual([]);
    },
  );

  it("of the log of the server finds nothing personal and no secret", async () => {
    const { url } = made;
    await fetch(`${url}/v1/sources/crm/records`, {
      method: "POST",
      body: crm,
      headers: { authorization: `Bearer ${steward}` },
    });
    const lines = made.logged.join("\n");

    expect(lines).not.toMatch(canary);
    expect(lines).not.toContain(reader);
    expect(lines).not.toContain(made.server.ownToken);
  });

  /** Status, headers and body. */
  async function whole(path: string, token: string, init: RequestInit = {}): Promise<string> {
    const response = await ask(made, path, { ...init, token });
    return `${response.status} ${JSON.stringify([...response.headers])} ${await response.text()}`;
  }

  function pathsOf(operation: Operation): string[] {
    const facts = ["email", "name", "salary", "nickname", "born", "boss"];
    const fill = (fact: string, ref: string) =>
      operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
        const given: Record<string, string | undefined> = {
          type: "person",
          source: "crm",
          right: "help",
          fact,
          ref,
          run: ids.get("run"),
          id: ids.get("id"),
          decision: ids.get("decision"),
        };
        return encodeURIComponent(given[name] ?? "");
      });
    const paths = facts.flatMap((fact) =>
      ["crm:1", "crm:2", "crm:5", ids.get("ref") ?? ""].map((ref) => fill(fact, ref)),
    );
    const query =
      operation.name === "explainUrl" ? `?url=${encodeURIComponent("https://crm.example/p/1")}` : "";
    const state =
      "state" in operation.query.shape && operation.name !== "listRuns"
        ? ["?state=open", "?state=closed", "?state=different", "?state=allowed"]
        : [];
    return [...new Set(paths)].flatMap((path) => ["", ...state].map((more) => path + (query || more)));
  }
});

/** Tables beside the log that must have rows, or their silence proves nothing. */
const beside = [
  "decision",
  "divergence",
  "duplicate",
  "entity_state",
  "merge",
  "override",
  "quarantine",
  "run",
  "sealed",
];

/** Columns that hold current values by design: they are what erasing removes. */
const current: Readonly<Record<string, readonly string[] | "all">> = {
  entity: "all",
  record: "all",
  crosswalk: "all",
  override: ["value"],
  divergence: ["key", "golden", "held"],
};

/** Everything that the database holds of Bailiwick but current values, by table, bytes as latin1; empty tables are left out. */
async function dumpedBesideCurrentRows(databaseUrl: string): Promise<Record<string, string>> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const { rows: tables } = await client.query<{ name: string }>(
    `select relname as name from pg_class where relnamespace = 'bailiwick'::regnamespace and relkind = 'r' order by relname`,
  );
  const held: Record<string, string> = {};
  for (const { name } of tables) {
    const without = current[name] ?? [];
    if (without === "all") continue;
    const { rows } = await client.query<Record<string, unknown>>(`table bailiwick.${name}`);
    if (rows.length > 0) held[name] = rows.map((row) => rowText(name, row, without)).join("\n");
  }
  await client.end();
  return held;
}

function rowText(table: string, row: Record<string, unknown>, without: readonly string[]): string {
  const isPast = table === "divergence" && row.closed !== null;
  const columns = Object.entries(row).filter(([column]) => isPast || !without.includes(column));
  return columns
    .map(([, value]) => (Buffer.isBuffer(value) ? value.toString("latin1") : JSON.stringify(value)))
    .join(" ");
}
