import type { Refusal } from "../../errors.ts";
import { jsonDepthMax } from "../../limits.ts";
import { decimalText, withoutTrailingZeros } from "./decimal.ts";
import { type Raw, RawNumber, type RawObject } from "./raw.ts";
import { textFault } from "./text-fault.ts";

/**
 * Reads JSON text (RFC 8259) into a raw value: numbers keep their digits, objects are maps. Refuses what is not JSON,
 * a name that stands twice in one object, and nesting beyond `jsonDepthMax`.
 */
export function parseJson(text: string): { readonly value: Raw } | Refusal {
  const scan: Scan = { text, at: 0 };
  const value = readJson(scan, 0);
  if (value === broken) return notJson(scan.at);
  skipSpace(scan);
  return scan.at === text.length ? { value } : notJson(scan.at);
}

/** The JSON text of a raw value: names sorted by UTF-16 units (RFC 8785), numbers as they were written. */
export function writeJson(raw: Raw): string {
  return write(raw, { number: (digits) => digits, text: (characters) => characters });
}

/** The JSON text by which values are compared: numbers without trailing zeros, texts in NFC. */
export function comparableJson(raw: Raw): string {
  return write(raw, { number: plainNumber, text: (characters) => characters.normalize("NFC") });
}

/** Why a raw value cannot be kept as JSON: nesting, infinite numbers, texts that no database stores; `null` where it can. */
export function jsonFault(raw: Raw, depth = 0): Refusal | null {
  if (raw === null || typeof raw === "boolean") return null;
  if (typeof raw === "string") return textFault(raw);
  if (raw instanceof RawNumber) return numberFault(raw.text);
  if (depth >= jsonDepthMax) return tooDeep;
  if (isList(raw)) return firstFault(raw, depth + 1);
  return firstFault(raw.keys(), depth + 1) ?? firstFault(raw.values(), depth + 1);
}

/** Whether a raw value is a list. */
export function isList(raw: Raw): raw is readonly Raw[] {
  return Array.isArray(raw);
}

interface Scan {
  readonly text: string;
  at: number;
}

const notJsonNumber: Refusal = {
  code: "value-not-json",
  message: "The value holds a number that JSON cannot.",
};
const infinite: Refusal = {
  code: "value-out-of-range",
  message: "The JSON holds a number beyond what programs that read JSON can hold.",
};
const tooDeep: Refusal = {
  code: "value-not-json",
  message: `The JSON is nested deeper than ${jsonDepthMax} levels.`,
};

/** Numbers that did not come as JSON (from Parquet: NaN, infinities) may be none of JSON's. */
function numberFault(digits: string): Refusal | null {
  jsonNumber.lastIndex = 0;
  const whole = jsonNumber.test(digits) && jsonNumber.lastIndex === digits.length;
  if (!whole) return notJsonNumber;
  return Number.isFinite(Number(digits)) ? null : infinite;
}

function firstFault(members: Iterable<Raw>, depth: number): Refusal | null {
  for (const member of members) {
    const fault = jsonFault(member, depth);
    if (fault !== null) return fault;
  }
  return null;
}

/** Stands for "not JSON from here"; no raw value is a symbol. */
const broken: unique symbol = Symbol("not JSON");
type Broken = typeof broken;

function readJson(scan: Scan, depth: number): Raw | Broken {
  skipSpace(scan);
  switch (scan.text[scan.at]) {
    case "{":
      return depth >= jsonDepthMax ? broken : readObject(scan, depth + 1);
    case "[":
      return depth >= jsonDepthMax ? broken : readList(scan, depth + 1);
    case '"':
      return readText(scan);
    case "t":
      return readWord(scan, "true") ? true : broken;
    case "f":
      return readWord(scan, "false") ? false : broken;
    case "n":
      return readWord(scan, "null") ? null : broken;
    default:
      return readNumber(scan);
  }
}

function readObject(scan: Scan, depth: number): RawObject | Broken {
  const members = new Map<string, Raw>();
  scan.at++;
  skipSpace(scan);
  if (take(scan, "}")) return members;
  do {
    skipSpace(scan);
    const name = scan.text[scan.at] === '"' ? readText(scan) : broken;
    if (name === broken || members.has(name)) return broken;
    skipSpace(scan);
    if (!take(scan, ":")) return broken;
    const value = readJson(scan, depth);
    if (value === broken) return broken;
    members.set(name, value);
    skipSpace(scan);
  } while (take(scan, ","));
  return take(scan, "}") ? members : broken;
}

function readList(scan: Scan, depth: number): readonly Raw[] | Broken {
  const members: Raw[] = [];
  scan.at++;
  skipSpace(scan);
  if (take(scan, "]")) return members;
  do {
    const value = readJson(scan, depth);
    if (value === broken) return broken;
    members.push(value);
    skipSpace(scan);
  } while (take(scan, ","));
  return take(scan, "]") ? members : broken;
}

function readText(scan: Scan): string | Broken {
  const start = scan.at;
  let at = start + 1;
  let plain = true;
  for (; ; at++) {
    const unit = scan.text.charCodeAt(at);
    if (unit === 0x22) break;
    // NaN, the unit beyond the end, fails this too.
    if (!(unit >= 0x20)) return broken;
    if (unit === 0x5c) {
      plain = false;
      at++;
    }
  }
  scan.at = at + 1;
  if (plain) return scan.text.slice(start + 1, at);
  return unescaped(scan.text.slice(start + 1, at));
}

const escapes = new Map([
  ['"', '"'],
  ["\\", "\\"],
  ["/", "/"],
  ["b", "\b"],
  ["f", "\f"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
]);

function unescaped(text: string): string | Broken {
  let result = "";
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (character !== "\\") {
      result += character;
      continue;
    }
    const kind = text.charAt(++at);
    if (kind === "u") {
      const digits = text.slice(at + 1, at + 5);
      if (!/^[0-9a-fA-F]{4}$/.test(digits)) return broken;
      result += String.fromCharCode(Number.parseInt(digits, 16));
      at += 4;
      continue;
    }
    const meant = escapes.get(kind);
    if (meant === undefined) return broken;
    result += meant;
  }
  return result;
}

const jsonNumber = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;

function readNumber(scan: Scan): RawNumber | Broken {
  jsonNumber.lastIndex = scan.at;
  const match = jsonNumber.exec(scan.text);
  if (match === null) return broken;
  scan.at = jsonNumber.lastIndex;
  return new RawNumber(match[0]);
}

function readWord(scan: Scan, word: string): boolean {
  if (!scan.text.startsWith(word, scan.at)) return false;
  scan.at += word.length;
  return true;
}

function take(scan: Scan, character: string): boolean {
  if (scan.text[scan.at] !== character) return false;
  scan.at++;
  return true;
}

function skipSpace(scan: Scan): void {
  for (;;) {
    const unit = scan.text.charCodeAt(scan.at);
    if (unit !== 0x20 && unit !== 0x0a && unit !== 0x0d && unit !== 0x09) return;
    scan.at++;
  }
}

function notJson(at: number): Refusal {
  return {
    code: "value-not-json",
    message: `The value is not JSON from character ${at + 1} on, names something twice, or is nested too deep.`,
    fields: { character: at + 1, depthMax: jsonDepthMax },
  };
}

interface Leaves {
  readonly number: (digits: string) => string;
  readonly text: (characters: string) => string;
}

function write(raw: Raw, leaves: Leaves): string {
  if (raw === null) return "null";
  if (typeof raw === "string") return JSON.stringify(leaves.text(raw));
  if (typeof raw === "boolean") return raw ? "true" : "false";
  if (raw instanceof RawNumber) return leaves.number(raw.text);
  if (isList(raw)) return `[${raw.map((member) => write(member, leaves)).join(",")}]`;
  const names = [...raw.entries()].map(([name, value]) => ({ name: leaves.text(name), value }));
  names.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  const members = names.map(({ name, value }) => `${JSON.stringify(name)}:${write(value, leaves)}`);
  return `{${members.join(",")}}`;
}

/** One text for each number, as far as its digits can be written out; beyond, the digits as they are. */
function plainNumber(digits: string): string {
  const plain = decimalText(digits);
  return "text" in plain ? withoutTrailingZeros(plain.text) : digits;
}
