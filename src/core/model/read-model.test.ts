import { describe, expect, test } from "vitest";
import { attributeOf, entityOf, modelOf, sourceOf } from "../../../test/helpers/model-of.ts";
import { campaigns } from "../../../test/models/campaigns.ts";
import { describeModel } from "./describe-model.ts";
import { readModel } from "./read-model.ts";
import type { Source } from "./source.ts";

const base = modelOf(campaigns);

describe("the model that explains the product", () => {
  test("passes without a word", () => {
    const files = Object.entries(campaigns).map(([path, text]) => ({ path, text }));

    expect(readModel(files).faults).toEqual([]);
    expect([...base.entities.keys()]).toEqual(["campaign", "content"]);
    expect([...base.sources.keys()]).toEqual(["crm", "ops", "budgets", "mart", "pages"]);
  });

  test("has every name resolved to a source and every default filled in", () => {
    const budget = attributeOf(base, "campaign", "budget");

    expect(budget.authority.map(({ source }) => source)).toEqual(["budgets"]);
    expect(budget.fallback).toEqual(["crm"]);
    expect(budget).toMatchObject({
      title: "Budget",
      blank: "empty",
      handover: "carry",
      onDivergence: "flag",
      sealed: false,
    });
    expect(attributeOf(base, "campaign", "name").copies).toMatchObject([
      { source: "ops", withinSeconds: 60, onDivergence: "overwrite", create: false, write: true },
      { source: "mart", withinSeconds: 3_600, onDivergence: "overwrite", create: false, write: true },
    ]);
    expect(attributeOf(base, "campaign", "owner_email")).toMatchObject({
      personal: "user.contact.email",
      subject: "value",
      sealed: true,
      edits: { proposeFrom: ["ops"], override: { by: "marketing-ops", days: 30 } },
    });
    expect(sourceOf(base, "crm")).toMatchObject({
      key: ["id"],
      keyPersonal: false,
      guard: { deleted: 0.2, changed: 0.5 },
    });
    expect(base.codes.get("stage")?.codes.get("draft")).toMatchObject({ title: "Draft" });
    expect(base.codes.get("stage")?.codes.get("draft")?.bySystem).toEqual(new Map([["crm", "D"]]));
  });

  test("knows which facts a condition reads, and where it stands", () => {
    const [first] = attributeOf(base, "campaign", "owner_email").authority;

    expect(first?.when).toMatchObject({
      text: "stage == 'draft'",
      reads: [{ attribute: "stage", of: null }],
      place: { file: "campaign.yaml", line: 30, column: 30 },
    });
  });

  test("gives a copy of another entity's fact the type of the original", () => {
    expect(attributeOf(base, "content", "campaign_name")).toMatchObject({
      type: { kind: "text" },
      copyOf: { reference: "campaign", entity: "campaign", attribute: "name" },
      authority: [],
    });
  });

  test("is described as plain JSON, without the options of connectors", () => {
    const described = describeModel(base);

    expect(JSON.parse(JSON.stringify(described))).toEqual(described);
    expect(JSON.stringify(described)).not.toContain("CRM_URL");
    expect(described.entities).toMatchObject([
      {
        name: "campaign",
        attributes: { length: 5 },
        sources: [{ fields: { code: { from: "code" } } }, {}, {}, {}],
      },
      { name: "content" },
    ]);
  });
});

describe("short and long forms mean the same", () => {
  const entity = (attribute: string): string =>
    `systems: { a: {}, b: {} }\nentity: thing\nsources:
  - { name: x, system: a, key: id, fields: { name: n, other: o } }
  - { name: y, system: b, key: id, fields: { name: n, other: o } }
attributes:\n  name: { type: text, ${attribute} }\n  other: { type: text, authority: x }`;
  const digest = (text: string): string | undefined =>
    modelOf({ "a.yaml": text }).entities.get("thing")?.digest;

  test.each([
    ["authority", "authority: a", "authority: [ { source: x } ]"],
    ["copies", "authority: a, copies: b", "authority: a, copies: [ { system: b, within: 1m } ]"],
    ["fallback", "authority: a, fallback: b", "authority: a, fallback: [ y ]"],
    [
      "policy",
      "authority: a, copies: b, on-divergence: ask",
      "authority: a, on-divergence: ask, copies: { source: b, on-divergence: ask }",
    ],
  ])("%s", (_claim, short, long) => {
    expect(digest(entity(short))).toBe(digest(entity(long)));
  });
});

describe("sources", () => {
  const read = (source: string, more = ""): Source =>
    sourceOf(
      modelOf({
        "a.yaml": `systems: { a: {}, b: {} }\nentity: thing\nsources:\n  - { name: x, system: a, ${source} }
  - { name: y, system: b, key: id, fields: { name: n } }
attributes:\n  name: { type: text, authority: b${more} }\n  price: { type: money, authority: hub }\n  part_of: { type: ref, to: thing, authority: hub }`,
      }),
      "x",
    );

  test("a link is the address of a record, or the columns that hold other sources' keys, or both", () => {
    expect(read('key: id, fields: {}, link: "https://a/{key}", links: { b: b_id }')).toMatchObject({
      link: "https://a/{key}",
      links: new Map([["y", "b_id"]]),
    });
    expect(read("key: id, fields: {}, link: { y: b_id }")).toMatchObject({
      link: null,
      links: new Map([["y", "b_id"]]),
    });
  });

  test("a key of several columns keeps their order, and they may stand in the link", () => {
    expect(read('key: [b, a], fields: {}, link: "https://a/{b}/{a}"').key).toEqual(["b", "a"]);
  });

  test("a key that is the column of a personal attribute is personal, unless it is said otherwise", () => {
    const personal = ", personal: user.name";

    expect(read("key: n, fields: { name: n }", personal).keyPersonal).toBe(true);
    expect(read("key: n, fields: { name: n }, key-personal: false", personal).keyPersonal).toBe(false);
    expect(read("key: n, fields: { name: n }").keyPersonal).toBe(false);
  });

  test("the currency of money may be in a column of its own, and cents are scaled", () => {
    const fields = read("key: id, fields: { price: { from: p, currency: { from: c }, scale: 0.01 } }").fields;

    expect(fields.get("price")).toMatchObject({
      from: "p",
      currency: null,
      currencyFrom: "c",
      scale: "0.01",
    });
  });

  test("a reference is held as a key of the same system where nothing is said", () => {
    expect(read("key: id, fields: { part_of: parent }").fields.get("part_of")).toMatchObject({
      as: "x",
      by: null,
    });
    expect(read("key: id, fields: { part_of: { from: p, as: b } }").fields.get("part_of")).toMatchObject({
      as: "y",
    });
    expect(read("key: id, fields: { part_of: { from: p, by: name } }").fields.get("part_of")).toMatchObject({
      as: null,
      by: "name",
    });
  });

  test("a format may be one word", () => {
    expect(read('key: id, fields: {}, format: { type: csv, delimiter: ";" }').format).toEqual({
      type: "csv",
      delimiter: ";",
    });
    expect(read("key: id, fields: {}, format: jsonl").format).toEqual({ type: "jsonl", delimiter: null });
  });
});

describe("attributes", () => {
  test("a copy is not written where the field, the copy or its system says so", () => {
    const read = (system: string, field: string, copy: string): boolean | undefined =>
      attributeOf(
        modelOf({
          "a.yaml": `systems: { a: {}, b: { ${system} } }\nentity: t\nsources:\n  - { name: x, system: a, key: i, fields: { n: n } }
  - { name: y, system: b, key: i, fields: { n: { from: n ${field} } } }\nattributes:\n  n: { type: text, authority: x, copies: [ { source: y ${copy} } ] }`,
        }),
        "t",
        "n",
      ).copies[0]?.write;

    expect(read("writable: true", "", "")).toBe(true);
    expect(read("writable: false", "", "")).toBe(false);
    expect(read("writable: true", ", write: false", "")).toBe(false);
    expect(read("writable: true", "", ", write: false")).toBe(false);
  });

  test("a copy of what is personal is personal, also over two references", () => {
    const model = modelOf({
      "a.yaml": `systems: { a: { writable: true } }
---
entity: person
sources: [ { name: p, system: a, key: i, fields: { name: n } } ]
attributes:
  name: { type: text, authority: p, personal: user.name, subject: value, standardise: trim, compare: { ignore: case } }
---
entity: team
sources: [ { name: t, system: a, key: i, fields: { head: h, head_name: hn } } ]
attributes:
  head_name: { copy-of: head.name, copies: [ t ] }
  head: { type: ref, to: person, authority: t }
---
entity: desk
sources: [ { name: d, system: a, key: i, fields: { team: t, boss: b } } ]
attributes:
  boss: { copy-of: team.head_name, copies: [ d ] }
  team: { type: ref, to: team, authority: d }
`,
    });

    expect(attributeOf(model, "desk", "boss")).toMatchObject({
      type: { kind: "text" },
      personal: "user.name",
      subject: "value",
      sealed: true,
      standardise: ["trim"],
    });
    expect(attributeOf(model, "desk", "boss").compare.ignore).toEqual(new Set(["case"]));
    expect([...entityOf(model, "desk").attributes.keys()]).toEqual(["team", "boss"]);
  });

  test("are not given a default that nobody could state of them", () => {
    const { entities } = modelOf({
      "m.yaml": `systems: { crm: { kind: record } }
defaults: { handover: adopt, survivorship: longest, fallback: crm, edits: { override: true }, blank: gap }
---
entity: part
sources: [{ name: crm, system: crm, key: id, fields: { net: net, of: of } }]
attributes:
  net: { type: decimal, authority: hub }
  of: { type: ref, to: part, authority: hub }
  twice: { type: decimal, derived: "net + net" }
  above: { copy-of: of.net }
`,
    });

    const part = entities.get("part")?.attributes;
    expect(part?.get("net")).toMatchObject({ handover: "adopt", fallback: ["crm"], blank: "gap" });
    expect(part?.get("twice")).toMatchObject({
      handover: "carry",
      survivorship: null,
      fallback: [],
      blank: "gap",
    });
    expect(part?.get("above")).toMatchObject({ fallback: [], blank: "gap" });
  });

  test("stand after those that their conditions read, else as written", () => {
    const model = modelOf({
      "a.yaml": `entity: t
attributes:
  c: { type: text, authority: [ { source: hub, when: "b && a" } ] }
  z: { type: text, authority: hub }
  b: { type: boolean, authority: [ { source: hub, when: a } ] }
  a: { type: boolean, authority: hub }
`,
    });

    expect([...entityOf(model, "t").attributes.keys()]).toEqual(["a", "b", "c", "z"]);
  });

  test("may carry their own rules, which are about them alone", () => {
    const model = modelOf({
      "a.yaml": `entity: t\nattributes:\n  n: { type: integer, authority: hub, rules: [ { name: positive, check: "n > 0" } ] }`,
    });

    expect(entityOf(model, "t").rules).toMatchObject([
      { name: "positive", scope: "field", attribute: "n", severity: "warning", dimension: "conformity" },
    ]);
  });
});
