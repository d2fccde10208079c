import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { expect, it } from "vitest";
import { type CsvStyle, csv, rowsOfCsv } from "./text-files.ts";

const cell = fc.string({
  unit: fc.constantFrom("a", "ü", '"', ";", ",", "\t", "\n", "\r", " ", "0"),
  maxLength: 6,
});
const rows = fc.array(fc.record({ id: cell, name: cell, note: cell }), { minLength: 1, maxLength: 5 });
const style = fc.record<CsvStyle>({
  delimiter: fc.constantFrom(";", ",", "\t"),
  lineEnd: fc.constantFrom("\n", "\r\n"),
  mark: fc.boolean(),
});

it("what is written as CSV is read back as it was, here and by another reader", () => {
  fc.assert(
    fc.property(rows, style, (written, how) => {
      const text = csv(written, how);

      expect(rowsOfCsv(text, how)).toEqual(written);
      const read = parse(text, {
        columns: true,
        bom: true,
        delimiter: how.delimiter,
        relax_column_count: true,
      });
      expect(read).toEqual(written);
    }),
  );
});
