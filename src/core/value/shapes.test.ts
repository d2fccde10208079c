import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { GroupType, ListType, Standardise } from "../model/value-type.ts";
import { sameValue } from "./compare.ts";
import { parseList } from "./list.ts";
import { convertQuantity, quantityParts, readQuantity } from "./quantity.ts";
import { type Raw, RawNumber } from "./raw.ts";
import { compileReader } from "./read-shape.ts";
import { isRefusal } from "./reading.ts";
import { convertible, isUnit } from "./units.ts";

const none: readonly Standardise[] = [];
const compare = { ignore: new Set<"case">(), tolerance: null, maxLength: new Map<string, number>() };
const text = { kind: "text" } as const;
const field = (name: string, required = false) =>
  [name, { name, title: name, description: "", type: text, standardise: none, required }] as const;
const account: GroupType = { kind: "group", fields: new Map([field("iban", true), field("bank")]) };
const listOf = (of: ListType["of"], as: ListType["as"], keyedBy: string | null = null): ListType => ({
  kind: "list",
  of,
  as,
  keyedBy,
  standardise: none,
});
const read = (type: ListType | GroupType, raw: Raw) =>
  compileReader({ type, standardise: none }, new Map())(raw);
const object = (fields: Readonly<Record<string, Raw>>): Raw => new Map(Object.entries(fields));

describe("a set", () => {
  const set = listOf(text, "set");
  const texts = fc.array(
    fc.string({ unit: "binary" }).filter((one) => !one.includes("\0") && one.isWellFormed()),
  );

  test("is the same whatever the order and however often its elements come, and reads as itself", () => {
    fc.assert(
      fc.property(texts, fc.func(fc.integer()), (elements, shuffle) => {
        const once = read(set, elements);
        fc.pre(!isRefusal(once));
        const mixed = [...elements, ...elements].toSorted((a, b) => shuffle(a) - shuffle(b));

        expect(read(set, mixed)).toEqual(once);
        expect(once === null ? null : read(set, once)).toEqual(once);
        const distinct = new Set(elements.filter((one) => one !== "").map((one) => one.normalize("NFC")));
        expect(once === null ? 0 : parseList(set, once).length).toBe(distinct.size);
      }),
    );
  });

  test("without elements is empty", () => {
    expect(read(set, [])).toBeNull();
    expect(read(set, [null, ""])).toBeNull();
  });

  test("of a hundred thousand elements is refused with what to do", () => {
    const many = Array.from({ length: 100_000 }, (_, at) => String(at));

    expect(read(set, many)).toMatchObject({ code: "value-list-too-long" });
  });
});

describe("a sequence", () => {
  test("keeps the order and number of its elements", () => {
    const sequence = listOf(text, "sequence");

    expect(read(sequence, ["b", "a", "b"])).toBe('["b","a","b"]');
    expect(sameValue({ type: sequence, compare }, '["a","b"]', '["b","a"]', null)).toBe(false);
  });
});

describe("a keyed list", () => {
  const keyed = listOf(account, "keyed", "iban");

  test("stands in the order of its keys", () => {
    const raw = [object({ iban: "Z" }), object({ iban: "A", bank: "x" })];

    expect(read(keyed, raw)).toBe('[{"bank":"x","iban":"A"},{"iban":"Z"}]');
  });

  test("is refused where a key is missing, or stands for two elements", () => {
    const optional = listOf({ ...account, fields: new Map([field("iban"), field("bank")]) }, "keyed", "iban");

    expect(read(optional, [object({ bank: "x" })])).toMatchObject({ code: "value-key-missing" });
    expect(read(keyed, [object({ iban: "A" }), object({ iban: "A", bank: "x" })])).toMatchObject({
      code: "value-key-twice",
    });
    expect(read(keyed, [object({ iban: "A" }), object({ iban: "A" })])).toBe('[{"iban":"A"}]');
  });
});

describe("a group", () => {
  test("holds the fields that have a value, and is empty without any", () => {
    expect(read(account, object({ iban: "A", bank: null }))).toBe('{"iban":"A"}');
    expect(read(account, '{"bank":"x","iban":"A"}')).toBe('{"bank":"x","iban":"A"}');
    expect(read(account, object({ iban: "", bank: null }))).toBeNull();
  });

  test("is refused as a whole where one field cannot be read, is unknown, or is missing though required", () => {
    expect(read(account, object({ iban: ["A"] }))).toMatchObject({
      code: "value-not-scalar",
      fields: { field: "iban" },
    });
    expect(read(account, object({ iban: "A", bic: "x" }))).toMatchObject({ code: "value-unknown-field" });
    expect(read(account, object({ bank: "x" }))).toMatchObject({ code: "value-field-missing" });
    expect(read(account, new RawNumber("1"))).toMatchObject({ code: "value-not-group" });
  });
});

describe("a quantity", () => {
  const units = ["kg", "g", "mg", "t", "lb", "oz"];
  const amount = fc.tuple(fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }), fc.integer({ min: 0, max: 6 }));
  const written = ([digits, scale]: readonly [bigint, number]): string => {
    const all = (digits < 0n ? -digits : digits).toString().padStart(scale + 1, "0");
    const point = all.length - scale;
    return `${digits < 0n ? "-" : ""}${all.slice(0, point)}${scale > 0 ? `.${all.slice(point)}` : ""}`;
  };

  test("converted and back is the same amount, and never a rounded one", () => {
    fc.assert(
      fc.property(amount, fc.constantFrom(...units), fc.constantFrom(...units), (number, from, to) => {
        const text = written(number);
        const there = convertQuantity(text, from, to);
        fc.pre(typeof there === "string");
        const back = convertQuantity(quantityParts(String(there)).amount, to, from);

        const type = { kind: "quantity", unit: from } as const;
        expect(typeof back === "string" && sameValue({ type, compare }, back, `${text} ${from}`, null)).toBe(
          true,
        );
      }),
    );
  });

  test.each([
    ["12500 g", "kg", "12.5 kg"],
    ["1 lb", "kg", "0.45359237 kg"],
    ["20 Cel", "K", "293.15 K"],
    ["212 [degF]", "Cel", "100 Cel"],
    ["120 1/min", "Hz", "2 Hz"],
    ["5 mg/dL", "g/L", "0.05 g/L"],
    ["2 doz", "pc", "24 pc"],
    ["1.10 kg", "kg", "1.10 kg"],
  ])("%s in %s is %s", (given, declared, expected) => {
    expect(readQuantity(given, { declared, assumed: declared })).toBe(expected);
  });

  test.each([
    ["1 m", "kg", "value-unit-not-convertible"],
    ["1 KG", "kg", "value-unknown-unit"],
    ["1 Cel/m", "K", "value-unknown-unit"],
    ["1 1/min", "Hz", "value-unit-not-exact"],
    ["much", "kg", "value-not-quantity"],
    ["1 kg kg", "kg", "value-unknown-unit"],
  ])("%s in %s is refused as %s", (given, declared, code) => {
    expect(readQuantity(given, { declared, assumed: declared })).toMatchObject({ code });
  });

  test("is of one unit with another only where they measure the same", () => {
    expect(convertible("kg.m/s2", "N")).toBe(true);
    expect(convertible("kg", "pc")).toBe(false);
    for (const text of ["", "/", ".", "kg..m", "k", "2", "kg0", "x".repeat(100)])
      expect(isUnit(text)).toBe(false);
  });
});
