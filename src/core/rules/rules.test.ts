import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { attribute as attributeOf } from "../../../test/helpers/worlds.ts";
import { type FactKey, factKey } from "../ids.ts";
import type { Attribute } from "../model/attribute.ts";
import type { EntityType, Model, Rule } from "../model/model.ts";
import type { ValueType } from "../model/value-type.ts";
import type { Stated } from "../value/canonical.ts";
import { compileRules, fieldCheck } from "./index.ts";

const place = { file: "m.yaml", line: 1, column: 1 };

const attribute = (name: string, type: ValueType, required = false): Attribute =>
  attributeOf(name, { type, required });

function rule(name: string, scope: Rule["scope"], check: string, about: string | null = null): Rule {
  return {
    name,
    place,
    scope,
    attribute: about,
    check: { text: check, place, reads: [], today: false },
    severity: "error",
    dimension: "conformity",
    message: null,
  };
}

function entityType(name: string, attributes: readonly Attribute[], rules: readonly Rule[]): EntityType {
  return {
    name,
    place,
    title: name,
    description: "",
    domain: null,
    owner: null,
    steward: null,
    custodian: null,
    matchOn: [],
    exists: { authority: null, onDelete: "keep", mergedInto: null, keysReused: false },
    sources: [],
    attributes: new Map(attributes.map((each) => [each.name, each])),
    rules,
    digest: "",
  };
}

const content = entityType(
  "content",
  [
    attribute("headline", { kind: "text" }, true),
    attribute("net", { kind: "money", currency: "EUR" }),
    attribute("gross", { kind: "money", currency: "EUR" }),
    attribute("campaign", { kind: "ref", to: "campaign" }),
  ],
  [
    rule("short", "field", "size(headline) <= 10", "headline"),
    rule("gross-over-net", "record", "gross >= net"),
    rule("live", "entity", "campaign.stage == 'live'"),
  ],
);
const campaign = entityType("campaign", [attribute("stage", { kind: "code", codes: "stage" })], []);
const model: Model = {
  hash: "",
  files: [],
  systems: new Map(),
  people: new Map(),
  codes: new Map(),
  consumers: new Map(),
  entities: new Map([
    ["content", content],
    ["campaign", campaign],
  ]),
  sources: new Map(),
};
const rules = compileRules(model, content);

function claims(stated: Readonly<Record<string, Stated>>): ReadonlyMap<FactKey, Stated> {
  return new Map(Object.entries(stated).map(([name, value]) => [factKey(name), value]));
}

describe("rules", () => {
  test("a field rule sees its value, and judges no other attribute", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 20 }), (text) => {
        const breaches = rules.judgeField(factKey("headline"), text);

        expect(breaches.map((breach) => breach.rule)).toEqual(
          [...text.normalize("NFC")].length > 10 ? ["short"] : [],
        );
        expect(rules.judgeField(factKey("net"), text)).toEqual([]);
      }),
    );
  });

  test("a record rule compares exactly what the record states, and passes where it states nothing", () => {
    const amount = fc.bigInt({ min: -(10n ** 25n), max: 10n ** 25n });
    fc.assert(
      fc.property(amount, amount, (net, gross) => {
        const breaches = rules.judgeRecord(claims({ net: `${net} EUR`, gross: `${gross}.00 EUR` }));

        expect(breaches.length).toBe(gross >= net ? 0 : 1);
      }),
    );
    expect(rules.judgeRecord(claims({ net: "5 EUR" }))).toEqual([]);
    expect(rules.judgeRecord(claims({ net: "5 EUR", gross: null }))).toEqual([]);
  });

  test("an entity rule reads across a reference, and a required fact is a rule of completeness", () => {
    const breaches = rules.judgeEntity({ own: () => null, through: () => "draft" });

    expect(breaches).toEqual([
      {
        rule: "required:headline",
        severity: "error",
        dimension: "completeness",
        attribute: "headline",
        message: "headline is required, and it is empty.",
      },
      {
        rule: "live",
        severity: "error",
        dimension: "conformity",
        attribute: null,
        message: "campaign.stage == 'live' does not hold.",
      },
    ]);
    expect(rules.judgeEntity({ own: () => "x", through: () => null })).toEqual([]);
  });

  test("the mapping is given the refusal that holds a fact back, without the value", () => {
    const check = fieldCheck(rules, content);

    expect(check({ name: "net", declared: "net" })).toBe(null);
    expect(check({ name: "headline", declared: "headline" })?.("short")).toBe(null);
    expect(check({ name: "headline", declared: "headline" })?.("much too long a headline")).toEqual({
      code: "value-breaks-rule",
      message: "size(headline) <= 10 does not hold.",
      fields: { rule: "short" },
    });
  });
});
