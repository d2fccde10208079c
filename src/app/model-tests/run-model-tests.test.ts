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
