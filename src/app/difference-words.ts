import { partText, valueText } from "./words.ts";

/**
 * Two values that differ, each on one line, by what differs in them: of two groups the fields that are not the same, of two lists the
 * elements that only one of them has. What they have in common is `…`.
 */
export function differenceTexts(golden: unknown, held: unknown): readonly [string, string] {
  if (isGroup(golden) && isGroup(held)) return groupTexts(golden, held);
  if (Array.isArray(golden) && Array.isArray(held)) return listTexts(golden, held);
  return [valueText(golden), valueText(held)];
}

type Group = Readonly<Record<string, unknown>>;

function groupTexts(golden: Group, held: Group): readonly [string, string] {
  const names = [...new Set([...Object.keys(golden), ...Object.keys(held)])];
  const differing = names.filter((name) => partText(golden[name]) !== partText(held[name]));
  const same = differing.length < names.length ? ["…"] : [];
  const of = (group: Group) => {
    const parts = differing.map(
      (name) => `${partText(name)}: ${name in group ? partText(group[name]) : "(empty)"}`,
    );
    return `{ ${[...parts, ...same].join(", ")} }`;
  };
  return differing.length === 0 ? [valueText(golden), valueText(held)] : [of(golden), of(held)];
}

function listTexts(golden: readonly unknown[], held: readonly unknown[]): readonly [string, string] {
  const [here, there] = [golden.map(partText), held.map(partText)];
  const [onlyHere, onlyThere] = [
    here.filter((one) => !there.includes(one)),
    there.filter((one) => !here.includes(one)),
  ];
  // The same elements in another order, or another number of them.
  if (onlyHere.length + onlyThere.length === 0) return [valueText(golden), valueText(held)];
  const of = (only: readonly string[], all: readonly string[]) =>
    `[${[...only, ...(only.length < all.length ? ["…"] : [])].join(", ")}]`;
  return [of(onlyHere, here), of(onlyThere, there)];
}

const isGroup = (value: unknown): value is Group =>
  typeof value === "object" &&
  value !== null &&
  !Array.isArray(value) &&
  !("masked" in value) &&
  !("erased" in value);
