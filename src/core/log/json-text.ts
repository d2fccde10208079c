import { invariant } from "../../errors.ts";

/** Canonical JSON (RFC 8785) of a text: what `JSON.stringify` writes, without lone surrogates, which have no UTF-8. */
export function quote(text: string): string {
  invariant(text.isWellFormed(), "A text of an entry has no lone surrogates.");
  return JSON.stringify(text);
}

/** Canonical JSON of a text or `null`. */
export function quoteOrNull(text: string | null): string {
  return text === null ? "null" : quote(text);
}

/** Canonical JSON of a safe integer, the only kind of JSON number in an entry. */
export function integerText(value: number): string {
  invariant(Number.isSafeInteger(value), "A number of an entry is a safe integer.");
  return String(value);
}

/** What a strict parser answers: the value, or the first thing wrong, in words without any value. */
export type Decoded<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly wrong: string };

/**
 * JSON of bytes that `encode` would write again exactly so; `shapeFault` says what is wrong with a parsed value, or
 * `null`. Repeated or disordered members, blanks, other escapes and invalid UTF-8 all show as bytes that differ.
 */
export function decodeExactly<Value>(
  bytes: Uint8Array,
  shapeFault: (parsed: unknown) => string | null,
  encode: (value: Value) => Uint8Array,
  spellOut: (parsed: unknown) => unknown = (parsed) => parsed,
): Decoded<Value> {
  let parsed: unknown;
  try {
    parsed = spellOut(
      JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8")),
    );
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { ok: false, wrong: "not JSON" };
  }
  const wrong = shapeFault(parsed);
  if (wrong !== null) return { ok: false, wrong };
  const value = parsed as Value;
  if (Buffer.compare(encode(value), bytes) !== 0) return { ok: false, wrong: "not canonical JSON" };
  return { ok: true, value };
}

/** The members of a JSON object, or `null` for anything else. */
export function membersOf(parsed: unknown): ReadonlyMap<string, unknown> | null {
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) return null;
  return new Map(Object.entries(parsed));
}

const idPattern = /^[A-Za-z0-9_-]{21}[AQgw]$/;
const hashPattern = /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/;

/** Whether it is a text that has UTF-8: no lone surrogates. */
export const isText = (value: unknown): value is string => typeof value === "string" && value.isWellFormed();
/** Whether a text is 16 bytes in base64url. */
export const isId = (text: unknown): text is string => typeof text === "string" && idPattern.test(text);
/** Whether a text is 32 bytes in base64url. */
export const isHash = (text: unknown): text is string => typeof text === "string" && hashPattern.test(text);
