import type { Refusal } from "../../errors.ts";
import { keyBytesMax } from "../../limits.ts";
import { isList } from "../value/json.ts";
import type { Raw, RawObject } from "../value/raw.ts";
import { scalarText } from "../value/raw-text.ts";
import { textFault, utf8Bytes } from "../value/text-fault.ts";
import { compileColumn } from "./column.ts";

/** Reads the record key of a row: the text of one column, or the JSON array of the texts of several. */
export function compileRecordKey(
  columns: readonly string[],
): (fields: RawObject) => { readonly key: string } | Refusal {
  const parts = columns.map((name) => ({ column: compileColumn(name), missing: missing(name) }));
  const [only] = parts;
  if (only !== undefined && parts.length === 1) {
    return (fields) => {
      const raw = only.column(fields);
      return raw === undefined || raw === null || raw === "" ? only.missing : keyOf(raw);
    };
  }
  return (fields) => {
    const texts: string[] = [];
    for (const part of parts) {
      const raw = part.column(fields);
      if (raw === undefined || raw === null || raw === "") return part.missing;
      const text = scalarText(raw);
      if (typeof text !== "string") return unreadable;
      texts.push(text);
    }
    return checked(JSON.stringify(texts), texts);
  };
}

/** The key that one column holds: a text, or the parts of a composite key as a list. */
export function keyOf(raw: Exclude<Raw, null>): { readonly key: string } | Refusal {
  if (!isList(raw)) {
    const text = scalarText(raw);
    return typeof text === "string" ? checked(text, [text]) : unreadable;
  }
  const texts: string[] = [];
  for (const part of raw) {
    const text = part === null ? unreadable : scalarText(part);
    if (typeof text !== "string") return unreadable;
    texts.push(text);
  }
  return checked(JSON.stringify(texts), texts);
}

/** A composite key is checked in its parts too: in JSON a NUL is escaped and would pass. */
function checked(key: string, texts: readonly string[]): { readonly key: string } | Refusal {
  if (key.length * 3 > keyBytesMax && utf8Bytes(key) > keyBytesMax) return tooLong;
  for (const text of texts) if (textFault(text) !== null) return unreadable;
  return { key };
}

function missing(column: string): Refusal {
  return {
    code: "record-without-key",
    message: `The row has no key: its column '${column}' is missing or empty.`,
    fields: { column },
  };
}

const unreadable: Refusal = {
  code: "record-key-unreadable",
  message:
    "The key is no text that can be stored: it is nested, holds a NUL character or half of a surrogate pair.",
};
const tooLong: Refusal = {
  code: "record-key-too-long",
  message: `The key is longer than ${keyBytesMax} bytes.`,
};
