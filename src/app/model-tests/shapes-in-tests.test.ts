import { describe, expect, test } from "vitest";
import { runModelTests } from "./run-model-tests.ts";

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
