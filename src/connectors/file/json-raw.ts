import { type Raw, RawNumber } from "../../core/value/raw.ts";
import type { RefusalCode } from "../../errors.ts";
import { columnsMax, fieldBytesMax, jsonDepthMax } from "../../limits.ts";
import { fault, type RowFault } from "./read-blocks.ts";

/**
 * Reads a JSON text with its numbers as written and its objects as maps; a key that stands twice is a fault.
 * `JSON.parse` judges the text first, so that its grammar is the one that holds; the builder then only cuts it up.
 * Rejected: the reviver of `JSON.parse` with its source text, which never sees the first of two equal keys.
 */
export function readJson(text: string): { readonly value: Raw } | RowFault {
  try {
    JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    // The words of the engine quote the text, which may be personal; only the place is taken from them.
    const place = /position (\d+)/.exec(error.message)?.[1];
    return fault(
      "row-not-json",
      place === undefined ? "Not JSON." : `Not JSON at character ${Number(place) + 1}.`,
    );
  }
  try {
    return { value: new RawBuilder(text).value(0) };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return fault(error.code, error.message);
  }
}

/** Leaves the recursion of the builder; never leaves this file. */
class Fault extends Error {
  readonly code: RefusalCode;
  constructor(code: RefusalCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** Builds the value of a text that is known to be JSON. */
class RawBuilder {
  readonly #text: string;
  readonly #large: boolean;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
    this.#large = text.length * 3 > fieldBytesMax;
  }

  value(depth: number): Raw {
    if (depth > jsonDepthMax) throw new Fault("row-too-deep", `Nested deeper than ${jsonDepthMax} levels.`);
    switch (this.#skip()) {
      case 0x7b:
        return this.#object(depth);
      case 0x5b:
        return this.#array(depth);
      case 0x22:
        return this.#string();
      case 0x74:
        this.#at += 4;
        return true;
      case 0x66:
        this.#at += 5;
        return false;
      case 0x6e:
        this.#at += 4;
        return null;
      default:
        return this.#number();
    }
  }

  #object(depth: number): Raw {
    const object = new Map<string, Raw>();
    this.#at += 1;
    if (this.#skip() === 0x7d) {
      this.#at += 1;
      return object;
    }
    for (;;) {
      this.#skip();
      const key = this.#string();
      this.#skip();
      this.#at += 1; // The colon.
      const size = object.size;
      object.set(key, this.value(depth + 1));
      if (object.size === size) throw new Fault("row-key-twice", "A key stands twice in one object.");
      if (object.size > columnsMax)
        throw new Fault("row-columns-extra", `An object has more than ${columnsMax} keys.`);
      const end = this.#skip();
      this.#at += 1;
      if (end === 0x7d) return object;
    }
  }

  #array(depth: number): Raw {
    const array: Raw[] = [];
    this.#at += 1;
    if (this.#skip() === 0x5d) {
      this.#at += 1;
      return array;
    }
    for (;;) {
      array.push(this.value(depth + 1));
      const end = this.#skip();
      this.#at += 1;
      if (end === 0x5d) return array;
    }
  }

  #string(): string {
    const text = this.#text;
    const start = this.#at;
    let at = start + 1;
    let escaped = false;
    for (let code = text.charCodeAt(at); code !== 0x22; code = text.charCodeAt(at)) {
      if (code === 0x5c) {
        escaped = true;
        at += 1;
      }
      at += 1;
    }
    this.#at = at + 1;
    const value = escaped ? (JSON.parse(text.slice(start, at + 1)) as string) : text.slice(start + 1, at);
    if (escaped && value.includes("\0")) throw new Fault("row-has-nul", "A NUL character stands in it.");
    if (escaped && !value.isWellFormed())
      throw new Fault("row-text-broken", "Half of a surrogate pair stands in it.");
    this.#bound(value);
    return value;
  }

  #number(): RawNumber {
    const text = this.#text;
    const start = this.#at;
    let at = start + 1;
    for (let code = text.charCodeAt(at); isNumberPart(code); code = text.charCodeAt(at)) at += 1;
    this.#at = at;
    const digits = text.slice(start, at);
    this.#bound(digits);
    return new RawNumber(digits);
  }

  #bound(value: string): void {
    if (this.#large && Buffer.byteLength(value) > fieldBytesMax) {
      throw new Fault("row-field-too-large", `A field has more than ${fieldBytesMax} bytes.`);
    }
  }

  /** Passes over white space and tells the character behind it. */
  #skip(): number {
    let code = this.#text.charCodeAt(this.#at);
    while (code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09) {
      this.#at += 1;
      code = this.#text.charCodeAt(this.#at);
    }
    return code;
  }
}

/** Digits, `-`, `+`, `.`, `e`, `E`. */
function isNumberPart(code: number): boolean {
  return (
    (code >= 0x30 && code <= 0x39) ||
    code === 0x2e ||
    code === 0x2d ||
    code === 0x2b ||
    code === 0x65 ||
    code === 0x45
  );
}

/** The JSON text of a raw value, its numbers as they came. */
export function writeJson(value: Raw): string {
  if (value instanceof RawNumber) return value.text;
  if (value instanceof Map) {
    return `{${[...value].map(([key, each]) => `${JSON.stringify(key)}:${writeJson(each)}`).join(",")}}`;
  }
  if (Array.isArray(value)) return `[${value.map(writeJson).join(",")}]`;
  return JSON.stringify(value);
}
