import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Described } from "../../test/helpers/described.ts";
import { ask, startTestServer, type TestServer } from "../../test/helpers/server.ts";
import { operations } from "../contract/index.ts";
import { type Operation, roles, rowsBody } from "../contract/operation.ts";

/** Whatever belongs to the domain of people holds this; what goods say themselves, that they refer to a maker, does not. */
const canary = /canary/i;

const model = {
  "goods.yaml": `people: { buyers: { members: [buyer@example.org] } }
systems: { shop: { kind: record }, depot: { kind: engagement } }
codes:
  kind: { big: { title: Big, shop: B }, small: { title: Small, canary-desk: canary-small } }
  tongue: { en: { title: English, canary-desk: canary-en } }
entity: product
domain: goods
steward: buyers
match-on: [ [sku] ]
sources:
  - { name: shop, system: shop, key: id, link: "https://shop.example/{key}",
      fields: { sku: sku, name: name, kind: { from: kind, codes: kind }, creator: { from: maker, as: makers } } }
  - { name: depot, system: depot, key: id, fields: { sku: sku, name: name } }
attributes:
  sku: { type: text, authority: shop }
  name: { type: text, authority: shop, copies: [depot], edits: { override: {} } }
  kind: { type: code, codes: kind, authority: shop }
  creator: { type: ref, to: maker, authority: shop }
  made-by: { copy-of: creator.title }
  motto: { copy-of: creator.motto }
  big: { type: boolean, derived: "creator.size > 5" }
  note: { type: text, authority: hub }
  slogan: { type: text, per: tongue, authority: hub }
  rival: { type: ref, to: maker, authority: hub }
`,
  "canary.yaml": `people: { canary-board: { members: [canary@example.org] } }
systems: { canary-desk: { kind: record } }
codes: { canary-mood: { canary-glad: { title: Canary glad } } }
entity: maker
domain: people
owner: canary-board
custodian: canary-board
steward: canary-board
match-on: [ [canary-vat] ]
sources:
  - { name: makers, system: canary-desk, key: id, link: "https://canary.example/{key}",
      fields: { title: title, size: size, canary-vat: vat, canary-mood: { from: mood, codes: canary-mood } } }
  - { name: canary-copy, system: canary-desk, key: id, fields: { title: title, canary-vat: vat } }
attributes:
  title: { type: text, authority: makers, copies: [canary-copy], edits: { override: {} }, correct: "Ask canary." }
  size: { type: integer, authority: makers }
  canary-vat: { type: text, authority: makers, fallback: [canary-copy], approve: { by: canary-board } }
  canary-mood: { type: code, codes: canary-mood, authority: makers }
  canary-note: { type: text, authority: hub }
  motto: { type: text, authority: hub, correct: "Ask the canary." }
rules:
  - { name: canary-large, scope: entity, check: "size < 3", severity: error, dimension: accuracy, message: "canary too large" }
  - { name: canary-no, scope: record, check: "title != 'no'", severity: error, dimension: accuracy }
`,
  "canary-more.yaml": `entity: canarysheet
domain: people
sources: [ { name: canary-sheets, system: canary-desk, key: id, fields: { canary-line: line } } ]
attributes: { canary-line: { type: text, authority: canary-sheets, correct: "Ask the canary." } }
consumers: { canary-report: { owner: canary-board, entity: maker, attributes: [title], purpose: canary counting } }
`,
};

const makers = `id,title,size,vat,mood
1,Plain Maker,9,canary-a,canary-glad
2,Second Maker,1,canary-b,canary-glad
3,no,1,canary-c,canary-glad
4,Canary Four,1,canary-d,canary-glad
`;
const copies = "id,title,vat\nc1,Plane Maker,canary-a\nc2,CANARY MAKER,canary-b\nc5,Canary Five,canary-a\n";
const products = "id,sku,name,kind,maker\n1,A,Chair,B,1\n2,B,Table,small,2\n";
const uuid = "01a1fc42-ba88-8001-808a-284422f4bc0a";

/** What a request may name; of the other domain, and nothing at all. Ids and names are as long as each other. */
type Named = Readonly<Record<"type" | "source" | "attribute" | "rule" | "ref" | "key" | "url" | Id, string>>;
type Id = "id" | "run" | "quarantined" | "decision" | "other";

const nothing: Named = {
  type: "nomaker",
  source: "nosource",
  attribute: "noattribute",
  rule: "norule",
  ref: "nosource:1",
  key: "nosource:1",
  url: "https://nothing.example/1",
  ...{ id: uuid, run: uuid, quarantined: uuid, decision: uuid, other: uuid },
};

describe("to whom only another domain is granted", () => {
  let made: TestServer;
  const secrets = new Map<string, string>();
  const hidden: Named[] = [];
  let product = "";
  const described = new Described();
  const undescribed = new Set<string>();

  beforeAll(async () => {
    made = await startTestServer(model);
    const { admin } = made;
    const loaded = await admin.loadRecords({ source: "makers", rows: makers });
    await admin.loadRecords({ source: "canary-copy", rows: copies });
    await admin.loadRecords({ source: "canary-sheets", rows: "id,line\n1,canary\n" });
    await admin.loadRecords({ source: "shop", rows: products });
    await admin.loadRecords({ source: "depot", rows: "id,sku,name\nd1,A,Stool\n" });
    await admin.setFact({ type: "maker", ref: "makers:1", fact: "canary-note", value: "canary" });
    await admin.setFact({ type: "maker", ref: "makers:1", fact: "motto", value: "Well made" });
    await admin.setFact({ type: "product", ref: "shop:1", fact: "note", value: "seen" });
    const by = "canary@example.org";
    const until = new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 10);
    const said = { reason: "canary asked", until, by };
    await admin.setOverride({
      ...{ type: "maker", ref: "makers:2", fact: "title", value: "Another Maker" },
      ...said,
    });
    const groups = await admin.listDivergenceGroups({ type: "maker" });
    const [group] = groups;
    if (group === undefined) throw new Error("makers disagree");
    const { type, attribute, source, cause, pattern, count } = group;
    const { decision } = await admin.waiveGroup({
      ...{ type, attribute, source, cause, pattern, expected: count },
      ...said,
    });
    await admin.loadRecords({ source: "makers", rows: "id,title,size,vat,mood\n6,Six,1,canary-f,\n" });
    await admin.loadRecords({ source: "canary-copy", rows: "id,title,vat\nc6,Canary Six,canary-f\n" });
    const [one, other] = await Promise.all(
      ["makers:1", "makers:2"].map((ref) => admin.getEntity({ type: "maker", ref })),
    );
    const [refused] = (await admin.listQuarantine({ source: "makers" })).items;
    const ids = { run: loaded.run ?? "", quarantined: refused?.id ?? "", decision };
    const pair = { id: one?.id ?? "", other: other?.id ?? "" };
    hidden.push(
      {
        ...{ type: "maker", source: "makers", attribute: "canary-vat", rule: "canary-large" },
        ...{ ref: "makers:1", key: "makers:1", url: "https://canary.example/1", ...pair, ...ids },
      },
      {
        ...{ type: "canarysheet", source: "canary-copy", attribute: "canary-line", rule: "canary-no" },
        ...{ ref: pair.id, key: "canary-copy:c1", url: "makers:1", ...pair, ...ids },
      },
    );
    product = (await admin.getEntity({ type: "product", ref: "shop:1" })).id;
    for (const role of roles) secrets.set(role, (await made.as({ role, domains: ["goods"] })).secret);
    secrets.set("of people", (await made.as({ role: "operator", domains: ["people"] })).secret);
  });
  afterAll(() => made.stop());

  const all = Object.values<Operation>(operations).filter((one) => one.answers === "json");

  describe.each(roles)("as %s", (role) => {
    it.each(all)("$name answers about what is of the other as about what nobody has", async (operation) => {
      for (const named of hidden) {
        const asked = requestsOf(operation, named);
        const unknown = requestsOf(operation, nothing);
        const told = await Promise.all(asked.map((request) => answer(request, role, named)));
        const wanted = await Promise.all(unknown.map((request) => answer(request, role, nothing)));

        if (
          asked.some((request, i) => request.path !== unknown[i]?.path || request.body !== unknown[i]?.body)
        )
          expect(told).toEqual(wanted);
        expect(canariesIn(told)).toEqual([]);
        expect(told.filter((text) => text.startsWith("5"))).toEqual([]);
      }
    });
  });

  it.each(all.filter(({ method }) => method === "GET"))(
    "$name says no word of the other when asked about what may be read, which it tells",
    async (operation) => {
      const own: Named = {
        ...nothing,
        ...{ type: "product", source: "shop", attribute: "name", ref: "shop:1", key: "shop:1", id: product },
        url: "https://shop.example/1",
      };
      const facts = ["name", "creator", "made-by", "motto", "big", "kind", "note"];
      const asked = facts.flatMap((fact) => requestsOf(operation, { ...own, attribute: fact }));
      const answers = await Promise.all(
        ["reader", "steward", "admin"].flatMap((who) => asked.map((one) => answer(one, who, { ...nothing }))),
      );

      expect(canariesIn(answers)).toEqual([]);
      expect(answers.filter((text) => text.startsWith("5"))).toEqual([]);
      const asksForWhatIsThere = !/\{(run|id|decision)\}|ancestors/.test(operation.path);
      if (operation.domain !== "all" && asksForWhatIsThere)
        expect(answers.filter((text) => text.startsWith("200")).length).toBeGreaterThan(0);
    },
  );

  it("there is no count of the other: of types, systems, sources, files", async () => {
    const { client } = await made.as({ role: "reader", domains: ["goods"] });
    const { model: seen, files } = await client.getModel();

    expect((await client.getOverview()).types.map((one) => one.type)).toEqual(["product"]);
    expect((await client.listSystems()).map((one) => one.name)).toEqual(["shop", "depot"]);
    expect(files.map((one) => one.path)).toEqual(["goods.yaml"]);
    expect((seen.entities as { name: string }[]).map((one) => one.name)).toEqual(["product"]);
    expect((await client.listRuns()).items.map((one) => one.source)).toEqual(["depot", "shop"]);
  });

  it("code lists are told that only say what a fact is for, without what the other writes for them", async () => {
    const { client } = await made.as({ role: "reader", domains: ["goods"] });
    const { model: seen } = await client.getModel();

    expect((seen.codes as { name: string }[]).map((one) => one.name)).toEqual(["kind", "tongue"]);
  });

  it("a reference that leads nowhere is refused without a word of by what the other is found", async () => {
    const refer = async (value: string, who: string) => {
      const path = "/v1/entities/product/shop:1/facts/rival";
      const headers = { "content-type": "application/json" };
      const body = JSON.stringify({ value });
      const token = secrets.get(who) ?? "";
      const response = await ask(made, path, { method: "PUT", token, headers, body });
      return `${response.status} ${await response.text()}`;
    };
    const told = await refer("nothing=1", "steward");

    expect(told).toMatch(/^422 .*"value-not-reference"/);
    expect(canariesIn([told])).toEqual([]);
  });

  it("a value that was copied from there is told, and nothing of where it came from", async () => {
    const { client } = await made.as({ role: "steward", domains: ["goods"] });
    const told = await client.explainFact({ type: "product", ref: "shop:1", fact: "made-by" });
    const { expanded } = (await client.getEntity({
      type: "product",
      ref: "shop:1",
      expand: "creator,creator.x",
    })) as {
      expanded?: object;
    };

    expect(told.value).toBe("Plain Maker");
    expect(told.origin).toMatchObject({
      source: null,
      system: null,
      key: null,
      link: null,
      rule: null,
      from: null,
    });
    expect(told.correct).toMatchObject({
      source: null,
      system: null,
      key: null,
      custodian: null,
      note: null,
    });
    expect(
      (await client.explainFact({ type: "product", ref: "shop:1", fact: "big" })).derived?.inputs,
    ).toEqual([]);
    expect(expanded).toEqual({ creator: null, "creator.x": null });
  });

  it("no event tells of the other", async () => {
    await made.admin.setFact({ type: "product", ref: "shop:2", fact: "note", value: "the last" });
    const ending = new AbortController();
    const token = secrets.get("operator") ?? "";
    const response = await ask(made, "/v1/events", { token, signal: ending.signal });
    let text = "";
    for await (const chunk of response.body ?? []) {
      text += Buffer.from(chunk).toString("utf8");
      if (text.includes("the last")) break;
    }
    ending.abort();

    expect(text).not.toMatch(canary);
    expect(text).not.toContain('"type":"maker"');
  });

  it("metrics and the page at / say no word of it", async () => {
    for (const role of roles)
      for (const path of ["/metrics", "/"]) {
        const text = await (await ask(made, path, { token: secrets.get(role) ?? "" })).text();
        expect(text).not.toMatch(canary);
        expect(text).not.toContain("maker");
      }
  });

  it("every answer was as the description of the API says", () => {
    expect([...undescribed]).toEqual([]);
  });

  it("while those to whom it is granted are told it, so that there was something to tell", async () => {
    const silent: string[] = [];
    for (const operation of all.filter(({ method, domain }) => method === "GET" && domain !== "all")) {
      const answers = await Promise.all(
        hidden.flatMap((named) =>
          requestsOf(operation, named).map((one) => answer(one, "of people", nothing)),
        ),
      );
      if (!answers.some((text) => text.startsWith("200") && canary.test(text))) silent.push(operation.name);
    }

    expect(silent.toSorted()).toEqual(["getAncestors", "getRun", "listDuplicates", "suggest", "whoAmI"]);
  });

  /** Each with the words around it. */
  const canariesIn = (texts: readonly string[]): readonly string[] =>
    texts.flatMap((text) => text.match(/.{0,80}canary.{0,40}/gi) ?? []);

  interface Request {
    readonly operation: Operation;
    readonly path: string;
    readonly body: string | null;
  }

  /** Status and body, in which what was asked for has no name. */
  async function answer({ operation, path, body }: Request, who: string, named: Named): Promise<string> {
    const type = operation.body === rowsBody ? "text/csv" : "application/json";
    const response = await ask(made, path, {
      method: operation.method,
      token: secrets.get(who) ?? "",
      ...(body === null ? {} : { body, headers: { "content-type": type } }),
    });
    const told = await response.text();
    const fault = described.faultOf(operation, response.status, JSON.parse(told));
    if (fault !== null) undescribed.add(fault);
    const text = `${response.status} ${told}`;
    const names = Object.values(named).toSorted((a, b) => b.length - a.length);
    return names.reduce((shown, name) => shown.replaceAll(name, "…"), text);
  }

  /** An operation asked by its path alone, and by each name that its query takes. */
  function requestsOf(operation: Operation, named: Named): Request[] {
    const params: Record<string, string> = {
      ...{ type: named.type, source: named.source, right: named.source, ref: named.ref, run: named.run },
      ...{ fact: named.attribute, decision: named.decision, id: named.quarantined },
    };
    const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
      encodeURIComponent(params[name] ?? ""),
    );
    const asked: Record<string, string> = {
      ...{ type: named.type, source: named.source, attribute: named.attribute, rule: named.rule },
      ...{ run: named.run, entity: named.id, url: named.url },
    };
    const names = Object.keys(asked).filter((name) => name in operation.query.shape);
    const must = names.includes("url") ? ["url"] : [];
    const queries = must.length > 0 ? [must] : [[], ...names.map((name) => [name])];
    const bodies = operation.body === null ? [null] : bodiesOf(operation, named);
    return queries.flatMap((query) =>
      bodies.map((body) => ({
        operation,
        body,
        path: `${path}${query.length === 0 ? "" : `?${query.map((name) => `${name}=${encodeURIComponent(asked[name] ?? "")}`).join("&")}`}`,
      })),
    );
  }

  function bodiesOf({ name, body }: Operation, named: Named): string[] {
    const { type, source, attribute, id, other, key } = named;
    const reason = "asked";
    const until = "2099-12-24";
    const meant = { type, attribute, source, cause: "never-synced", pattern: "other", expected: 1 };
    const given: Readonly<Record<string, readonly object[]>> = {
      setFact: [{ value: "x" }],
      setOverride: [{ value: "x", reason, until }],
      waiveDivergence: [{ source, reason, until }],
      waiveGroup: [{ ...meant, reason, until }],
      decideApproval: [{ decision: "approve", entry: 1 }],
      createEntity: [{ facts: { [attribute]: "x" } }],
      mergeDuplicate: [
        { left: id, right: other, reason },
        { left: product, right: id, reason },
        { left: id, right: product, reason },
        { left: `${type}/${id}`, right: key, reason },
      ],
      declareDifferent: [
        { left: id, right: other, reason },
        { left: product, right: id, reason },
      ],
      moveRecord: [
        { record: key, to: null, reason },
        { record: "shop:2", to: id, reason },
        { record: `${type}/${key}`, to: `product/${key}`, reason },
      ],
      splitDuplicate: [{ merged: id, reason }],
      retryQuarantined: [{}],
    };
    if (body === rowsBody) return ["id,title\n1,x\n"];
    return (given[name] ?? [{}]).map((one) => JSON.stringify(one));
  }
});
