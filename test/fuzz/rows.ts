import type { Random } from "../../samples/shared/random.ts";
import { readColumns } from "../../src/core/model/columns.ts";
import type { Model } from "../../src/core/model/model.ts";
import type { Field, Source } from "../../src/core/model/source.ts";
import type { ValueType } from "../../src/core/model/value-type.ts";
import { type Raw, RawNumber, type RawObject } from "../../src/core/value/raw.ts";
import { noise } from "./words.ts";

/** A row as a source might hand it over: mostly what is expected, sometimes anything. */
export function rowOf(model: Model, source: Source, random: Random): RawObject {
  const row = new Map<string, Raw>();
  const attributes = model.entities.get(source.entity)?.attributes;
  for (const [name, field] of source.fields) {
    if (random.below(12) === 0) continue;
    const type = attributes?.get(name)?.type ?? { kind: "text" };
    for (const column of readColumns(field))
      place(row, column, rawOfColumn(model, field, column, type, random), random);
  }
  for (const column of source.links.values()) place(row, column, String(random.below(4)), random);
  for (const column of source.key)
    if (random.below(20) > 0) place(row, column, String(random.below(6)), random);
  return row;
}

function rawOfColumn(model: Model, field: Field, column: string, type: ValueType, random: Random): Raw {
  if (column === field.currencyFrom) return random.pick(["EUR", "USD", "JPY", "", "eur", "XXX"]);
  if (column === field.unitFrom) return random.pick(["kg", "g", "m", "", "?"]);
  if (column === field.spokenFor?.column) return random.pick([field.spokenFor.spelled, "x", ""]);
  return rawValue(model, type, random);
}

/** A path leads into nested objects, or stands as the name of a column. */
function place(row: Map<string, Raw>, column: string, raw: Raw, random: Random): void {
  const [first = column, ...rest] = column.split(".");
  if (rest.length === 0 || random.below(3) === 0) row.set(column, raw);
  else
    row.set(
      first,
      rest.reduceRight<Raw>((inner, name) => new Map([[name, inner]]), raw),
    );
}

/** A raw value that could be of the type; now and then one that is of none. */
export function rawValue(model: Model, type: ValueType, random: Random): Raw {
  if (random.below(6) === 0) return strange(random);
  switch (type.kind) {
    case "code":
      return random.pick([...(model.codes.get(type.codes)?.codes.keys() ?? []), "1", "B", ""]);
    case "list": {
      const elements = Array.from({ length: random.below(4) }, () => rawValue(model, type.of, random));
      return random.below(4) === 0 ? elements.map(String).join(",") : elements;
    }
    case "group":
      return new Map([...type.fields].map(([name, field]) => [name, rawValue(model, field.type, random)]));
    default:
      return random.pick(plain[type.kind]);
  }
}

const numbers = [
  "0",
  "1",
  "-1",
  "007",
  "42",
  "9007199254740993",
  "1.50",
  "-0.0",
  "1e3",
  "1e400",
  "9".repeat(999),
];
const plain: Readonly<Record<Exclude<ValueType["kind"], "code" | "list" | "group">, readonly Raw[]>> = {
  text: [
    "x",
    "X",
    " x ",
    "Straße",
    "STRASSE",
    "e\u0301",
    "é",
    "\u{1F469}\u200D\u{1F467}",
    "a\nb",
    "x".repeat(3_000),
  ],
  integer: [...numbers, new RawNumber("12"), new RawNumber("1e2")],
  decimal: [...numbers, new RawNumber("0.10")],
  float: [...numbers, "NaN", "Infinity", new RawNumber("1e-7")],
  boolean: [true, false, "yes", "N", "1", "maybe"],
  date: ["2026-01-02", "2024-02-29", "2025-02-29", "0001-01-01", "9999-12-31", "infinity", "-infinity"],
  timestamp: [
    "2026-01-02T03:04:05Z",
    "2026-03-29T02:30:00",
    "2026-01-02 03:04:05.123456+02",
    "infinity",
    "0001-01-01T00:00:00+14:00",
  ],
  email: ["ana@example.org", "Ana@Example.ORG", "a@b", "@", "x@xn--bcher-kva.example"],
  phone: ["+49 30 1234", "030/1234", "0049301234", "+", "tel"],
  url: ["https://example.org/", "HTTP://EXAMPLE.org:80/%7Ea", "javascript:x", "//", "https://ex ample"],
  money: ["12.50 EUR", "12.5 EUR", "EUR 3", "0 JPY", "1", "-1.999 USD"],
  json: ["{}", "[1,2]", '{"__proto__":1}', "null", "1", '"x"', "{", new Map([["a", new RawNumber("1.0")]])],
  ref: ["1", "2", "a b", "crm:1", "code=x", "00000000-0000-8000-8000-000000000001"],
  quantity: ["1 kg", "1000 g", "2.5", "1 m", "3 ", "1 kg kg"],
};

const strange = (random: Random): Raw =>
  random.pick<() => Raw>([
    () => null,
    () => "",
    () => " ",
    () => "\0",
    () => "\uD800",
    () => noise(random),
    () => [],
    () => [["x"]],
    () => new Map(),
    () => new Map([["__proto__", "x"]]),
    () => new RawNumber("1e999999999"),
    () => "z".repeat(20_000),
    () => true,
  ])();
