import { describe, expect, test } from "vitest";
import { processorSeconds } from "../../../test/helpers/processor.ts";
import { campaigns } from "../../../test/models/campaigns.ts";
import { compileExplainer } from "../../core/golden/explain.ts";
import { readModel } from "../../core/model/read-model.ts";
import { readTests } from "../../core/model-tests/read-tests.ts";
import { invariant } from "../../errors.ts";
import { compileModel } from "../change/compiled.ts";
import { runModelTest, runModelTests } from "./run-model-tests.ts";

const files = Object.entries(campaigns).map(([path, text]) => ({ path, text }));
const run = (text: string, filter: string | null = null) =>
  runModelTests(files, [{ path: "tests/t.yaml", text }], filter);

const handOver = `tests:
  - name: a draft goes live
    given:
      - { record: "crm:C-1", claims: { code: A, name: Spring, stage: draft, owner_email: mo@example.org } }
      - { record: "ops:R-1", claims: { code: A, name: SPRING, owner_email: ana@example.org } }
      - { record: "crm:C-1", claims: { stage: live } }
    expect:
      - entity: crm:C-1
        state: active
        records: ["crm:C-1", "ops:R-1"]
        facts:
          owner_email:
            value: ana@example.org
            basis: carried
            source: ops
            record: ops:R-1
            authority: crm
            correct: { in: crm, route: manual, record: "crm:C-1", steward: marketing-ops, custodian: sales-ops }
            copies: { ops: in-step }
        divergences:
          - { fact: name, record: "ops:R-1", holds: SPRING, cause: never-synced, policy: overwrite, pattern: case }
        findings: []
      - { type: campaign, count: 1 }
      - { duplicates: [] }
`;

test("a test that says what comes passes", () => {
  expect(run(handOver).results).toMatchObject([{ name: "a draft goes live", ok: true, mismatches: [] }]);
});

describe("a test fails where", () => {
  test.each([
    ["state", "state: active", "state: retired", "crm:C-1, state", "active"],
    ["records", '["crm:C-1", "ops:R-1"]', '["crm:C-1"]', "crm:C-1, records", "crm:C-1, ops:R-1"],
    ["value", "value: ana@", "value: li@", "owner_email of crm:C-1", '"ana@example.org" (carried)'],
    ["basis", "basis: carried", "basis: authority", "owner_email of crm:C-1, basis", "carried"],
    ["source", "source: ops", "source: crm", "owner_email of crm:C-1, source", "ops"],
    ["record", "record: ops:R-1", "record: ops:R-2", "owner_email of crm:C-1, record", "ops:R-1"],
    ["authority", "authority: crm", "authority: ops", "owner_email of crm:C-1, authority", "crm"],
    ["route", "route: manual", "route: direct", "owner_email of crm:C-1, route of a correction", "manual"],
    ["place of correction", "in: crm,", "in: ops,", "owner_email of crm:C-1, corrected in", "crm"],
    ["steward", "marketing-ops,", "web-team,", "owner_email of crm:C-1, steward", "marketing-ops"],
    ["copy", "ops: in-step", "ops: diverged", "owner_email of crm:C-1, copy in ops", "in-step"],
    ["held value", "holds: SPRING", "holds: Spring", "divergence of name in ops:R-1, holds", '"SPRING"'],
    ["cause", "never-synced", "foreign-edit", "divergence of name in ops:R-1, cause", "never-synced"],
    ["policy", "policy: overwrite", "policy: ask", "divergence of name in ops:R-1, policy", "overwrite"],
    ["pattern", "pattern: case", "pattern: spaces", "divergence of name in ops:R-1, pattern", "case"],
    [
      "divergence",
      'fact: name, record: "ops:R-1"',
      'fact: name, record: "mart:R"',
      "divergence of name in mart:R",
      "none",
    ],
    ["findings", "findings: []", "findings: [budget-positive]", "crm:C-1, findings", "none"],
    ["count", "count: 1", "count: 2", "campaign", "1"],
    ["duplicates", "duplicates: []", "duplicates: [[crm:C-1, ops:R-9]]", "what may be the same", "none"],
    ["entity", "entity: crm:C-1", "entity: crm:C-9", "crm:C-9", "nothing has been said of it"],
  ])("the %s is another", (_, before, after, about, came) => {
    expect(handOver).toContain(before);

    const { faultLines, results } = run(handOver.replace(before, after));

    expect(faultLines).toEqual([]);
    expect(results[0]?.ok).toBe(false);
    expect(results[0]?.mismatches).toContainEqual(expect.objectContaining({ about, came }));
  });

  test("a divergence is open that none is said of", () => {
    const { results } = run(handOver.replace(/divergences:\n.*\n/, "divergences: []\n"));

    expect(results[0]?.mismatches).toMatchObject([
      {
        about: "crm:C-1, divergences",
        expected: "no other",
        came: 'name in ops:R-1 is "SPRING", golden "Spring": never-synced',
        why: expect.arrayContaining(["crm is the authority (campaign.yaml:20)"]),
      },
    ]);
  });

  test("a step is refused, or is not, against what it says", () => {
    const step = (more: string) =>
      run(handOver.replace("stage: live } }", `stage: live }${more} }`)).results[0];

    expect(step(", refused: record-without-key")?.mismatches).toMatchObject([
      { expected: "refused: record-without-key", came: "taken" },
    ]);
    expect(step(", held: { stage: value-unknown-code }")?.mismatches).toMatchObject([
      { expected: "held back: value-unknown-code", came: "not held back" },
    ]);
  });
});

test("what did not come is explained by the line of the model that decides", () => {
  const { results } = run(handOver.replace("value: ana@", "value: mo@"));

  expect(results[0]?.mismatches).toEqual([
    {
      place: { file: "tests/t.yaml", line: 12, column: 11 },
      about: "owner_email of crm:C-1",
      expected: '"mo@example.org"',
      came: '"ana@example.org" (carried)',
      why: [
        "crm is the authority (campaign.yaml:31)",
        'ops:R-1 stands behind "ana@example.org" (carried)',
        "authority went from ops to crm, and the value is carried until crm says something new",
        expect.stringContaining('crm:C-1 says "mo@example.org".'),
      ],
    },
  ]);
});

test("only tests whose name holds the filter are run, and none where there is a fault", () => {
  expect(run(handOver, "GOES").results.length).toBe(1);
  expect(run(handOver, "stays").results).toEqual([]);
  expect(run(handOver.replace("crm:C-1", "crn:C-1"))).toMatchObject({
    results: [],
    faults: [{ code: "unknown-source" }],
  });
});

test("a reference is followed as soon as what it leads to arrives, by value, by key and past a merge", () => {
  const { results } = run(`tests:
  - name: a page before its campaign
    given:
      - { record: "pages:p", claims: { headline: H, campaign: code=A, campaign_name: Spring } }
    expect:
      - { entity: "pages:p", facts: { campaign: null, campaign_name: { value: null, basis: none } } }
    next:
      - given: [{ record: "crm:C-1", claims: { code: A, name: Spring } }]
        expect: [{ entity: "pages:p", facts: { campaign: "crm:C-1", campaign_name: Spring }, divergences: [] }]
      - given:
          - { record: "crm:C-2", claims: { code: B, name: Autumn } }
          - { same: ["crm:C-1", "crm:C-2"] }
          - { record: "crm:C-1", claims: { name: Summer } }
        expect: [{ entity: "pages:p", facts: { campaign: "crm:C-2", campaign_name: Summer } }]
`);

  expect(results).toMatchObject([{ mismatches: [] }]);
});

test("thousands of tests run in a second of one processor", () => {
  const { model } = readModel(files);
  invariant(model !== null, "the model of the tests is sound");
  const [one] = readTests(model, [{ path: "tests/t.yaml", text: handOver }]).tests;
  invariant(one !== undefined, "there is one test");
  const [compiled, explainer] = [compileModel(model), compileExplainer(model)];
  const runMany = () => Array.from({ length: 500 }, () => runModelTest(compiled, explainer, one));
  runMany();

  const { seconds, result } = processorSeconds(0.5, runMany);

  expect(result.every(({ ok }) => ok)).toBe(true);
  expect(seconds).toBeLessThan(0.5);
});

test("an element of a list is stated and asked for by its own name, in the form of an element", () => {
  const model = `systems: { erp: {} }
entity: supplier
sources: [{ name: erp, system: erp, key: id, fields: { accounts: accounts } }]
attributes:
  accounts:
    { type: list, of: { type: group, fields: { iban: text, bank: text } }, keyed-by: iban, authority: erp }
`;
  const text = (bank: string) => `tests:
  - name: an account
    given: [{ record: "erp:1", claims: { "accounts[DE89]": { iban: DE89, bank: North } } }]
    expect: [{ entity: "erp:1", facts: { "accounts[DE89]": { value: { iban: DE89, bank: ${bank} } } } }]
`;
  const ask = (bank: string) =>
    runModelTests([{ path: "m.yaml", text: model }], [{ path: "tests/t.yaml", text: text(bank) }], null);

  expect(ask("North")).toMatchObject({ faultLines: [], results: [{ ok: true }] });
  expect(ask("South")).toMatchObject({ faultLines: [], results: [{ ok: false }] });
});

test("under a key that is used again stands another thing, of which nothing has been said yet", () => {
  const text = `tests:
  - name: a key returns
    given:
      - { record: "crm:C-1", claims: { code: A, name: Spring, stage: draft } }
      - { record: "ops:R-1", claims: { code: A, name: Spring } }
      - { record: "crm:C-1", deleted: true }
      - { record: "crm:C-1", claims: { code: B } }
    expect:
      - { entity: crm:C-1, records: ["crm:C-1"], facts: { code: { value: B }, name: { basis: none } } }
      - { entity: ops:R-1, state: retired, facts: { name: { basis: none } } }
      - { type: campaign, count: 2 }
`;
  const reusing = files.map((file) => ({
    ...file,
    text: file.text.replace("on-delete: retire", "on-delete: retire, keys-reused: true"),
  }));

  const { results, faultLines } = runModelTests(reusing, [{ path: "tests/t.yaml", text }], null);

  expect(faultLines).toEqual([]);
  expect(results).toMatchObject([{ ok: true, mismatches: [] }]);
});

describe("a dated source", () => {
  const model = `systems: { erp: {} }
entity: product
sources:
  - { name: prices, system: erp, key: id, valid: { from: since, to: until, zone: Europe/Berlin }, fields: { price: price } }
  - { name: erp, system: erp, key: id, fields: { price: price } }
attributes: { price: { type: integer, authority: prices }, open: { type: boolean, derived: "today < '2026-12-24'" } }
`;
  const runDated = (text: string) =>
    runModelTests([{ path: "m.yaml", text: model }], [{ path: "tests/t.yaml", text }], null);

  test("is stated slice by slice, each in force from its moment in the zone of the source until it ends", () => {
    const { results, faultLines } = runDated(`tests:
  - name: a price until Sunday
    day: 2026-11-20
    given:
      - { record: "prices:1", claims: { price: 10 } }
      - { record: "prices:1", valid: { from: 2026-12-01, to: 2026-12-06 }, claims: { price: 5 } }
    expect: [{ entity: "prices:1", facts: { price: "10", open: true } }]
    next:
      - given: [{ day: "2026-11-30T22:59:59Z" }]
        expect: [{ entity: "prices:1", facts: { price: "10" } }]
      - given: [{ day: "2026-11-30T23:00:00Z" }]
        expect: [{ entity: "prices:1", facts: { price: "5" } }]
      - given: [{ record: "prices:1", valid: { from: 2026-12-01, to: 2026-12-08 }, claims: { price: 6 } }, { day: 2026-12-06 }]
        expect: [{ entity: "prices:1", facts: { price: "6" } }]
      - given: [{ day: 2026-12-08 }]
        expect: [{ entity: "prices:1", facts: { price: { value: null, basis: none } } }]
      - given: [{ record: "prices:1", valid: { from: 2026-12-01 }, deleted: true }, { day: 2026-12-24 }]
        expect: [{ entity: "prices:1", facts: { price: "10", open: false } }]
`);

    expect(faultLines).toEqual([]);
    expect(results).toMatchObject([{ mismatches: [] }]);
  });

  test.each([
    ['record: "erp:1", valid: { from: 2026-12-01 }, claims: { price: 1 }', "'erp' is not dated"],
    ['record: "prices:1", valid: { from: 2026-12-01 }, columns: { price: 1 }', "'columns' and 'valid'"],
    ['record: "prices:1", valid: { from: 2026-12-02, to: 2026-12-01 }', "ends to be true before it begins"],
    ['record: "prices:1", valid: { from: 2026-13-01 }', "'2026-13-01' is no day"],
    ['record: "prices:1", valid: { from: "2027-03-28T02:30:00" }', "is no moment"],
    ['record: "prices:1", valid: { since: 2026-12-01 }', "'since'"],
  ])("with %s is a fault with its place", (step, message) => {
    const { faultLines, results } = runDated(`tests:
  - name: dated
    given: [{ ${step} }]
    expect: [{ type: product, count: 1 }]
`);

    expect(faultLines[0]).toMatch(/^tests\/t\.yaml:3:\d+ /);
    expect(faultLines.join()).toContain(message);
    expect(results).toEqual([]);
  });
});

describe("a list whose elements are facts", () => {
  const model = `systems: { erp: {}, portal: {} }
entity: supplier
match-on: [ [code] ]
sources:
  - { name: erp, system: erp, key: id, fields: { code: code, accounts: accounts } }
  - { name: portal, system: portal, key: id, fields: { code: code, accounts: { from: account, element: true } } }
attributes:
  code: { type: text, authority: erp, fallback: [portal] }
  accounts:
    { type: list, of: { type: group, fields: { iban: text, bank: text } }, keyed-by: iban, authority: erp, fallback: [portal] }
`;
  const runListed = (text: string) =>
    runModelTests([{ path: "m.yaml", text: model }], [{ path: "tests/t.yaml", text }], null);

  test("is stated and expected as a whole: what is not among its elements is not in it", () => {
    const { results, faultLines } = runListed(`tests:
  - name: accounts
    given:
      - { record: "erp:1", claims: { code: A, accounts: [{ iban: DE1, bank: North }, { iban: DE2, bank: South }] } }
      - { record: "portal:p", claims: { code: A, accounts: [{ iban: DE3, bank: East }] } }
    expect:
      - entity: erp:1
        facts:
          accounts: [{ iban: DE2, bank: South }, { iban: DE1, bank: North }]
          "accounts[DE3]": { value: null }
    next:
      - given: [{ record: "erp:1", claims: { accounts: [{ iban: DE2, bank: West }] } }]
        expect: [{ entity: "erp:1", facts: { accounts: [{ iban: DE2, bank: West }] } }]
      - given: [{ record: "erp:1", claims: { accounts: [] } }]
        expect: [{ entity: "erp:1", facts: { accounts: [] } }]
      - given: [{ record: "erp:1", deleted: true }]
        expect: [{ entity: "erp:1", facts: { accounts: [{ iban: DE3, bank: East }] } }]
`);

    expect(faultLines).toEqual([]);
    expect(results).toMatchObject([{ mismatches: [] }]);
  });

  test("that comes otherwise fails, and tells what stands behind each element", () => {
    const { results } = runListed(`tests:
  - name: accounts
    given: [{ record: "erp:1", claims: { accounts: [{ iban: DE1, bank: North }] } }]
    expect: [{ entity: "erp:1", facts: { accounts: [] } }]
`);

    const why = expect.arrayContaining([expect.stringContaining("erp:1 stands behind")]);
    expect(results[0]?.mismatches).toMatchObject([
      { about: "accounts of erp:1", expected: "empty", came: expect.stringContaining("North"), why },
    ]);
  });

  test("is asked for more than its value element by element", () => {
    const { faultLines } = runListed(`tests:
  - name: accounts
    given: [{ record: "erp:1", claims: { code: A } }]
    expect: [{ entity: "erp:1", facts: { accounts: { value: [], basis: none } } }]
`);

    expect(faultLines).toMatchObject([
      expect.stringContaining("each element of 'accounts' has a 'basis' of its own"),
    ]);
  });
});

test("a record that several others named before it came goes to the oldest of these, whenever each came to name it", () => {
  const model = `systems: { sa: {}, sb: {} }
entity: thing
sources:
  - { name: a, system: sa, key: id, fields: { name: name } }
  - { name: b, system: sb, key: id, links: { a: of }, fields: { name: name } }
attributes: { name: { type: text, authority: a, fallback: [b] } }
`;
  const text = `tests:
  - name: two name one
    given:
      - { record: "b:1", claims: { name: old }, links: { a: "1" } }
      - { record: "b:2", claims: { name: young }, links: { a: "2" } }
      - { record: "b:1", claims: {}, links: { a: "2" } }
      - { record: "a:2", claims: { name: named } }
    expect:
      - { entity: "b:1", records: ["b:1", "a:2"] }
      - { entity: "b:2", records: ["b:2"] }
`;

  const { results, faultLines } = runModelTests(
    [{ path: "m.yaml", text: model }],
    [{ path: "t.yaml", text }],
    null,
  );

  expect(faultLines).toEqual([]);
  expect(results).toMatchObject([{ mismatches: [] }]);
});
