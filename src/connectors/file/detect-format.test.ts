import { describe, expect, it } from "vitest";
import { delimiterOf, detectFormat } from "./detect-format.ts";

describe("telling how a file is written", () => {
  it.each([
    [null, "PAR1…", "parquet", null],
    ["a.csv", "PAR1…", "parquet", null],
    ["a.csv", '{"a"},b\n', "csv", null],
    ["a.TSV", "a\tb\n", "csv", "\t"],
    ["a.ndjson", "", "jsonl", null],
    ["a.json", '{"a":1}', "jsonl", null],
    ["a.json", ' [{"a":1}]', "json", null],
    [null, '\uFEFF {"a":1}', "jsonl", null],
    [null, "[", "json", null],
    [null, "a,b", "csv", null],
    ["data.d/file", "a,b", "csv", null],
    [null, "", "csv", null],
  ])("takes %j beginning with %j for %s", (name, head, format, delimiter) => {
    expect(detectFormat(name, Buffer.from(head))).toEqual({ format, delimiter });
  });

  it.each([
    ["a.csv.gz", Buffer.from([0x1f, 0x8b, 8]), "file-format-unclear"],
    ["a.xlsx", Buffer.from("PK\u0003\u0004"), "file-format-unclear"],
    ["a.parquet", Buffer.from("a,b"), "file-broken"],
  ])("refuses %s, which is no text", (name, head, code) => {
    expect(() => detectFormat(name, head)).toThrow(
      expect.objectContaining({ refusal: expect.objectContaining({ code }) }),
    );
  });

  it.each([
    ["id%title%authors\n1%A, B: C%X; Y\n2%D%E, F\n", "%"],
    ["a;b\n1,5;2,5\n", ";"],
    ["a,b\n10:00,x\n", ","],
    ['a,b\n"1;2;3",x\n', ","],
    ["a|b|c\n1,2|3|4\n", "|"],
    ["name\nAda, Countess\n", ","],
    ["", ","],
  ])("finds the delimiter of %j", (head, delimiter) => {
    expect(delimiterOf(Buffer.from(head))).toBe(delimiter);
  });
});
