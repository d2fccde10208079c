import { describe, expect, test } from "vitest";
import { formatFault } from "./fault.ts";
import { readModel } from "./read-model.ts";

/** A model with one expression in each place that takes one; each place has one that is sound. */
const places = {
  "when of an authority": "stage == 'draft'",
  "when of an element": "key == 'de'",
  "check of an entity": "stage != 'closed'",
  "check of a record": "stage != 'closed'",
  "check of a field": "stage != 'closed'",
  "check of elements": "'live' in stages",
  "when of edits at a copy": "stage == 'draft'",
  derived: "size(name) > 2 ? 'live' : 'draft'",
  "across a reference": "up.stage == 'live'",
} as const;
type PlaceName = keyof typeof places;

const modelWith = (changed: Partial<Record<PlaceName, string>>): string => {
  const at = (place: PlaceName) => JSON.stringify(changed[place] ?? places[place]);
  return `systems: { crm: { writable: true }, ops: { writable: true } }
codes: { stage: { draft: {}, live: {}, closed: {} }, lang: { de: {}, en: {} } }
entity: campaign
sources:
  - { name: crm, system: crm, key: id, fields: { name: name, stage: stage, stages: stages, title: { from: title, per: lang }, up: { from: up, as: crm } } }
  - { name: ops, system: ops, key: id, fields: { name: name, title: { from: title, per: lang } } }
attributes:
  name: { type: text, authority: [ { source: ops, when: ${at("when of an authority")} }, crm ], copies: [ops],
          edits: { local: { when: ${at("when of edits at a copy")}, days: 5 } } }
  stage: { type: code, codes: stage, authority: crm, rules: [ { name: f, check: ${at("check of a field")} } ] }
  stages: { type: list, of: { type: code, codes: stage }, authority: crm }
  title: { type: text, per: lang, authority: [ { source: ops, when: ${at("when of an element")} }, crm ] }
  up: { type: ref, to: campaign, authority: crm }
  shown: { type: code, codes: stage, derived: ${at("derived")} }
rules:
  - { name: e, scope: entity, check: ${at("check of an entity")} }
  - { name: r, scope: record, check: ${at("check of a record")} }
  - { name: l, scope: entity, check: ${at("check of elements")} }
  - { name: a, scope: entity, check: ${at("across a reference")} }
`;
};

const faultsWith = (changed: Partial<Record<PlaceName, string>>): readonly string[] =>
  readModel([{ path: "campaign.yaml", text: modelWith(changed) }]).faults.map(formatFault);

describe("a code that its list does not have", () => {
  test("is in no place of a sound model", () => {
    expect(faultsWith({})).toEqual([]);
  });

  test.each([
    ["when of an authority", "stage == 'lve'"],
    ["check of an entity", "'lve' == stage"],
    ["check of a record", "stage != 'lve'"],
    ["check of a field", "stage in ['draft', 'lve']"],
    ["check of elements", "'lve' in stages"],
    ["check of elements", "stages.exists(one, one == 'lve')"],
    ["when of edits at a copy", "name == 'x' || !(stage == 'lve')"],
    ["derived", "size(name) > 2 ? 'lve' : 'draft'"],
    ["derived", "stage == 'live' ? stage : 'lve'"],
    ["across a reference", "self.up.stage == 'lve'"],
    ["across a reference", "up.stage in ['lve']"],
    ["check of an entity", "stage == (size(name) > 2 ? 'live' : 'lve')"],
    ["check of an entity", "(size(name) > 2 ? stage : up.stage) == 'lve'"],
    ["check of an entity", "stage < 'lve'"],
    ["check of an entity", "'lve' in [stage]"],
  ] as const)("%s: %s is refused at the character, and what was meant is said", (place, text) => {
    const told = faultsWith({ [place]: text }).find((one) => one.includes("'lve'"));

    expect(told).toContain("The code list 'stage' has no 'lve'.\n  Did you mean 'live'?");
    const [, line = "", column = ""] = /^campaign\.yaml:(\d+):(\d+) /.exec(told ?? "") ?? [];
    const written = modelWith({ [place]: text }).split("\n")[Number(line) - 1] ?? "";
    expect(written.slice(Number(column) - 1)).toMatch(/^'lve'/);
  });

  test("of what 'key' is, where it is asked of each code", () => {
    expect(faultsWith({ "when of an element": "key == 'fr'" })[0]).toContain(
      "The code list 'lang' has no 'fr'.\n  It has: de, en.",
    );
  });

  test("is no fault where nothing says that it is one: in a text, beside one, beside json, in a pattern", () => {
    for (const text of [
      "name == 'lve'",
      "stage.startsWith('lv')",
      "name in ['lve']",
      "stage == name",
      "size(stage + '/' + name) > 2",
    ])
      expect(faultsWith({ "check of an entity": text })).toEqual([]);
  });

  test("an empty text is none either, and is asked for otherwise", () => {
    expect(faultsWith({ "check of an entity": "stage != ''" })[0]).toContain("No value is null: has(…).");
  });
});
