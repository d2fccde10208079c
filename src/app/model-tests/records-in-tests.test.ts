import { expect, test } from "vitest";
import { campaigns } from "../../../test/models/campaigns.ts";
import { runModelTests } from "./run-model-tests.ts";

const files = Object.entries(campaigns).map(([path, text]) => ({ path, text }));
const run = (text: string, filter: string | null = null) =>
  runModelTests(files, [{ path: "tests/t.yaml", text }], filter);

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
