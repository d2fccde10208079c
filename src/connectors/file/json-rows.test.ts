import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Raw, RawNumber, type RawRow, type RefusedRow } from "../../core/value/raw.ts";
import { fieldBytesMax, jsonDepthMax } from "../../limits.ts";
import { writeJson } from "./json-raw.ts";
import { readRows } from "./read-rows.ts";

async function read(
  bytes: Uint8Array | string,
  format: "jsonl" | "json" = "jsonl",
  cuts: readonly number[] = [],
) {
  const whole = Buffer.from(bytes);
  async function* chunks() {
    let from = 0;
    for (const to of [
      ...cuts.map((cut) => Math.min(cut, whole.length)).sort((a, b) => a - b),
      whole.length,
    ]) {
      yield whole.subarray(from, to);
      from = to;
    }
  }
  const rows: RawRow[] = [];
  const refused: RefusedRow[] = [];
  for await (const batch of readRows(chunks(), { format, delimiter: null, batchRows: 3, spoolFolder: "" })) {
    rows.push(...batch.rows);
    refused.push(...batch.refused);
  }
  return { rows, refused };
}

const codes = (rows: readonly RefusedRow[]) => rows.map(({ code }) => code);

const number = fc.oneof(
  fc.integer().map(String),
  fc.bigInt().map(String),
  fc
    .double({ noNaN: true, noDefaultInfinity: true })
    .map((value) => (Object.is(value, -0) ? "-0" : String(value))),
  fc.constantFrom("1.10", "-0", "1e400", "0.1E-9", "12345678901234567890", "1.0"),
);
const text = fc.string({ unit: "grapheme" }).map((each) => each.replaceAll("\0", ""));
const { raw } = fc.letrec<{ raw: Raw; object: ReadonlyMap<string, Raw> }>((tie) => ({
  object: fc
    .uniqueArray(fc.tuple(fc.oneof(text, fc.constantFrom("__proto__", "1", "constructor")), tie("raw")), {
      selector: ([key]) => key,
      maxLength: 4,
    })
    .map((entries) => new Map(entries)),
  raw: fc.oneof(
    { maxDepth: 4 },
    text,
    fc.boolean(),
    fc.constant(null),
    number.map((each) => new RawNumber(each)),
    fc.array(tie("raw"), { maxLength: 4 }),
    tie("object"),
  ),
}));
const object = fc
  .uniqueArray(fc.tuple(text, raw), { selector: ([key]) => key, maxLength: 4 })
  .map((each) => new Map(each));
const cuts = fc.array(fc.nat({ max: 500 }), { maxLength: 12 });

describe("reading JSON", () => {
  it("gives back any objects as lines, with their digits and in their order, however the bytes are cut", async () => {
    const lineEnd = fc.constantFrom("\n", "\r\n", "\n\n", " \n");
    await fc.assert(
      fc.asyncProperty(fc.array(object, { maxLength: 6 }), lineEnd, cuts, async (objects, end, at) => {
        const { rows, refused } = await read(
          objects.map((each) => writeJson(each) + end).join(""),
          "jsonl",
          at,
        );

        expect(refused).toEqual([]);
        expect(rows.map(({ fields }) => [...fields])).toEqual(objects.map((each) => [...each]));
      }),
      { numRuns: 300 },
    );
  });

  it("gives back any objects as one array, however the bytes are cut", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(object, { maxLength: 6 }), cuts, async (objects, at) => {
        const { rows, refused } = await read(` [ ${objects.map(writeJson).join(" , ")} ]\n`, "json", at);

        expect(refused).toEqual([]);
        expect(rows.map(({ fields }) => [...fields])).toEqual(objects.map((each) => [...each]));
        expect(rows.map(({ line }) => line)).toEqual(objects.map((_, i) => i + 1));
        expect(rows.map(({ bytes }) => Buffer.from(bytes).toString())).toEqual(objects.map(writeJson));
      }),
      { numRuns: 300 },
    );
  });

  it("takes a line where JSON.parse gives an object, and refuses it with its bytes where not", async () => {
    const soup = fc
      .array(
        fc.constantFrom("{", "}", "[", "]", '"a"', '"b"', ":", ",", "1", "-0.5e3", "true", "null", " ", "\\"),
        {
          maxLength: 12,
        },
      )
      .map((parts) => parts.join(""));
    await fc.assert(
      fc.asyncProperty(soup, async (line) => {
        fc.pre(line.trim() !== "");
        let parsed: unknown;
        try {
          parsed = JSON.parse(line);
        } catch {
          parsed = null;
        }
        const isObject = typeof parsed === "object" && parsed !== null && !Array.isArray(parsed);

        const { rows, refused } = await read(line);

        const twice = refused[0]?.code === "row-key-twice";
        expect(rows.length === 1 || twice).toBe(isObject);
        for (const each of refused) expect(Buffer.from(each.bytes).toString()).toBe(line);
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ['{"a":1,"a":2}', "row-key-twice"],
    ['{"a":{"b":1,"\\u0062":2}}', "row-key-twice"],
    ["[1]", "row-not-object"],
    ["7", "row-not-object"],
    ['{"a":1', "row-not-json"],
    ['{"a":"\\u0000"}', "row-has-nul"],
    ['{"a":"\\ud800"}', "row-text-broken"],
    [`{"a":${"[".repeat(jsonDepthMax)}1${"]".repeat(jsonDepthMax)}}`, "row-too-deep"],
    [`{"a":${"[".repeat(100_000)}${"]".repeat(100_000)}}`, "row-too-deep"],
    [`{"a":"${"x".repeat(fieldBytesMax + 1)}"}`, "row-field-too-large"],
    [`{"a":"${"x".repeat(50_000_000)}"}`, "row-too-large"],
    [`{${Array.from({ length: 10_000 }, (_, i) => `"c${i}":1`).join(",")}}`, "row-columns-extra"],
    [Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), "row-not-utf8"],
  ])("refuses one line and reads on (%#)", async (line, code) => {
    const file = Buffer.concat([Buffer.from(line), Buffer.from('\n{"b":2}\n')]);

    const { rows, refused } = await read(file);

    expect(codes(refused)).toEqual([code]);
    expect(Buffer.compare(refused[0]?.bytes ?? Buffer.of(), Buffer.from(line))).toBe(0);
    expect(rows.map(({ line: at, fields }) => [at, ...fields])).toEqual([[2, ["b", new RawNumber("2")]]]);
  });

  it("never quotes what it refuses, as that may be personal", async () => {
    const { refused } = await read('{"name":"Ada Lovelace" "x"}');

    expect(refused[0]?.message).toMatch(/^Not JSON at character \d+\.$/);
  });

  it.each(["", "{}", "[", '[{"a":1}', '[{"a":1},]', "[,]", '[{"a":1}] x', '["a'])(
    "refuses a body that is no whole array: %j",
    async (body) => {
      await expect(read(body, "json")).rejects.toMatchObject({ refusal: { code: "json-not-array" } });
    },
  );

  it("reads an empty file as no rows", async () => {
    expect(await read("")).toEqual({ rows: [], refused: [] });
    expect(await read("\uFEFF\n")).toEqual({ rows: [], refused: [] });
    expect(await read(" [ ] ", "json")).toEqual({ rows: [], refused: [] });
  });
});
