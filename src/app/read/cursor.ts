import { refuse } from "../../errors.ts";
import { pageItemsMax, referenceCharsMax } from "../../limits.ts";
import type { PageRequest } from "./answers.ts";

/** A cursor is opaque to clients: the log and the key behind which to go on, as base64url. */
export function cursorAfter(log: number, key: readonly (string | number | null)[]): string {
  return Buffer.from(`${log}:${JSON.stringify(key)}`, "utf8").toString("base64url");
}

/** The key in a cursor of `length` parts, `null` for the first page; refuses what is no cursor of this question. */
export function readCursor(
  log: number,
  cursor: string | null,
  length: number,
): readonly (string | number | null)[] | null {
  if (cursor === null) return null;
  const broken = () =>
    refuse("cursor-broken", "This cursor is not one of this question.", { hint: startAgain });
  if (cursor.length > referenceCharsMax * 2) return broken();
  const text = Buffer.from(cursor, "base64url").toString("utf8");
  const prefix = `${log}:`;
  if (!text.startsWith(prefix)) return broken();
  const key = parsed(text.slice(prefix.length));
  if (!Array.isArray(key) || key.length !== length || !key.every(isPart)) return broken();
  return key;
}

const startAgain = "Start again without `cursor`, and pass on what `next` says.";

const isPart = (part: unknown): part is string | number | null =>
  part === null ||
  (typeof part === "string" && !part.includes("\0") && part.isWellFormed()) ||
  Number.isSafeInteger(part);

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** A part of a cursor that is an id; refuses another text, which the database would not take. */
export function cursorId(part: string | number | null | undefined): string {
  if (typeof part === "string" && uuidText.test(part)) return part;
  return refuse("cursor-broken", "This cursor is not one of this question.", { hint: startAgain });
}

/** A part of a cursor that is a moment as we write it. */
export function cursorMoment(part: string | number | null | undefined): string {
  if (
    typeof part === "string" &&
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/.test(part) &&
    !Number.isNaN(Date.parse(part))
  ) {
    return part;
  }
  return refuse("cursor-broken", "This cursor is not one of this question.", { hint: startAgain });
}

export function cursorNumber(part: string | number | null | undefined): number {
  if (typeof part === "number") return part;
  return refuse("cursor-broken", "This cursor is not one of this question.", { hint: startAgain });
}

export function cursorText(part: string | number | null | undefined): string {
  if (typeof part === "string") return part;
  return refuse("cursor-broken", "This cursor is not one of this question.", { hint: startAgain });
}

export const uuidText = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** The size of a page within its bound. */
export function pageLimit({ limit }: PageRequest): number {
  if (Number.isInteger(limit) && limit >= 1 && limit <= pageItemsMax) return limit;
  return refuse("page-too-large", `A page has 1 to ${pageItemsMax} items: \`limit\` is ${limit}.`);
}

/** Of one item more than the page takes: the page, and the cursor behind its last item where there are more. */
export function pageOf<Item, Answer>(
  items: readonly Item[],
  limit: number,
  cursor: (last: Item) => string,
  answer: (item: Item) => Answer,
): { readonly items: readonly Answer[]; readonly next: string | null } {
  const shown = items.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map(answer),
    next: items.length > limit && last !== undefined ? cursor(last) : null,
  };
}
