import fc from "fast-check";
import { expect, test } from "vitest";
import { modelOf } from "../../../test/helpers/model-of.ts";
import { campaigns } from "../../../test/models/campaigns.ts";
import { formatFault } from "../model/fault.ts";
import { readTests } from "./read-tests.ts";

const model = modelOf(campaigns);

const read = (text: string) => readTests(model, [{ path: "tests/t.yaml", text }]);

const sound = `tests:
  - name: a name
    day: 2026-11-14
    given:
      - { record: "crm:C-1", columns: { code: A, name: Spring, status: D } }
      - { record: "ops:R-1", claims: { code: A, owner_email: ana@example.org }, as-of: 2026-11-01 }
      - { day: 2026-11-15 }
    expect:
      - entity: crm:C-1
        facts: { name: Spring, owner_email: { value: null, basis: none, copies: { ops: in-step } } }
        divergences: []
        findings: [budget-positive]
`;

test("a sound file has no fault", () => {
  const { tests, faults } = read(sound);

  expect(faults.map(formatFault)).toEqual([]);
  expect(
    tests.map((one) => one.stages.map(({ given, expect: wanted }) => [given.length, wanted.length])),
  ).toEqual([[[3, 1]]]);
});

/** What is changed, the words at which the fault is told (`^` where they begin), and the fault. */
const faulty: readonly (readonly [string, string, string, string])[] = [
  ['"crm:C-1", columns', '"crn:C-1", columns', '"crn:C-1"', "unknown source 'crn'\n  did you mean 'crm'?"],
  ["{ code: A, o", "{ cod: A, o", "cod: A", "unknown attribute 'cod' of 'campaign'\n  did you mean 'code'?"],
  [
    "{ code: A, o",
    "{ budget: 1 EUR, o",
    "budget: 1",
    "'ops' has no field for 'budget', so it says nothing of it\n  it has: code, name, owner_email",
  ],
  ["claims: {", "claim: {", "claim:", "unknown key 'claim'\n  did you mean 'claims'?"],
  [
    "ana@example.org",
    "ana",
    "ana }",
    "'ana' is no value of 'owner_email': The value is not an e-mail address.",
  ],
  ["as-of: 2026-11-01", "as-of: 2026-13-01", "2026-13", "'2026-13-01' is no moment"],
  ["status: D }", "statu: D }", "statu:", "warning: 'crm' reads no column 'statu'\n  did you mean 'status'?"],
  ["day: 2026-11-15", "day: 2026-11-13", "2026-11-13", "the day 2026-11-13 does not lie after 2026-11-14"],
  [
    "day: 2026-11-15",
    "day: 2026-02-30",
    "2026-02-30",
    "'2026-02-30' is no day: The calendar has no such day.",
  ],
  [
    "{ day: 2026-11-15 }",
    "{ day: 2026-11-15, same: [a:1, b:2] }",
    "{ day: 2026-11-15",
    "'same' and 'day' cannot both be meant\n  write two entries",
  ],
  ["{ day: 2026-11-15 }", "{ refused: x }", "{ refused", "nothing says what this is\n  name one of: record,"],
  ["{ day: 2026-11-15 }", "{ day: 2026-11-15, by: x }", "by: x", "'by' does not belong beside 'day'"],
  ["{ day: 2026-11-15 }", '{ waive: "crm:C-1", by: x, until: 2026-12-01 }', "{ waive", "'fact' is missing"],
  [
    "{ day: 2026-11-15 }",
    '{ withdraw: "crm:C-1", fact: name, by: x }',
    "by: x",
    "'by' does not belong beside",
  ],
  ["{ day: 2026-11-15 }", '{ local-edit: "crm:C-1" }', "local-edit", "unknown key 'local-edit'"],
  ["basis: none", "basis: nobody", "nobody", "'nobody' is not one of authority, carried"],
  ["copies: { ops", "copies: { mart", "mart", "'mart' is no copy of 'owner_email'\n  there is: ops, crm"],
  ["{ name:", "{ nane:", "nane", "unknown attribute 'nane' of 'campaign'\n  did you mean 'name'?"],
  [
    "[budget-positive]",
    "[budget-negative]",
    "budget-negative",
    "no rule of 'campaign' is called 'budget-negative'\n  did you mean 'budget-positive'?",
  ],
  ["    expect:\n", "    expects:\n", "expects", "unknown key 'expects'\n  did you mean 'expect'?"],
  [
    "day: 2026-11-14\n",
    "expect: [{ type: content, count: 0 }]\n  - name: a name\n",
    "a name\n    given",
    "two tests are called 'a name'\n  the other one is tests/t.yaml:2",
  ],
];

test.each(faulty)("%s written as %s is told where it stands", (before, after, where, fault) => {
  expect(sound.split(before).length).toBe(2);
  const edited = sound.replace(before, after);

  const { faults } = read(edited);

  const above = edited.slice(0, edited.indexOf(where)).split("\n");
  const place = `tests/t.yaml:${above.length}:${(above.at(-1)?.length ?? 0) + 1}`;
  expect(faults.map(formatFault).join("\n")).toContain(`${place} ${fault}`);
});

test("whatever stands in a file of tests, reading it ends with tests or with faults", () => {
  const lines = sound.split("\n");
  const line = fc.constantFrom(
    ...lines,
    "- {",
    "  ? [",
    "&a *a",
    "  - record: 1",
    "    facts: [1]",
    "  next: {}",
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 20 }), (parts) => {
      const { tests, faults } = read(parts.join("\n"));
      expect(tests.length + faults.length >= 0).toBe(true);
    }),
  );
});
