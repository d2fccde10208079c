import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RawRow, RefusedRow } from "../../core/value/raw.ts";
import { columnsMax, fieldBytesMax, rowBytesMax } from "../../limits.ts";
import { readRows } from "./read-rows.ts";

const delimiters = [",", ";", "\t", "|", "%", "§", "||"];
const lineEnds = ["\n", "\r\n", "\r"];
const options = { format: "csv", delimiter: ",", batchRows: 1000, spoolFolder: "" } as const;

async function read(
  bytes: Uint8Array | string,
  delimiter: string | null = ",",
  cuts: readonly number[] = [],
) {
  const whole = Buffer.from(bytes);
  async function* chunks() {
    const places = [...cuts].map((cut) => Math.min(cut, whole.length)).sort((a, b) => a - b);
    let from = 0;
    for (const to of [...places, whole.length]) {
      yield whole.subarray(from, to);
      from = to;
    }
  }
  const rows: RawRow[] = [];
  const refused: RefusedRow[] = [];
  let columns: readonly string[] | null = null;
  for await (const batch of readRows(chunks(), { ...options, delimiter })) {
    rows.push(...batch.rows);
    refused.push(...batch.refused);
    columns = batch.columns;
  }
  return { rows, refused, columns };
}

const values = (rows: readonly RawRow[]) => rows.map(({ fields }) => [...fields.values()]);
const lines = (rows: readonly { line: number }[]) => rows.map(({ line }) => line);
const texts = (rows: readonly { bytes: Uint8Array }[]) =>
  rows.map(({ bytes }) => Buffer.from(bytes).toString());
const codes = (rows: readonly RefusedRow[]) => rows.map(({ code }) => code);

/** Text as it is met: any characters, and often those that matter to a CSV. */
const field = fc
  .array(
    fc.oneof(
      fc.constantFrom('"', "\n", "\r", "\r\n", ...delimiters, " ", "é", "😀"),
      fc.string({ unit: "grapheme" }),
    ),
    { maxLength: 5 },
  )
  .map((parts) => parts.join("").replaceAll("\0", ""));

const table = fc
  .record({
    delimiter: fc.constantFrom(...delimiters),
    ends: fc.array(fc.constantFrom(...lineEnds), { minLength: 1, maxLength: 4 }),
    quoteAll: fc.boolean(),
    bom: fc.boolean(),
    lastEnd: fc.boolean(),
    width: fc.integer({ min: 1, max: 5 }),
  })
  .chain((style) =>
    fc.record({
      style: fc.constant(style),
      rows: fc.array(fc.array(field, { minLength: style.width, maxLength: style.width }), { maxLength: 8 }),
      cuts: fc.array(fc.nat({ max: 400 }), { maxLength: 12 }),
    }),
  );

type Table = typeof table extends fc.Arbitrary<infer Value> ? Value : never;

function write({ style, rows }: Table): string {
  const { delimiter, ends, quoteAll, bom, lastEnd, width } = style;
  const quoted = (value: string) => `"${value.replaceAll('"', '""')}"`;
  const cell = (value: string) =>
    quoteAll || value === "" || /["\r\n]/.test(value) || value.includes(delimiter[0] ?? "")
      ? quoted(value)
      : value;
  const header = Array.from({ length: width }, (_, i) => `c${i}`);
  const records = [header, ...rows].map((row) => row.map(cell).join(delimiter));
  const text = records.map((record, i) => record + (ends[i % ends.length] ?? "\n")).join("");
  return (bom ? "\uFEFF" : "") + (lastEnd ? text : text.replace(/\r?\n?$/, ""));
}

describe("reading CSV", () => {
  it("gives back any table, whatever delimiter, quoting, line ends and chunks it is written with", async () => {
    await fc.assert(
      fc.asyncProperty(table, async (written) => {
        const text = write(written);

        const { rows, refused, columns } = await read(text, written.style.delimiter, written.cuts);

        expect(refused).toEqual([]);
        expect(columns).toEqual(Array.from({ length: written.style.width }, (_, i) => `c${i}`));
        expect(values(rows)).toEqual(
          written.rows.map((row) => row.map((value) => (value === "" ? null : value))),
        );
      }),
      { numRuns: 400 },
    );
  });

  it("reads as csv-parse does what csv-parse reads", async () => {
    const soup = fc
      .array(fc.constantFrom("a", "b", '"', '"', ",", ",", "\n", "\r\n"), { maxLength: 30 })
      .map((parts) => `x,y\n${parts.join("")}`);
    await fc.assert(
      fc.asyncProperty(soup, async (text) => {
        let expected: string[][];
        try {
          expected = parse(text, {
            skip_empty_lines: true,
            relax_column_count: true,
            record_delimiter: ["\r\n", "\n"],
          });
        } catch {
          return;
        }

        const { rows, refused } = await read(text);

        const fits = expected.slice(1).filter((row) => row.length === 2);
        expect(values(rows)).toEqual(fits.map((row) => row.map((value) => (value === "" ? null : value))));
        expect(refused.length).toBe(expected.length - 1 - fits.length);
      }),
      { numRuns: 1000 },
    );
  });

  it("reads the same from any bytes at all, however they are cut, and keeps every byte that is not a line end", async () => {
    const byte = fc.constantFrom(0x61, 0x22, 0x2c, 0x0a, 0x0d, 0x00, 0xff, 0xc3, 0xa9);
    await fc.assert(
      fc.asyncProperty(
        fc.array(byte, { maxLength: 60 }),
        fc.array(fc.nat({ max: 64 }), { maxLength: 8 }),
        async (bytes, cuts) => {
          const file = Buffer.concat([Buffer.from("x,y\n"), Buffer.from(bytes)]);

          const whole = await read(file);
          const cut = await read(file, ",", cuts);

          expect(cut).toEqual(whole);
          const all = [...whole.rows, ...whole.refused].sort((a, b) => a.line - b.line);
          const kept = Buffer.concat(all.map((each) => each.bytes)).filter(
            (each) => each !== 10 && each !== 13,
          );
          expect([...kept]).toEqual(bytes.filter((each) => each !== 10 && each !== 13));
        },
      ),
      { numRuns: 500 },
    );
  });

  it("keeps the exact bytes and the line of every row, without its line end", async () => {
    const { rows } = await read('a,b\r\n1,"x\r\ny"\r\n\r\n2,é\n3,z');

    expect(texts(rows)).toEqual(['1,"x\r\ny"', "2,é", "3,z"]);
    expect(lines(rows)).toEqual([2, 5, 6]);
  });

  it("refuses the line of a stray quote alone and reads on behind it", async () => {
    const { rows, refused } = await read('a,b\n1,say "hi"\n2,x\n3,"open\n4,y\n5,"z" \n6,"ok"\n');

    expect(codes(refused)).toEqual(["row-quote-broken", "row-quote-broken", "row-quote-broken"]);
    expect(texts(refused)).toEqual(['1,say "hi"', '3,"open', '5,"z" ']);
    expect(lines(refused)).toEqual([2, 4, 6]);
    expect(values(rows)).toEqual([
      ["2", "x"],
      ["4", "y"],
      ["6", "ok"],
    ]);
  });

  it("refuses only the line of a quote that is never closed", async () => {
    const rest = Array.from({ length: 100 }, (_, i) => `${i},x\n`).join("");

    const { rows, refused } = await read(`a,b\n1,"open\n${rest}`);

    expect(texts(refused)).toEqual(['1,"open']);
    expect(rows.length).toBe(100);
  });

  it("holds a quote that is open for longer than a row may be to be astray, however the file is cut", async () => {
    const row = `2,${"x".repeat(1000)}\n`;
    const count = Math.ceil((rowBytesMax * 1.5) / row.length);
    const text = `a,b\n1,"open\n${row.repeat(count)}3,"closed"\n`;

    for (const cuts of [[], [1_000_000, 3_000_000, 6_000_000]]) {
      const { rows, refused } = await read(text, ",", cuts);

      expect(texts(refused)).toEqual(['1,"open']);
      expect(rows.length).toBe(count + 1);
    }
  });

  it("refuses rows of another width than the header, and rows that are no text", async () => {
    const bad = Buffer.concat([
      Buffer.from("a,b\n1\n1,2,3\n"),
      Buffer.from([0x31, 0x2c, 0xff, 0x0a]),
      Buffer.from("1,\0\n1,2\n"),
    ]);

    const { rows, refused } = await read(bad);

    expect(codes(refused)).toEqual([
      "row-columns-missing",
      "row-columns-extra",
      "row-not-utf8",
      "row-has-nul",
    ]);
    expect([...(refused[2]?.bytes ?? [])]).toEqual([0x31, 0x2c, 0xff]);
    expect(values(rows)).toEqual([["1", "2"]]);
  });

  it("refuses a field of 50 MB, keeps its bytes, and reads on", async () => {
    const huge = "x".repeat(50_000_000);

    const { rows, refused } = await read(
      `a,b\n1,${huge}\n2,"${huge}"\n3,${"y".repeat(fieldBytesMax + 1)}\n4,z\n`,
    );

    expect(codes(refused)).toEqual(["row-too-large", "row-too-large", "row-field-too-large"]);
    expect(refused.map(({ bytes }) => bytes.length)).toEqual([50_000_002, 50_000_004, fieldBytesMax + 3]);
    expect(values(rows)).toEqual([["4", "z"]]);
  });

  it("stops at a row that is too large to be kept", async () => {
    async function* endless() {
      yield Buffer.from("a,b\n");
      for (;;) yield Buffer.alloc(1_000_000, "x");
    }

    const reading = async () => {
      for await (const _ of readRows(endless(), options));
    };

    await expect(reading()).rejects.toMatchObject({ refusal: { code: "file-row-too-large" } });
  });

  it.each([
    ["", "file-empty"],
    ["\n\n", "file-empty"],
    ["a,b,a\n1,2,3\n", "file-column-twice"],
    [Array.from({ length: 10_000 }, (_, i) => `c${i}`).join(","), "file-columns-too-many"],
    ['a,"b\n1,2\n', "file-header-broken"],
    ["a,\0\n", "file-header-broken"],
    [",,\n1,2,3\n", "file-header-broken"],
    ["\uFEFF", "file-empty"],
    [Buffer.from("\uFEFFa,b\n1,2\n", "utf16le"), "file-not-utf8"],
    [Buffer.from([0x61, 0x2c, 0xff, 0x0a]), "file-not-utf8"],
  ])("refuses the file whose header is no header (%#)", async (text, code) => {
    await expect(read(text)).rejects.toMatchObject({ refusal: { code } });
  });

  it(`refuses a row of 10,000 columns under a header of ${columnsMax} or fewer`, async () => {
    const { rows, refused } = await read(`a,b\n${"x,".repeat(9_999)}x\n1,2\n`);

    expect(codes(refused)).toEqual(["row-columns-extra"]);
    expect(rows.length).toBe(1);
  });

  it("tells the columns of a file that has a header only", async () => {
    const { rows, columns } = await read("a,b");

    expect(columns).toEqual(["a", "b"]);
    expect(rows).toEqual([]);
  });

  it("tells of a column without a name where it stands, and of no value in it", async () => {
    const { rows, columns } = await read('"",a,,b,\n0,1,x,2,\n');

    expect(columns).toEqual(["", "a", "", "b", ""]);
    expect([...(rows[0]?.fields ?? [])]).toEqual([
      ["a", "1"],
      ["b", "2"],
    ]);
  });

  it("keeps columns apart from the members of objects", async () => {
    const { rows } = await read("__proto__,constructor\n1,2\n");

    expect([...(rows[0]?.fields ?? [])]).toEqual([
      ["__proto__", "1"],
      ["constructor", "2"],
    ]);
    expect(Reflect.get({}, "polluted")).toBeUndefined();
  });

  it.each(delimiters.filter((each) => each.length === 1 && each !== "§"))(
    "finds the delimiter %j",
    async (delimiter) => {
      const text = [
        ["id", "name (EUR)", "at"],
        ["1", '"a,b;c|d%e\tf"', "10:00:00"],
      ]
        .map((row) => row.join(delimiter))
        .join("\n");

      const { columns, refused } = await read(text, null);

      expect(columns).toEqual(["id", "name (EUR)", "at"]);
      expect(refused).toEqual([]);
    },
  );
});
