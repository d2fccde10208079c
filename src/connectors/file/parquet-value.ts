import { isUtf8 } from "node:buffer";
import type { SchemaElement, TimeUnit } from "hyparquet";
import { type Raw, RawNumber } from "../../core/value/raw.ts";
import { invariant } from "../../errors.ts";
import { fieldBytesMax } from "../../limits.ts";
import { readJson } from "./json-raw.ts";
import { fault, type RowFault } from "./read-blocks.ts";
import { refuseBroken } from "./refuse-broken.ts";

/** Makes a raw value of a stored one; what makes the row unreadable is added to the faults, with a value all the same. */
export type Convert = (value: unknown, faults: RowFault[]) => Raw;

/** What the values of a leaf column mean; `null` for a type that cannot be read. */
export function leafConvert(element: SchemaElement): Convert | null {
  const { type, converted_type: old, logical_type: logical } = element;
  if (old === "DECIMAL" || logical?.type === "DECIMAL") {
    const scale = element.scale ?? (logical?.type === "DECIMAL" ? logical.scale : 0);
    return (value) => new RawNumber(decimalText(wholeOf(value), scale));
  }
  if (logical?.type === "TIMESTAMP") return timestamp(logical.unit, logical.isAdjustedToUTC);
  if (old === "TIMESTAMP_MILLIS") return timestamp("MILLIS", true);
  if (old === "TIMESTAMP_MICROS") return timestamp("MICROS", true);
  if (logical?.type === "TIME") return time(logical.unit);
  if (old === "TIME_MILLIS") return time("MILLIS");
  if (old === "TIME_MICROS") return time("MICROS");
  if (old === "DATE" || logical?.type === "DATE") return (value) => dateText(wholeOf(value));
  if (old === "JSON" || logical?.type === "JSON") return json;
  if (logical?.type === "UUID") return (value) => uuidText(bytesOf(value));
  if (isUnreadable(element)) return null;
  if (type === "BOOLEAN") return (value) => value === true;
  if (type === "INT32" || type === "INT64") return integer(element);
  // Hive and Impala wrote instants so, without zone.
  if (type === "INT96") return timestamp("NANOS", false);
  if (type === "DOUBLE") return (value) => float(value, String);
  if (type === "FLOAT") return (value) => float(value, singleText);
  return text;
}

/** Whether hyparquet is to decode the bytes of a leaf as they are, or as what its type says. */
function isUnreadable({ converted_type: old, logical_type: logical }: SchemaElement): boolean {
  if (old === "BSON" || old === "INTERVAL") return true;
  switch (logical?.type) {
    case "BSON":
    case "INTERVAL":
    case "FLOAT16":
    case "VARIANT":
    case "GEOMETRY":
    case "GEOGRAPHY":
      return true;
    default:
      return false;
  }
}

function text(value: unknown, faults: RowFault[]): Raw {
  const bytes = bytesOf(value);
  if (!isUtf8(bytes)) {
    faults.push(fault("row-not-utf8", "A text that is not UTF-8; it stands here as base64."));
    return Buffer.from(bytes).toString("base64");
  }
  if (bytes.length > fieldBytesMax) {
    faults.push(fault("row-field-too-large", `A field has more than ${fieldBytesMax} bytes.`));
  }
  if (bytes.includes(0)) faults.push(fault("row-has-nul", "A NUL character stands in it."));
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("utf8");
}

function json(value: unknown, faults: RowFault[]): Raw {
  const source = text(value, faults);
  invariant(typeof source === "string", "text is read as a string");
  const read = readJson(source);
  if ("value" in read) return read.value;
  faults.push(read);
  return source;
}

function integer({ converted_type: old, logical_type: logical }: SchemaElement): Convert {
  const unsigned = old?.startsWith("UINT_") === true || (logical?.type === "INTEGER" && !logical.isSigned);
  if (!unsigned) return (value) => new RawNumber(String(value));
  return (value) =>
    new RawNumber(
      typeof value === "bigint" ? String(BigInt.asUintN(64, value)) : String(Number(value) >>> 0),
    );
}

function float(value: unknown, toText: (value: number) => string): Raw {
  if (typeof value !== "number") refuseBroken("a column of numbers holds something else");
  if (!Number.isFinite(value)) return String(value);
  return new RawNumber(Object.is(value, -0) ? "-0" : toText(value));
}

/** The shortest text that reads back as the same single precision number: 0.1, not 0.10000000149011612. */
function singleText(value: number): string {
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return String(short);
  }
  return String(value);
}

/** Unscaled digits and their scale as decimal text, trailing zeros kept: 1050 at scale 2 is 10.50. */
export function decimalText(unscaled: bigint, scale: number): string {
  const sign = unscaled < 0n ? "-" : "";
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, "0");
  const point = digits.length - scale;
  return scale === 0 ? sign + digits : `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}

const perSecond: Record<TimeUnit, bigint> = { MILLIS: 1_000n, MICROS: 1_000_000n, NANOS: 1_000_000_000n };
const secondsPerDay = 86_400n;

/** The instant in the digits of its unit; whether it is too fine for its attribute is for the attribute's type to say. */
function timestamp(unit: TimeUnit, utc: boolean): Convert {
  const each = perSecond[unit];
  return (value) => {
    const ticks = wholeOf(value);
    const days = floorDivide(ticks, each * secondsPerDay);
    return `${dateText(days)}T${timeText(ticks - days * each * secondsPerDay, each)}${utc ? "Z" : ""}`;
  };
}

function time(unit: TimeUnit): Convert {
  return (value) => timeText(wholeOf(value), perSecond[unit]);
}

function timeText(ticks: bigint, each: bigint): string {
  const seconds = Number(ticks / each);
  const clock = [seconds / 3600, (seconds / 60) % 60, seconds % 60].map((part) =>
    String(Math.trunc(part)).padStart(2, "0"),
  );
  const fraction = ticks % each;
  const digits = String(each).length - 1;
  return clock.join(":") + (fraction === 0n ? "" : `.${String(fraction).padStart(digits, "0")}`);
}

/** Days since 1970 as a date. Years beyond four digits get more, or a sign, which no date attribute takes. */
function dateText(days: bigint): string {
  const date = new Date(Number(days) * 86_400_000);
  // Beyond what the calendar of the language reaches the number itself is the honest text.
  if (Number.isNaN(date.getTime())) return `day ${days}`;
  return date.toISOString().split("T", 1)[0] ?? "";
}

function uuidText(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes).toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

function floorDivide(value: bigint, by: bigint): bigint {
  const quotient = value / by;
  return value % by < 0n ? quotient - 1n : quotient;
}

/** A whole number, however it is stored: as an integer, or as big-endian two's complement bytes. */
function wholeOf(value: unknown): bigint {
  if (typeof value === "bigint") return value;
  if (Number.isInteger(value)) return BigInt(Number(value));
  const bytes = bytesOf(value);
  if (bytes.length === 0) return 0n;
  return BigInt.asIntN(bytes.length * 8, BigInt(`0x${Buffer.from(bytes).toString("hex")}`));
}

function bytesOf(value: unknown): Uint8Array {
  if (!(value instanceof Uint8Array)) refuseBroken("a column of bytes holds something else");
  return value;
}
