import { isUtf8 } from "node:buffer";
import type { Raw } from "../../core/value/raw.ts";
import { refuse } from "../../errors.ts";
import { rowBytesMax } from "../../limits.ts";
import { textStart } from "./csv-rows.ts";
import { readJson } from "./json-raw.ts";
import { type BlockReader, fault, type RowFault, type RowSink, tooLarge } from "./read-blocks.ts";

const LF = 10;
const CR = 13;

/** Reads JSON Lines: an object on each line. Blank lines are passed over. */
export class JsonLinesReader implements BlockReader {
  readonly columns = null;
  #line = 1;
  #started = false;

  read(block: Buffer, last: boolean, sink: RowSink): number {
    let at = 0;
    if (!this.#started) {
      if (!last && block.length < 3) return 0;
      at = textStart(block);
      this.#started = true;
    }
    while (at < block.length) {
      let end = block.indexOf(LF, at);
      if (end < 0 && !last) return at;
      if (end < 0) end = block.length;
      const stop = end > at && block[end - 1] === CR ? end - 1 : end;
      if (!isBlank(block, at, stop)) readObject(block.subarray(at, stop), this.#line, sink);
      this.#line += 1;
      at = end + 1;
    }
    return block.length;
  }
}

/** Reads one JSON array of objects; `line` counts its elements. The array itself has to be sound, or all is refused. */
export class JsonArrayReader implements BlockReader {
  readonly columns = null;
  #element = 1;
  #state: "before" | "first" | "element" | "after" = "before";
  #started = false;

  read(block: Buffer, last: boolean, sink: RowSink): number {
    let at = 0;
    if (!this.#started) {
      if (!last && block.length < 3) return 0;
      at = textStart(block);
      this.#started = true;
    }
    for (;;) {
      at = skipBlank(block, at);
      if (at >= block.length) break;
      if (this.#state === "after") refuseArray("something stands behind the array");
      if (this.#state === "before") {
        if (block[at] !== 0x5b) refuseArray("it does not begin with [");
        this.#state = "first";
        at += 1;
        continue;
      }
      if (this.#state === "first" && block[at] === 0x5d) {
        this.#state = "after";
        at += 1;
        continue;
      }
      const end = endOfElement(block, at);
      if (end < 0) break;
      const bytes = block.subarray(at, blankBefore(block, at, end));
      if (bytes.length === 0) refuseArray(`element ${this.#element} is missing`);
      readObject(bytes, this.#element, sink);
      this.#element += 1;
      this.#state = block[end] === 0x5d ? "after" : "element";
      at = end + 1;
    }
    if (last && this.#state !== "after") refuseArray(`it ends within element ${this.#element}`);
    return at;
  }
}

function readObject(bytes: Buffer, line: number, sink: RowSink): void {
  const fields = objectOf(bytes);
  if (fields instanceof Map) sink.row({ line, fields, bytes }, bytes.length);
  else sink.refuse(line, bytes, fields);
}

function objectOf(bytes: Buffer): Map<string, Raw> | RowFault {
  if (bytes.length > rowBytesMax) return tooLarge(bytes);
  if (!isUtf8(bytes)) return fault("row-not-utf8", "Bytes that are not UTF-8.");
  const read = readJson(bytes.toString("utf8"));
  if ("code" in read) return read;
  return read.value instanceof Map ? read.value : fault("row-not-object", "A row is a JSON object.");
}

/** The comma or bracket behind the element at `start`, or -1 where the block ends first. */
function endOfElement(block: Buffer, start: number): number {
  let depth = 0;
  for (let i = start; i < block.length; i++) {
    switch (block[i]) {
      case 0x22:
        i = endOfString(block, i);
        if (i < 0) return -1;
        break;
      case 0x7b:
      case 0x5b:
        depth += 1;
        break;
      case 0x7d:
        depth -= 1;
        break;
      case 0x5d:
        if (depth <= 0) return i;
        depth -= 1;
        break;
      case 0x2c:
        if (depth <= 0) return i;
        break;
      default:
    }
  }
  return -1;
}

function endOfString(block: Buffer, start: number): number {
  for (let i = start + 1; i < block.length; i++) {
    if (block[i] === 0x22) return i;
    if (block[i] === 0x5c) i += 1;
  }
  return -1;
}

function skipBlank(block: Buffer, from: number): number {
  let at = from;
  while (at < block.length && isSpace(block[at])) at += 1;
  return at;
}

function blankBefore(block: Buffer, start: number, end: number): number {
  let at = end;
  while (at > start && isSpace(block[at - 1])) at -= 1;
  return at;
}

function isBlank(block: Buffer, start: number, end: number): boolean {
  return skipBlank(block, start) >= end;
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === LF || byte === CR || byte === 0x09;
}

function refuseArray(what: string): never {
  refuse("json-not-array", `The body is not a JSON array of objects: ${what}.`);
}
