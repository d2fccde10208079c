import { partText, valueText } from "../../app/words.ts";

/** Characters of a value that are still read at a glance beside what is said of it. */
const glance = 48;

/**
 * A golden value that is too long for a line, line by line: of a group its fields under each other, of a list its elements. `null`
 * where one line does.
 */
export function linesOf(value: unknown): readonly string[] | null {
  if (typeof value !== "object" || value === null || valueText(value).length <= glance) return null;
  if ("masked" in value || "erased" in value) return null;
  if (Array.isArray(value)) return value.map((element) => `- ${partText(element)}`);
  const fields = Object.entries(value);
  const width = Math.max(...fields.map(([name]) => name.length));
  return fields.map(([name, part]) => `${name.padEnd(width)}  ${partText(part)}`);
}

/**
 * Facts with all of one attribute beside each other, in the order in which the attributes first come: the languages of a text, the
 * elements of a list.
 */
export function besideEachOther<Fact>(
  facts: readonly Fact[],
  nameOf: (fact: Fact) => string,
): readonly Fact[] {
  return [...Map.groupBy(facts, (fact) => nameOf(fact).replace(/\[.*$/s, "")).values()].flat();
}
