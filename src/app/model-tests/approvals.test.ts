import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { invariant } from "../../errors.ts";
import { runModelTests } from "./run-model-tests.ts";

const model = `systems:
  erp: { kind: record }
people:
  treasury: { members: [ana@example.org, bo@example.org, cy@example.org] }
---
entity: supplier
sources:
  - { name: erp, system: erp, key: id, fields: { name: name, iban: iban } }
attributes:
  name: { type: text, authority: erp }
  iban:
    type: text
    sensitive: true
    authority: erp
    edits: { override: { days: 30 } }
    approve: { for: [source, override], by: treasury, count: 2 }
`;

const run = (tests: string) =>
  runModelTests([{ path: "supplier.yaml", text: model }], [{ path: "tests/t.yaml", text: tests }], null);

test("the example of the documents, of a supplier's bank account, comes out as it says", async () => {
  const page = await readFile(join(import.meta.dirname, "../../../docs/testing-models.md"), "utf8");
  const example = page.split("```yaml\n").find((part) => part.includes("bank account is paid to"));
  invariant(example, "the page has an example");

  const { results, faultLines } = run(example.split("```")[0] ?? "");

  expect(faultLines).toEqual([]);
  expect(results).toMatchObject([{ mismatches: [] }]);
});

const given = `tests:
  - name: an account that waits
    given:
      - { record: "erp:S-1", claims: { iban: DE-old } }
      - { approve: "erp:S-1", fact: iban, by: ana@example.org }
`;
const expecting = (facts: string) =>
  `${given}    expect: [{ entity: "erp:S-1", facts: { iban: ${facts} } }]\n`;

describe("a test of what waits fails where", () => {
  test.each([
    ["nothing is to wait", "none", ", what waits for approval", "none", '"DE-old" of erp (claim)'],
    ["another value is", "{ value: DE-new }", ", value that waits", '"DE-new"', '"DE-old" of erp (claim)'],
    [
      "an override is",
      "{ layer: override }",
      ", what waits for approval",
      "override",
      '"DE-old" of erp (claim)',
    ],
    ["hub says it", "{ source: hub }", ", source of what waits", "hub", "erp"],
    ["others agreed", "{ approved-by: [] }", ", approved by", "none", "ana@example.org"],
    ["one declined", "{ declined-by: bo@example.org }", ", declined by", "bo@example.org", "none"],
  ])("%s", (_what, awaits, about, expected, came) => {
    const { results } = run(expecting(`{ awaits: ${awaits} }`));

    expect(results[0]?.mismatches).toMatchObject([{ about: `iban of erp:S-1${about}`, expected, came }]);
  });

  test("something is to wait and nothing does", () => {
    const { results } = run(
      expecting("{ awaits: { value: DE-old } }")
        .replace("fact: iban, by: ana", "fact: iban, refused: x, by: ana")
        .replace('record: "erp:S-1", claims: { iban: DE-old }', 'record: "erp:S-1", claims: { name: Acme }'),
    );

    expect(results[0]?.mismatches).toMatchObject([
      { expected: "refused: x", came: "refused: approval-unknown" },
      { about: "iban of erp:S-1, what waits for approval", expected: "a value", came: "none" },
    ]);
  });
});

test("what was declined stays visible and is not believed; who sets an override does not approve it", () => {
  const { results, faultLines } = run(`${given}      - { decline: "erp:S-1", fact: iban, by: bo@example.org }
      - { approve: "erp:S-1", fact: iban, by: cy@example.org, refused: approval-unknown }
    expect:
      - entity: erp:S-1
        facts: { iban: { value: null, awaits: { value: DE-old, declined-by: bo@example.org } } }
    next:
      - given:
          - { override: "erp:S-1", fact: iban, value: DE-mine, by: ana@example.org, until: 2026-01-20 }
          - { approve: "erp:S-1", fact: iban, by: ana@example.org, refused: approval-own-request }
          - { approve: "erp:S-1", fact: iban, by: bo@example.org, layer: override }
          - { approve: "erp:S-1", fact: iban, by: cy@example.org }
        expect: [{ entity: "erp:S-1", facts: { iban: { value: DE-mine, basis: override } } }]
`);

  expect(faultLines).toEqual([]);
  expect(results).toMatchObject([{ mismatches: [] }]);
});

test("who enters a fact cannot approve it, and whoever else is asked can", () => {
  const entered = `systems: { erp: {} }
people: { treasury: { members: [ana@example.org, bo@example.org] } }
---
entity: supplier
sources: [{ name: erp, system: erp, key: id, fields: { name: name } }]
attributes:
  name: { type: text, authority: erp }
  limit: { type: integer, authority: hub, approve: { for: [correction], by: treasury } }
`;
  const tests = `tests:
  - name: a limit
    given:
      - { record: "erp:1", claims: { name: N } }
      - { enter: "erp:1", facts: { limit: 5 }, by: ana@example.org }
      - { approve: "erp:1", fact: limit, by: ana@example.org, refused: approval-own-request }
      - { approve: "erp:1", fact: limit, by: bo@example.org }
    expect: [{ entity: "erp:1", facts: { limit: { value: 5, basis: authority } } }]
`;

  const { results, faultLines } = runModelTests(
    [{ path: "m.yaml", text: entered }],
    [{ path: "tests/t.yaml", text: tests }],
    null,
  );

  expect(faultLines).toEqual([]);
  expect(results).toMatchObject([{ mismatches: [] }]);
});
