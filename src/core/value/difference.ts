import type { DivergencePattern } from "../divergence/divergence.ts";
import type { Attribute } from "../model/attribute.ts";
import type { CodeList } from "../model/model.ts";
import type { Canonical, Stated } from "./canonical.ts";
import { foldCase } from "./compare.ts";

/**
 * How two different values of an attribute differ, for grouping; the first that fits, from the slightest on. `codes`
 * is the list whose spellings may have been confused, where there is one.
 */
export function differencePattern(
  attribute: Pick<Attribute, "type">,
  codes: CodeList | null,
  golden: Stated,
  held: Stated,
): DivergencePattern {
  if (golden === null || held === null) return "empty";
  if (isText(attribute)) {
    const slight = slightDifference(golden, held);
    if (slight !== null) return slight;
  }
  if (codes !== null && sameCode(codes, golden, held)) return "code";
  if (isTruncated(attribute, golden, held)) return "truncation";
  if (isText(attribute) || attribute.type.kind === "date") {
    if (wordsOf(golden) === wordsOf(held)) return "swapped";
  }
  return "other";
}

/** A text cut to fewer characters than this says too little to be told from another value. */
const truncationCharsMin = 3;

function isText(attribute: Pick<Attribute, "type">): boolean {
  const { kind } = attribute.type;
  return kind === "text" || kind === "email" || kind === "phone" || kind === "url" || kind === "code";
}

function slightDifference(golden: Canonical, held: Canonical): "case" | "spaces" | "punctuation" | null {
  let [left, right] = [foldCase(golden), foldCase(held)];
  if (left === right) return "case";
  [left, right] = [left.replace(/\s+/g, ""), right.replace(/\s+/g, "")];
  if (left === right) return "spaces";
  [left, right] = [left.replace(/\p{P}+/gu, ""), right.replace(/\p{P}+/gu, "")];
  return left === right ? "punctuation" : null;
}

function isTruncated(attribute: Pick<Attribute, "type">, golden: Canonical, held: Canonical): boolean {
  const { kind } = attribute.type;
  if (kind === "decimal" || kind === "float") return held.includes(".") && golden.startsWith(held);
  if (!isText(attribute)) return false;
  const kept = foldCase(held.replace(/(?:\s*(?:\.\.\.|…))?\s*$/u, ""));
  return kept.length >= truncationCharsMin && foldCase(golden).startsWith(kept);
}

/** The words in one order, whatever theirs was; a single word is only itself. */
function wordsOf(text: string): string {
  return foldCase(text)
    .split(/[^\p{L}\p{N}\p{M}]+/u)
    .filter((word) => word !== "")
    .sort()
    .join(" ");
}

/** Whether both are ways to write one code: ours, its title, or what some system writes for it. */
function sameCode(list: CodeList, golden: string, held: string): boolean {
  for (const code of list.codes.values()) {
    const spellings = new Set([code.code, code.title, ...code.bySystem.values()].map(foldCase));
    if (spellings.has(foldCase(golden)) && spellings.has(foldCase(held))) return true;
  }
  return false;
}
