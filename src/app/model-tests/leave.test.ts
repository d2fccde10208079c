import { expect, test } from "vitest";
import { runModelTests } from "./run-model-tests.ts";

const files = [
  {
    path: "model.yaml",
    text: `systems:
  crm: { kind: record }
  desk: { kind: engagement, custodian: support }
people:
  support: { members: [kim] }
entity: customer
match-on: [ [code] ]
sources:
  - { name: crm, system: crm, key: id, fields: { code: code, name: name, phone: phone } }
  - { name: desk, system: desk, key: id, fields: { code: code, name: name, phone: phone } }
attributes:
  code: { type: text, authority: crm, fallback: [desk] }
  name: { type: text, authority: crm, copies: [desk], edits: { local: { days: 14 } } }
  phone: { type: text, authority: crm, copies: [desk] }
`,
  },
];

const story = `tests:
  - name: the desk may differ for a time
    day: 2026-03-01
    given:
      - { record: "crm:1", claims: { code: A, name: Ada Ltd, phone: "1" } }
      - { record: "desk:d", claims: { code: A, name: Ada, phone: "2" } }
      - { waive: "desk:d", fact: phone, by: ana, reason: the hotline, until: 2026-03-08 }
      - { waive: "desk:d", fact: phone, by: ana, until: 2026-03-09, refused: waiver-stands }
      - { waive: "crm:1", fact: phone, by: ana, until: 2026-03-09, refused: copy-unknown }
    expect:
      - entity: crm:1
        divergences:
          - { fact: name, record: "desk:d", holds: Ada, state: allowed, until: 2026-03-15 }
          - { fact: phone, record: "desk:d", holds: "2", state: allowed, until: 2026-03-08 }
        facts: { name: { copies: { desk: allowed } } }
    next:
      - given: [{ day: 2026-03-08 }]
        expect:
          - entity: crm:1
            facts:
              name: { divergences: [{ record: "desk:d", state: allowed }] }
              phone: { divergences: [{ record: "desk:d", state: open }], copies: { desk: diverged } }
      - given:
          - { waive: "desk:d", fact: phone, by: ana, until: 2026-04-01 }
          - { withdraw: "desk:d", fact: phone }
          - { withdraw: "desk:d", fact: phone, refused: waiver-unknown }
          - { day: 2026-03-15 }
        expect:
          - entity: crm:1
            divergences: [{ fact: name, record: "desk:d", state: open }, { fact: phone, record: "desk:d", state: open }]
`;
const run = (text: string) => runModelTests(files, [{ path: "tests/t.yaml", text }], null);

test("a test may let copies differ, and say what may", () => {
  expect(run(story)).toMatchObject({ faultLines: [], results: [{ ok: true, mismatches: [] }] });
});

test.each([
  ["state: allowed, until: 2026-03-15", "state: open", "divergence of name in desk:d, state", "allowed"],
  ["until: 2026-03-15 }", "until: 2026-03-16 }", "divergence of name in desk:d, until", "2026-03-15"],
  ["copies: { desk: allowed }", "copies: { desk: diverged }", "name of crm:1, copy in desk", "allowed"],
  [
    'record: "desk:d", state: open }], copies',
    'record: "desk:d", state: allowed }], copies',
    "divergence of phone in desk:d, state",
    "open",
  ],
] as const)("a test that says %s where %s came fails", (before, after, about, came) => {
  expect(story.split(before).length).toBe(2);

  const [result] = run(story.replace(before, after)).results;

  expect(result).toMatchObject({ ok: false, mismatches: [{ about, came }] });
});
