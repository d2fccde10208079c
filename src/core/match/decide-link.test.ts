import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { attribute as attributeOf } from "../../../test/helpers/worlds.ts";
import { type EntityId, entityId, type FactKey, factKey } from "../ids.ts";
import type { Attribute } from "../model/attribute.ts";
import type { EntityType, MatchRule } from "../model/model.ts";
import type { ValueType } from "../model/value-type.ts";
import type { Stated } from "../value/canonical.ts";
import { decideLink } from "./decide-link.ts";
import type { LinkQuestion } from "./decision.ts";
import { matchKeys } from "./match-keys.ts";

const place = { file: "m.yaml", line: 1, column: 1 };
const [a, b, c] = [entityId("A"), entityId("B"), entityId("C")];

const attribute = (
  name: string,
  type: ValueType,
  ignore: Attribute["compare"]["ignore"] = new Set(),
): Attribute => attributeOf(name, { type, compare: { ignore, tolerance: null, maxLength: new Map() } });

function rule(keys: readonly string[], guards: Partial<MatchRule> = {}): MatchRule {
  return { place, keys, ignore: [], unlessDifferent: [], atMost: null, ...guards };
}

function typeOf(matchOn: readonly MatchRule[]): EntityType {
  const attributes = [
    attribute("tax_id", { kind: "text" }, new Set(["punctuation", "whitespace"])),
    attribute("name", { kind: "text" }, new Set(["case"])),
    attribute("rate", { kind: "decimal" }),
    attribute("country", { kind: "code", codes: "country" }),
  ];
  return {
    name: "account",
    place,
    title: "Account",
    description: "",
    domain: null,
    owner: null,
    steward: null,
    custodian: null,
    matchOn,
    exists: { authority: null, onDelete: "keep", mergedInto: null, keysReused: false },
    sources: [],
    attributes: new Map(attributes.map((each) => [each.name, each])),
    rules: [],
    digest: "",
  };
}

const type = typeOf([
  rule(["tax_id"], { ignore: ["000000000"], unlessDifferent: ["country"], atMost: 2 }),
  rule(["name", "rate"]),
]);

function claims(stated: Readonly<Record<string, Stated>>): ReadonlyMap<FactKey, Stated> {
  return new Map(Object.entries(stated).map(([name, value]) => [factKey(name), value]));
}

const candidates = (...entities: readonly EntityId[]) =>
  entities.map((entity) => ({ entity, facts: claims({}) }));
const taxKey = (text: string) => ({ rule: 0, text: JSON.stringify([text]) });
const meets = (text: string, ...entities: readonly EntityId[]) => ({
  key: taxKey(text),
  candidates: candidates(...entities),
});

function ask(question: Partial<LinkQuestion>) {
  return decideLink({
    type,
    claims: claims({}),
    current: null,
    byHand: null,
    crosswalk: [],
    links: [],
    matches: [],
    different: () => false,
    ...question,
  });
}

const at = (
  entity: EntityId,
  more: {
    readonly keys?: readonly string[];
    readonly shared?: boolean;
    readonly links?: readonly EntityId[];
  } = {},
) => ({
  entity,
  keys: (more.keys ?? []).map(taxKey),
  links: more.links ?? [],
  shared: more.shared ?? false,
});

describe("match keys", () => {
  test("are equal for values that compare as equal, and never for others", () => {
    expect(matchKeys(type, claims({ tax_id: "DE 123-4" }))).toEqual(
      matchKeys(type, claims({ tax_id: "DE1234" })),
    );
    expect(matchKeys(type, claims({ name: "Ada", rate: "1.10" }))).toEqual(
      matchKeys(type, claims({ name: "ADA", rate: "1.1" })),
    );
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), fc.string(), (p, q, r, s) => {
        const exact = { ...type, matchOn: [rule(["tax_id", "country"])] };
        const [left] = matchKeys(exact, claims({ tax_id: p, country: q }));
        const [right] = matchKeys(exact, claims({ tax_id: r, country: s }));
        if (left === undefined || right === undefined) return;
        if (q !== s) expect(left.text).not.toBe(right.text);
      }),
    );
  });

  test("are there only where all attributes are stated, none empty and none a placeholder", () => {
    expect(matchKeys(type, claims({ name: "Ada" }))).toEqual([]);
    expect(matchKeys(type, claims({ name: "Ada", rate: null }))).toEqual([]);
    expect(matchKeys(type, claims({ tax_id: "000000000" }))).toEqual([]);
    expect(matchKeys(type, claims({ tax_id: "000 000 000" }))).toEqual([]);
    expect(matchKeys(type, claims({ tax_id: "--" }))).toEqual([]);
  });

  test("are not there for an element of a list where one of its fields is a placeholder", () => {
    const field = (name: string, kind: "text" | "decimal") =>
      [
        name,
        { name, title: name, description: "", type: { kind }, standardise: [], required: false },
      ] as const;
    const group: ValueType = {
      kind: "group",
      fields: new Map([field("issuer", "text"), field("number", "text"), field("share", "decimal")]),
    };
    const ids = attribute("ids", { kind: "list", of: group, as: "set", keyedBy: "issuer", standardise: [] });
    const matched = (stated: readonly object[]) =>
      matchKeys(
        {
          ...type,
          attributes: new Map([["ids", ids]]),
          matchOn: [rule(["ids"], { ignore: ["9999", "nord 0"] })],
        },
        claims({ ids: JSON.stringify(stated) }),
      );

    const real = { issuer: "nord", number: "17", share: "1" };
    expect(matched([real])).toHaveLength(1);
    expect(matched([real, { issuer: "west", number: "9999" }])).toEqual(matched([real]));
    expect(matched([{ issuer: "west", number: "1", share: "9999.0" }])).toEqual([]);
    expect(matched([{ issuer: "nord", number: "99990" }])).toHaveLength(1);
  });
});

test("a placeholder is standardised as the values of its attribute are, and nothing that is no value of it is met", () => {
  const capitals = attributeOf("code", { standardise: ["trim", "upper"] });
  const born = attributeOf("born", { type: { kind: "date" } as Attribute["type"] });
  const amount = attributeOf("amount", { type: { kind: "decimal" } as Attribute["type"] });
  const ignore = [" n/a", "1900-01-01", "0.0", "-"];
  const placed = {
    ...type,
    attributes: new Map([capitals, born, amount].map((one) => [one.name, one])),
    matchOn: ["code", "born", "amount"].map((name) => rule([name], { ignore })),
  };

  expect(matchKeys(placed, claims({ code: "N/A", born: "1900-01-01", amount: "0" }))).toEqual([]);
  expect(matchKeys(placed, claims({ code: "N/B", born: "1900-01-02", amount: "1" })).length).toBe(3);
});

describe("a record seen for the first time", () => {
  test("follows the highest rank", () => {
    const all = { crosswalk: [b], links: [c], matches: [meets("1", a)] };
    expect(ask({ ...all, byHand: entityId("H") }).action).toMatchObject({ entity: "H", why: { by: "hand" } });
    expect(ask(all).action).toMatchObject({ entity: b, why: { by: "crosswalk" } });
    expect(ask({ ...all, crosswalk: [] }).action).toMatchObject({ entity: c, why: { by: "link" } });
    expect(ask({ matches: all.matches }).action).toMatchObject({ entity: a, why: { by: "match", rule: 0 } });
    expect(ask({}).action).toEqual({ kind: "new" });
  });

  test("that would tie two entities opens a possible duplicate, the older on the left", () => {
    const decision = ask({
      matches: [meets("1", b, a), { key: { rule: 1, text: "x" }, candidates: candidates(c) }],
    });

    expect(decision.action).toMatchObject({ entity: a });
    expect(decision.duplicates).toEqual([
      { left: a, right: b, reason: { by: "match", rule: 0 } },
      { left: a, right: c, reason: { by: "match", rule: 1 } },
    ]);
  });

  test("merges what a crosswalk ties, unless a person decided that they are different", () => {
    expect(ask({ crosswalk: [b, a] })).toMatchObject({
      action: { entity: b },
      merges: [{ left: a, right: b }],
    });
    expect(ask({ crosswalk: [b, a], different: () => true })).toMatchObject({ merges: [], duplicates: [] });
  });

  test("is not tied by a value behind too many entities, nor where a guard tells them apart", () => {
    expect(ask({ matches: [meets("1", a, b, c)] }).action).toEqual({ kind: "new" });
    const abroad = { entity: a, facts: claims({ country: "FR" }) };
    const matches = [{ key: taxKey("1"), candidates: [abroad] }];
    expect(ask({ claims: claims({ country: "DE" }), matches }).action).toEqual({ kind: "new" });
    expect(ask({ claims: claims({ country: "FR" }), matches }).action).toMatchObject({ entity: a });
    expect(ask({ claims: claims({ country: null }), matches }).action).toMatchObject({ entity: a });
  });
});

describe("a record that has an entity", () => {
  test("keeps it, unless a person says otherwise", () => {
    const some = fc.subarray([a, b, c]);
    fc.assert(
      fc.property(
        some,
        some,
        some,
        fc.boolean(),
        fc.boolean(),
        (crosswalk, links, matched, changed, shared) => {
          const decision = ask({
            current: at(a, { keys: [changed ? "0" : "1"], shared, links: changed ? [a] : links }),
            crosswalk,
            links,
            matches: [meets("1", ...matched)],
          });

          expect(decision.action).toEqual({ kind: "keep" });
          for (const { left, right } of [...decision.duplicates, ...decision.merges]) {
            expect([left, right]).toContain(a);
            expect(left < right).toBe(true);
          }
          expect(decision.move === null || decision.duplicates.length === 0).toBe(true);
        },
      ),
    );
    expect(ask({ current: at(a), byHand: b }).action).toEqual({
      kind: "link",
      entity: b,
      why: { by: "hand" },
    });
    expect(ask({ current: at(a), byHand: a }).action).toEqual({ kind: "keep" });
  });

  test("opens a possible duplicate where it newly states a value of another entity", () => {
    expect(ask({ current: at(a), matches: [meets("1", b)] })).toMatchObject({
      duplicates: [{ left: a, right: b }],
      move: null,
    });
  });

  test("opens a possible move where a matching value changes, and its link stays", () => {
    const changed = { current: at(a, { keys: ["0"], shared: true }) };
    expect(ask({ ...changed, matches: [meets("1", b)] })).toEqual({
      action: { kind: "keep" },
      merges: [],
      duplicates: [],
      move: { from: a, to: b, reason: { by: "match", rule: 0 } },
    });
    expect(ask({ ...changed, matches: [meets("1")] }).move).toMatchObject({ to: null });
    expect(ask({ current: at(a, { keys: ["0"] }), matches: [meets("1")] }).move).toBe(null);
    expect(ask({ ...changed, matches: [meets("1", a)] }).move).toBe(null);
    expect(ask({ ...changed, crosswalk: [a], matches: [meets("1")] }).move).toBe(null);
    expect(ask({ current: at(a, { links: [a] }), links: [b] }).move).toMatchObject({
      to: b,
      reason: { by: "link" },
    });
  });

  test("is never tied to what a person decided to be different", () => {
    const different = (left: EntityId, right: EntityId) => [left, right].includes(b);
    const decision = ask({
      current: at(a, { keys: ["0"] }),
      crosswalk: [b],
      matches: [meets("1", b)],
      different,
    });

    expect(decision).toEqual({ action: { kind: "keep" }, merges: [], duplicates: [], move: null });
  });
});
