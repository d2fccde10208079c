import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import type { SchemaElement } from "hyparquet";
import { ByteWriter, type ColumnSource, parquetWrite, parquetWriteBuffer } from "hyparquet-writer";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { RawNumber, type RawRow, type RefusedRow } from "../../core/value/raw.ts";
import { columnsMax } from "../../limits.ts";
import { decimalText } from "./parquet-value.ts";
import { readRows } from "./read-rows.ts";

let spoolFolder = "";
beforeAll(async () => {
  spoolFolder = await mkdtemp(join(tmpdir(), "bailiwick-spool-"));
});
afterAll(() => rm(spoolFolder, { recursive: true }));

async function read(bytes: ArrayBuffer | Uint8Array, batchRows = 100) {
  async function* chunks() {
    const whole = Buffer.from(new Uint8Array(bytes));
    for (let at = 0; at < whole.length; at += 10_000) yield whole.subarray(at, at + 10_000);
  }
  const rows: RawRow[] = [];
  const refused: RefusedRow[] = [];
  let columns: readonly string[] | null = null;
  let largest = 0;
  for await (const batch of readRows(chunks(), {
    format: "parquet",
    delimiter: null,
    batchRows,
    spoolFolder,
  })) {
    rows.push(...batch.rows);
    refused.push(...batch.refused);
    columns = batch.columns;
    largest = Math.max(largest, batch.rows.length);
  }
  return { rows, refused, columns, largest };
}

type Leaf = Omit<SchemaElement, "name" | "repetition_type">;

/** A file of one optional column `v` of the given type. */
function oneColumn(leaf: Leaf, data: unknown[]): Uint8Array {
  const writer = new ByteWriter();
  const schema: SchemaElement[] = [
    { name: "root", num_children: 1 },
    { name: "v", repetition_type: "OPTIONAL", ...leaf },
  ];
  parquetWrite({ writer, schema, columnData: [{ name: "v", data }] });
  return writer.getBytes();
}

function nested(schema: SchemaElement[], data: unknown[]): Uint8Array {
  const writer = new ByteWriter();
  const columnData: ColumnSource[] = [{ name: schema[1]?.name ?? "", data }];
  parquetWrite({ writer, columnData, schema });
  return writer.getBytes();
}

const number = (text: string) => new RawNumber(text);

describe("reading Parquet", () => {
  it.each<[string, Leaf, unknown[], unknown[]]>([
    ["text", { type: "BYTE_ARRAY", converted_type: "UTF8" }, ["é", "", "__proto__"], ["é", "", "__proto__"]],
    ["bytes that are text", { type: "BYTE_ARRAY" }, [Buffer.from("abc")], ["abc"]],
    ["booleans", { type: "BOOLEAN" }, [true, false], [true, false]],
    ["integers", { type: "INT32" }, [-1, 2147483647], [number("-1"), number("2147483647")]],
    [
      "integers beyond what a float holds",
      { type: "INT64" },
      [9007199254740993n, -9223372036854775808n],
      [number("9007199254740993"), number("-9223372036854775808")],
    ],
    [
      "unsigned integers",
      { type: "INT32", converted_type: "UINT_32" },
      [4294967295, 1],
      [number("4294967295"), number("1")],
    ],
    [
      "unsigned long integers",
      { type: "INT64", converted_type: "UINT_64" },
      [18446744073709551615n, 1n],
      [number("18446744073709551615"), number("1")],
    ],
    [
      "doubles",
      { type: "DOUBLE" },
      [0.1, -0, 1e300, Number.NaN],
      [number("0.1"), number("-0"), number("1e+300"), "NaN"],
    ],
    [
      "floats",
      { type: "FLOAT" },
      [Math.fround(0.1), 16777216, 0.5],
      [number("0.1"), number("16777216"), number("0.5")],
    ],
    [
      "decimals beyond what a float holds, with their zeros",
      { type: "FIXED_LEN_BYTE_ARRAY", type_length: 16, converted_type: "DECIMAL", precision: 38, scale: 4 },
      [12345678901234567890123450000n, -5n, 0n],
      [number("1234567890123456789012345.0000"), number("-0.0005"), number("0.0000")],
    ],
    [
      "short decimals",
      { type: "INT64", converted_type: "DECIMAL", precision: 18, scale: 2 },
      [1050n, -1n],
      [number("10.50"), number("-0.01")],
    ],
    [
      "dates",
      { type: "INT32", converted_type: "DATE" },
      [0, -1, 20787],
      ["1970-01-01", "1969-12-31", "2026-11-30"],
    ],
    [
      "instants in milliseconds",
      { type: "INT64", converted_type: "TIMESTAMP_MILLIS" },
      [1n, -1n, 0n],
      ["1970-01-01T00:00:00.001Z", "1969-12-31T23:59:59.999Z", "1970-01-01T00:00:00Z"],
    ],
    [
      "instants in microseconds",
      { type: "INT64", logical_type: { type: "TIMESTAMP", unit: "MICROS", isAdjustedToUTC: true } },
      [1795998834123456n],
      ["2026-11-30T00:33:54.123456Z"],
    ],
    [
      "wall clock times in nanoseconds, none of them lost",
      { type: "INT64", logical_type: { type: "TIMESTAMP", unit: "NANOS", isAdjustedToUTC: false } },
      [1n],
      ["1970-01-01T00:00:00.000000001"],
    ],
    [
      "times of day",
      { type: "INT64", logical_type: { type: "TIME", unit: "MICROS", isAdjustedToUTC: false } },
      [86_399_000_001n],
      ["23:59:59.000001"],
    ],
    [
      "UUIDs",
      { type: "FIXED_LEN_BYTE_ARRAY", type_length: 16, logical_type: { type: "UUID" } },
      ["00112233-4455-6677-8899-aabbccddeeff"],
      ["00112233-4455-6677-8899-aabbccddeeff"],
    ],
    ["JSON", { type: "BYTE_ARRAY", converted_type: "JSON" }, [{ a: [1] }], [new Map([["a", [number("1")]]])]],
  ])("gives %s exactly, and null", async (_, leaf, data, expected) => {
    const { rows, refused } = await read(oneColumn(leaf, [...data, null]));

    expect(refused).toEqual([]);
    expect(rows.map(({ fields }) => fields.get("v"))).toEqual([...expected, null]);
  });

  it("gives any decimal with the digits of its scale", () => {
    fc.assert(
      fc.property(fc.bigInt(), fc.integer({ min: 0, max: 38 }), (unscaled, scale) => {
        const text = decimalText(unscaled, scale);

        expect(text).toMatch(scale === 0 ? /^-?\d+$/ : new RegExp(`^-?\\d+\\.\\d{${scale}}$`));
        expect(BigInt(text.replace(".", ""))).toBe(unscaled);
      }),
    );
  });

  it("gives lists, structs and maps, with keys that are members of objects elsewhere", async () => {
    const list = nested(
      [
        { name: "root", num_children: 1 },
        { name: "l", repetition_type: "OPTIONAL", num_children: 1, converted_type: "LIST" },
        { name: "list", repetition_type: "REPEATED", num_children: 1 },
        { name: "element", repetition_type: "OPTIONAL", type: "INT64" },
      ],
      [[1n, null, 2n], [], null],
    );
    const struct = nested(
      [
        { name: "root", num_children: 1 },
        { name: "s", repetition_type: "OPTIONAL", num_children: 2 },
        { name: "at", repetition_type: "OPTIONAL", type: "INT32", converted_type: "DATE" },
        { name: "n", repetition_type: "OPTIONAL", type: "BYTE_ARRAY", converted_type: "UTF8" },
      ],
      [{ at: 0, n: "x" }, { at: null, n: null }, null],
    );
    const map = nested(
      [
        { name: "root", num_children: 1 },
        { name: "m", repetition_type: "OPTIONAL", num_children: 1, converted_type: "MAP" },
        { name: "key_value", repetition_type: "REPEATED", num_children: 2 },
        { name: "key", repetition_type: "REQUIRED", type: "BYTE_ARRAY", converted_type: "UTF8" },
        { name: "value", repetition_type: "OPTIONAL", type: "INT32" },
      ],
      [
        new Map([
          ["2", 1],
          ["1", 2],
          ["constructor", 3],
        ]),
        new Map(),
        null,
      ],
    );
    const values = async (bytes: Uint8Array) =>
      (await read(bytes)).rows.map(({ fields }) => [...fields.values()][0]);

    expect(await values(list)).toEqual([[number("1"), null, number("2")], [], null]);
    expect(await values(struct)).toEqual([
      new Map([
        ["at", "1970-01-01"],
        ["n", "x"],
      ]),
      new Map([
        ["at", null],
        ["n", null],
      ]),
      null,
    ]);
    expect((await values(map)).map((each) => (each instanceof Map ? [...each] : each))).toEqual([
      [
        ["2", number("1")],
        ["1", number("2")],
        ["constructor", number("3")],
      ],
      [],
      null,
    ]);
  });

  it("reads many row groups in their order and in batches, and leaves nothing on the disk", async () => {
    const ids = Array.from({ length: 5_000 }, (_, i) => i);
    const bytes = parquetWriteBuffer({
      columnData: [
        { name: "id", data: Int32Array.from(ids) },
        { name: "name", data: ids.map((id) => `name ${id % 7}`) },
      ],
      rowGroupSize: 700,
    });

    const { rows, columns, largest } = await read(bytes);

    expect(columns).toEqual(["id", "name"]);
    expect(rows.map(({ line }) => line)).toEqual(ids.map((id) => id + 1));
    expect(rows.map(({ fields }) => fields.get("id"))).toEqual(ids.map((id) => number(String(id))));
    expect(Buffer.from(rows[8]?.bytes ?? []).toString()).toBe('{"id":8,"name":"name 1"}');
    expect(largest).toBeLessThanOrEqual(100);
    expect(await readdir(spoolFolder)).toEqual([]);
  });

  it("refuses the row whose text is not UTF-8 or has a NUL, and reads on", async () => {
    const bytes = oneColumn({ type: "BYTE_ARRAY" }, [
      Buffer.from([0xff]),
      Buffer.from("a\0b"),
      Buffer.from("ok"),
    ]);

    const { rows, refused } = await read(bytes);

    expect(refused.map(({ line, code }) => [line, code])).toEqual([
      [1, "row-not-utf8"],
      [2, "row-has-nul"],
    ]);
    expect(Buffer.from(refused[0]?.bytes ?? []).toString()).toBe('{"v":"/w=="}');
    expect(rows.length).toBe(1);
  });

  it("reads a file without rows, and tells its columns", async () => {
    const { rows, columns } = await read(oneColumn({ type: "INT32" }, []));

    expect(rows).toEqual([]);
    expect(columns).toEqual(["v"]);
  });

  it("refuses a type that cannot be read, by the name of its column", async () => {
    const bytes = oneColumn(
      { type: "FIXED_LEN_BYTE_ARRAY", type_length: 2, logical_type: { type: "FLOAT16" } },
      [1],
    );

    await expect(read(bytes)).rejects.toMatchObject({
      refusal: { code: "file-column-unsupported", message: expect.stringContaining('"v"') },
    });
  });

  it("refuses an empty file as what it is", async () => {
    await expect(read(new Uint8Array())).rejects.toMatchObject({ refusal: { code: "file-empty" } });
  });

  it("refuses too many columns", async () => {
    const columnData = Array.from({ length: columnsMax + 1 }, (_, i) => ({
      name: `c${i}`,
      data: Int32Array.of(1),
    }));

    await expect(read(parquetWriteBuffer({ columnData }))).rejects.toMatchObject({
      refusal: { code: "file-columns-too-many" },
    });
  });

  it("answers a damaged file with a refusal or with rows, and never otherwise", async () => {
    const sound = new Uint8Array(
      parquetWriteBuffer({
        columnData: [
          { name: "id", data: Array.from({ length: 50 }, (_, i) => i) },
          { name: "name", data: Array.from({ length: 50 }, (_, i) => `name ${i % 3}`) },
        ],
      }),
    );
    const damage = fc.record({
      flips: fc.array(fc.tuple(fc.nat({ max: sound.length - 1 }), fc.integer({ min: 1, max: 255 })), {
        maxLength: 3,
      }),
      length: fc.oneof(fc.constant(sound.length), fc.integer({ min: 1, max: sound.length - 1 })),
    });
    await fc.assert(
      fc.asyncProperty(damage, async ({ flips, length }) => {
        const bytes = sound.slice(0, length);
        for (const [at, by] of flips) if (at < length) bytes[at] = (bytes[at] ?? 0) ^ by;

        const outcome = await read(bytes).then(
          ({ rows, refused }) => ({ count: rows.length + refused.length }),
          (error: { refusal?: { code: string } }) => ({ code: error.refusal?.code ?? String(error) }),
        );

        if ("code" in outcome) expect(outcome.code).toMatch(/^file-(broken|column-|too-large)/);
        if (length < sound.length) expect(outcome).toHaveProperty("code");
        if (length === sound.length && flips.length === 0) expect(outcome).toEqual({ count: 50 });
      }),
      {
        numRuns: 300,
        // In the second a column holds something else than its type says.
        examples: [[{ flips: [], length: sound.length }], [{ flips: [[433, 80]], length: 511 }]],
      },
    );
  });
});
