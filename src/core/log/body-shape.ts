import type { Basis } from "../golden/golden.ts";
import { type BodyItem, type BodyOp, bodyOps } from "./entry.ts";
import { isHash, isId, isText, membersOf } from "./json-text.ts";

const ops: ReadonlySet<unknown> = new Set(bodyOps);
const bases: Record<Basis, true> = {
  authority: true,
  carried: true,
  fallback: true,
  override: true,
  held: true,
  derived: true,
  none: true,
};
/** What an operation cannot do without: a fact, or a text of this name in its detail. */
const needed: Partial<Record<BodyOp, { readonly fact?: true; readonly detail?: string }>> = {
  create: { detail: "type" },
  claim: { fact: true },
  golden: { fact: true },
  alias: { detail: "id" },
  unalias: { detail: "id" },
  merged: { detail: "into" },
  override: { fact: true },
  "override-end": { fact: true },
};

/** What is wrong with a parsed body, or `null`. */
export function bodyFault(parsed: unknown): string | null {
  if (!Array.isArray(parsed)) return "not a list";
  for (const item of parsed) {
    if (typeof item !== "object" || item === null || Array.isArray(item)) return "an item is not an object";
    const wrong = itemFault(item);
    if (wrong !== null) return wrong;
  }
  return null;
}

/** What is wrong with an item, or `null`. Trusts no type. */
function itemFault(item: BodyItem): string | null {
  for (const [name, value] of Object.entries(item)) {
    const check = checks.get(name);
    if (check === undefined) return "an unknown member";
    if (!check(value)) return `${name} has another shape`;
  }
  if (!ops.has(item.op)) return "op is unknown";
  return itemNeeds(item);
}

/** What an item of the right types still lacks, or `null`. */
export function itemNeeds(item: BodyItem): string | null {
  const need = needed[item.op];
  if (need === undefined) return null;
  if (need.fact === true && item.fact === undefined) return `no fact on ${item.op}`;
  if (need.detail !== undefined && typeof item.detail?.[need.detail] !== "string") {
    return `no detail ${need.detail} on ${item.op}`;
  }
  if (item.op === "golden" && (item.after === undefined) !== (item.basis === undefined)) {
    return "a golden value without basis, or a basis without value";
  }
  return null;
}

const isTextOrNull = (value: unknown): boolean => value === null || isText(value);
const isIndex = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 1;
const isStatedOrSealed = (value: unknown): boolean => isTextOrNull(value) || isSealedShape(value);

function isSealedShape(value: unknown): boolean {
  const members = membersOf(value);
  if (members?.size !== 2) return false;
  const slot = members.get("slot");
  return isHash(members.get("sealed")) && Number.isSafeInteger(slot) && Number(slot) >= 0;
}

function isHandover(value: unknown): boolean {
  const members = membersOf(value);
  if (members === null) return false;
  const index = members.get("index");
  const size = index === undefined ? 2 : 3;
  if (size === 3 && !isIndex(index)) return false;
  return size === members.size && isTextOrNull(members.get("from")) && isTextOrNull(members.get("to"));
}

/**
 * NOTE: JSON.parse of V8 has been seen to take a member whose name is written with an escape, or is `__proto__`, for another
 * one, depending on what it parsed before. So no detail has such a name, and no reader has to rely on it.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: They are what JSON escapes.
const needsEscape = /["\\\u0000-\u001f]/;

function isDetail(value: unknown): boolean {
  const members = membersOf(value);
  if (members === null) return false;
  for (const [name, member] of members) {
    if (!isText(name) || name === "__proto__" || needsEscape.test(name)) return false;
    if (typeof member === "boolean" || Number.isSafeInteger(member) || isStatedOrSealed(member)) continue;
    return false;
  }
  return true;
}

/** Every member that an item may have, and what it must look like. */
const checks: ReadonlyMap<string, (value: unknown) => boolean> = new Map([
  ["after", isStatedOrSealed],
  ["authority", isTextOrNull],
  ["basis", (value) => isText(value) && Object.hasOwn(bases, String(value))],
  ["before", isStatedOrSealed],
  ["detail", isDetail],
  ["fact", isText],
  ["from", isText],
  ["handover", isHandover],
  ["op", isText],
  ["ownWrite", (value) => value === true],
  ["record", (value) => value === null || isId(value)],
  ["since", isIndex],
  ["source", isTextOrNull],
  ["to", isText],
]);
