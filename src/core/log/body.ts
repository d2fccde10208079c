import { hash } from "node:crypto";
import { invariant } from "../../errors.ts";
import { bodyBytesMax } from "../../limits.ts";
import type { Stated } from "../value/canonical.ts";
import { bodyFault, itemNeeds } from "./body-shape.ts";
import { type BodyHandover, type BodyItem, type Detail, isSealed, type Sealed } from "./entry.ts";
import { type Decoded, decodeExactly, integerText, isHash, isId, quote, quoteOrNull } from "./json-text.ts";
import { basisNames, memberNames, nameOf, sealedNames, writtenBasis } from "./written-names.ts";

/**
 * The bytes of a body: the canonical JSON (RFC 8785) list of its items, their members and bases by short names (see
 * written-names.ts). What nearly every item would repeat is left out: `op` where it is `claim`, the hash of a blob where it is that
 * of the sealed value before it, and a slot where it is the next.
 */
export function encodeBody(items: readonly BodyItem[]): Buffer {
  const bytes = Buffer.from(bodyText(items), "utf8");
  invariant(bytes.length <= bodyBytesMax, "A body stays within its bound.");
  return bytes;
}

/** {@link encodeBody} and {@link bodyHash} at once: the body is written behind its salt, as they are hashed. */
export function encodeSalted(
  salt: Uint8Array,
  items: readonly BodyItem[],
): { readonly body: Buffer; readonly hash: string } {
  const text = bodyText(items);
  const bytes = Buffer.byteLength(text);
  invariant(bytes <= bodyBytesMax, "A body stays within its bound.");
  const both = Buffer.allocUnsafe(saltBytes + bytes);
  both.set(salt);
  both.write(text, saltBytes, "utf8");
  return { body: both.subarray(saltBytes), hash: saltedHash(salt, both) };
}

function bodyText(items: readonly BodyItem[]): string {
  const named: LastBlob = { hash: "", slot: 0 };
  let text = "[";
  for (const item of items) {
    const wrong = itemNeeds(item);
    invariant(wrong === null, `An item of a body is well formed: ${wrong}.`);
    text += text.length === 1 ? itemText(item, named) : `,${itemText(item, named)}`;
  }
  return `${text}]`;
}

/** Reads a body strictly: refuses unknown members, other shapes, and bytes that `encodeBody` would not write. */
export function decodeBody(bytes: Uint8Array): Decoded<readonly BodyItem[]> {
  if (bytes.length > bodyBytesMax) return { ok: false, wrong: "larger than a body may be" };
  return decodeExactly<readonly BodyItem[]>(bytes, bodyFault, encodeBody, spellOut);
}

/** The blob that was named last in the body so far, and the slot that comes next. */
interface LastBlob {
  hash: string;
  slot: number;
}

/** Puts back what the written form leaves out. What has another shape is left as it is, to be refused by its shape. */
function spellOut(parsed: unknown): unknown {
  if (!Array.isArray(parsed)) return parsed;
  const named: LastBlob = { hash: "", slot: 0 };
  return parsed.map((item: unknown) => (isObject(item) ? spellOutItem(item, named) : item));
}

function spellOutItem(item: Readonly<Record<string, unknown>>, named: LastBlob): unknown {
  const members: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(item)) members[nameOf(memberNames, name)] = value;
  if (!Object.hasOwn(members, "op")) members.op = "claim";
  if (Object.hasOwn(members, "basis")) members.basis = nameOf(basisNames, members.basis);
  if (Object.hasOwn(members, "after")) members.after = spellOutValue(members.after, named);
  if (Object.hasOwn(members, "before")) members.before = spellOutValue(members.before, named);
  const { detail } = members;
  if (isObject(detail)) {
    const names = Object.keys(detail).sort();
    members.detail = Object.fromEntries(names.map((name) => [name, spellOutValue(detail[name], named)]));
  }
  return members;
}

function spellOutValue(value: unknown, named: LastBlob): unknown {
  if (!isObject(value)) return value;
  const members: Record<string, unknown> = {};
  for (const [name, part] of Object.entries(value)) members[nameOf(sealedNames, name)] = part;
  if (!Object.hasOwn(members, "sealed")) members.sealed = named.hash;
  else nameBlob(named, members.sealed);
  if (!Object.hasOwn(members, "slot")) members.slot = named.slot;
  named.slot = Number(members.slot) + 1;
  return members;
}

function nameBlob(named: LastBlob, sealed: unknown): void {
  named.hash = typeof sealed === "string" ? sealed : "";
  named.slot = 0;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** SHA-256(salt ‖ body) in base64url: what the header carries. The salt is 32 random bytes. */
export function bodyHash(salt: Uint8Array, body: Uint8Array): string {
  return saltedHash(salt, Buffer.concat([salt, body]));
}

const saltBytes = 32;

function saltedHash(salt: Uint8Array, both: Uint8Array): string {
  invariant(salt.length === saltBytes, "The salt of a body has 32 bytes.");
  return hash("sha256", both, "base64url");
}

// The members in the order of RFC 8785 (UTF-16 code units).
function itemText(item: BodyItem, named: LastBlob): string {
  const { after, authority, basis, before, detail, fact, from, handover, record, since, source, to } = item;
  let text = "";
  if (after !== undefined) text += `,"a":${valueText(after, named)}`;
  if (authority !== undefined) text += `,"au":${quoteOrNull(authority)}`;
  if (basis !== undefined) text += `,"b":"${writtenBasis[basis]}"`;
  if (before !== undefined) text += `,"be":${valueText(before, named)}`;
  if (detail !== undefined) text += `,"d":${detailText(detail, named)}`;
  if (fact !== undefined) text += `,"f":${quote(fact)}`;
  if (from !== undefined) text += `,"fr":${quote(from)}`;
  if (handover !== undefined) text += `,"h":${handoverText(handover)}`;
  if (item.op !== "claim") text += `,"o":"${item.op}"`;
  if (item.ownWrite !== undefined) text += `,"ow":true`;
  if (record !== undefined) text += `,"r":${recordText(record)}`;
  if (since !== undefined) text += `,"s":${integerText(since)}`;
  if (source !== undefined) text += `,"so":${quoteOrNull(source)}`;
  if (to !== undefined) text += `,"t":${quote(to)}`;
  return `{${text.slice(1)}}`;
}

function valueText(value: Stated | Sealed, named: LastBlob): string {
  return isSealed(value) ? sealedText(value, named) : quoteOrNull(value);
}

function recordText(record: string | null): string {
  invariant(record === null || isId(record), "A record stands in a body by its id in base64url.");
  return record === null ? "null" : `"${record}"`;
}

function sealedText({ sealed, slot }: Sealed, named: LastBlob): string {
  let text = "";
  if (sealed !== named.hash) {
    invariant(isHash(sealed) && slot >= 0, "A sealed value names its blob by hash, and a slot.");
    nameBlob(named, sealed);
    text = `,"h":"${sealed}"`;
  }
  if (slot !== named.slot) text += `,"n":${integerText(slot)}`;
  named.slot = slot + 1;
  return `{${text.slice(1)}}`;
}

function handoverText({ from, index, to }: BodyHandover): string {
  const middle = index === undefined ? "" : `,"index":${integerText(index)}`;
  return `{"from":${quoteOrNull(from)}${middle},"to":${quoteOrNull(to)}}`;
}

function detailText(detail: Detail, named: LastBlob): string {
  const names = Object.keys(detail).sort();
  return `{${names.map((name) => `${quote(name)}:${detailValueText(detail[name] ?? null, named)}`).join(",")}}`;
}

function detailValueText(value: Detail[string], named: LastBlob): string {
  if (typeof value === "number") return integerText(value);
  if (typeof value === "boolean") return value ? "true" : "false";
  return valueText(value, named);
}
