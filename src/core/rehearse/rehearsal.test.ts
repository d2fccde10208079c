import fc from "fast-check";
import { expect, test } from "vitest";
import { modelOf } from "../../../test/helpers/model-of.ts";
import { firstReport } from "./first-report.ts";
import { Rehearsal } from "./rehearsal.ts";

const model = modelOf({
  "m.yaml": `
systems: { crm: {}, erp: {} }
entity: firm
match-on: [[code]]
sources:
  - { name: crm, system: crm, key: id, fields: { code: code, name: name } }
  - { name: erp, system: erp, key: id, fields: { code: code, name: name } }
attributes:
  code: { type: text, authority: crm }
  name: { type: text, authority: crm, copies: [erp] }
`,
});

const row = fc.record({ code: fc.integer({ min: 0, max: 60 }), name: fc.constantFrom("a", "A", "b", "") });
const rows = fc.array(row, { maxLength: 40 });
type Rows = readonly { readonly code: number; readonly name: string }[];

function rehearsed(crm: Rows, erp: Rows, share = 1) {
  const rehearsal = new Rehearsal(model, { pairs: [], share });
  for (const [source, all] of [["crm", crm] as const, ["erp", erp] as const])
    for (const [i, { code, name }] of all.entries())
      rehearsal.add(
        source,
        new Map([
          ["id", String(i)],
          ["code", `C${code}`],
          ["name", name],
        ]),
      );
  return rehearsal;
}
const report = (of: Rehearsal) => firstReport(model, of, { groupsMax: 50, examplesMax: 1 });

test("every row is a record of exactly one entity, and equal codes are one entity", () => {
  fc.assert(
    fc.property(rows, rows, (crm, erp) => {
      const entities = [...rehearsed(crm, erp).resolve()];
      const codes = new Set([...crm, ...erp].map(({ code }) => code));

      expect(entities.reduce((sum, { records }) => sum + records.length, 0)).toBe(crm.length + erp.length);
      expect(entities).toHaveLength(codes.size);
    }),
  );
});

test("a copy differs where the first record of the authority says something else", () => {
  fc.assert(
    fc.property(rows, rows, (crm, erp) => {
      const golden = new Map<number, string>();
      for (const { code, name } of crm) if (!golden.has(code)) golden.set(code, name);
      const differing = erp.filter(({ code, name }) => golden.has(code) && golden.get(code) !== name).length;

      const { divergences, groups } = report(rehearsed(crm, erp));

      expect(divergences).toBe(differing);
      expect(groups.reduce((sum, { count }) => sum + count, 0)).toBe(differing);
    }),
  );
});

test("a share of the entities is looked at whole: each is as it is among all", () => {
  fc.assert(
    fc.property(rows, rows, (crm, erp) => {
      const sizeOf = (share: number) =>
        new Map(
          [...rehearsed(crm, erp, share).resolve()].map(({ records }) => [
            [...(records[0]?.claims.values() ?? [])][0]?.value,
            records.length,
          ]),
        );
      const all = sizeOf(1);
      const some = sizeOf(0.5);

      for (const [code, records] of some) expect(records).toBe(all.get(code));
    }),
  );
});

test("rows without a key, and rows under a key that was there, are counted and not taken", () => {
  const rehearsal = rehearsed([{ code: 1, name: "a" }], []);
  rehearsal.add("crm", new Map([["id", "0"]]));
  rehearsal.add("crm", new Map([["id", null]]));

  expect(report(rehearsal).sources[0]).toMatchObject({ rows: 3, records: 1, sameKey: 1, refused: 1 });
});
