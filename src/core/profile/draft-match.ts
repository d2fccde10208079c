import type { ColumnAt } from "./cluster-columns.ts";
import type { DraftAttribute, DraftMatch } from "./draft.ts";
import type { NamedCluster } from "./draft-attributes.ts";
import type { Group } from "./group.ts";
import { nameAt, type Shared } from "./relations.ts";
import type { SameThings } from "./same-things.ts";

/** A rule with what the values that it compares need, so that they are found equal. */
export interface LooseMatch extends DraftMatch {
  readonly loose: Pick<DraftAttribute, "trim" | "ignore">;
}

/** How records of a group come together: rules of `match-on`, and columns that hold another source's key, by file. */
export interface Matching {
  readonly rules: readonly LooseMatch[];
  readonly links: ReadonlyMap<number, ReadonlyMap<string, string>>;
}

/** The fewest rules that join all files of a group, the best first. */
export function matchRulesOf(group: Group, named: readonly NamedCluster[]): Matching {
  const rules: LooseMatch[] = [];
  const links = new Map<number, Map<string, string>>();
  const joined = new Map(group.members.map((file) => [file, file]));
  const together = (one: number, other: number) => joined.get(one) === joined.get(other);
  const join = (one: number, other: number) => {
    const [to, from] = [joined.get(one), joined.get(other)];
    if (to !== undefined) for (const [file, each] of joined) if (each === from) joined.set(file, to);
  };
  for (const { crosswalk, left, right } of group.same) if (crosswalk !== null) join(left, right);
  for (const same of group.same.toSorted((a, b) => strength(b) - strength(a))) {
    if (same.by === null || together(same.left, same.right)) continue;
    const link = linkOf(group, same.by);
    if (link === null) {
      const rule = ruleOf(group, named, same, same.by);
      if (rule !== null && !rules.some(({ keys }) => keys.join() === rule.keys.join())) rules.push(rule);
    } else links.set(link.file, (links.get(link.file) ?? new Map()).set(link.to, link.column));
    join(same.left, same.right);
  }
  return { rules, links };
}

const strength = ({ by }: SameThings): number =>
  by === null ? 0 : Math.max(by.inLeft, by.inRight) * Math.min(by.uniqueLeft, by.uniqueRight);

/**
 * One file holds the other's key in a column that is not its own key: a link. Keys are compared as they stand, so what is
 * written otherwise in one of them is no link.
 */
function linkOf(
  { files, keys, sources }: Group,
  shared: Shared,
): { readonly file: number; readonly to: string; readonly column: string } | null {
  const { left, right } = shared;
  const written = writtenIn(files, shared);
  if (left.columns.length > 1 || written.padded || written.pairs.some(([a, b]) => a !== b)) return null;
  const isKey = ({ file, columns }: Shared["left"]) => {
    const key = keys[file]?.columns ?? [];
    return key.length === 1 && key[0] === columns[0];
  };
  if (isKey(left) === isKey(right)) return null;
  const [holder, held] = isKey(right) ? [left, right] : [right, left];
  return {
    file: holder.file,
    to: sources[held.file] ?? "",
    column: nameAt(files, holder.file, holder.columns[0] ?? 0),
  };
}

function ruleOf(
  group: Group,
  named: readonly NamedCluster[],
  same: SameThings,
  by: Shared,
): LooseMatch | null {
  const attributeOf = (at: ColumnAt) =>
    named.find(({ members }) => members.some(({ file, column }) => file === at.file && column === at.column));
  const keys = by.left.columns.map((column, i) => {
    const left = attributeOf({ file: by.left.file, column });
    const right = attributeOf({ file: by.right.file, column: by.right.columns[i] ?? -1 });
    return left === right ? left?.attribute.name : undefined;
  });
  if (keys.some((key) => key === undefined)) return null;
  const unique = Math.min(by.uniqueLeft, by.uniqueRight);
  const unlessDifferent = unique < 0.999 ? guardsOf(group, named, same, new Set(keys)) : [];
  const words =
    unique < 0.999
      ? `; in one of them ${Math.max(0.1, Math.round((1 - unique) * 1_000) / 10)} % of the values repeat others`
      : "";
  return {
    keys: keys.filter((key) => key !== undefined),
    unlessDifferent,
    notes: [
      `guessed: ${group.files[same.left]?.name} and ${group.files[same.right]?.name} share its values${words}`,
      ...(same.agreements.length === 0
        ? ["no other column agrees on the rows that it joins: look at it closely"]
        : [`${same.agreements.length} other columns agree on the rows that it joins`]),
    ],
    loose: looseness(group, by),
  };
}

/** Types whose equal values are equal texts too: a guard must not keep apart what differs in spelling alone. */
const guarding = new Set(["integer", "date", "boolean"]);

/** Facts that nearly never differ between rows that belong together keep apart what has the same name by chance. */
function guardsOf(
  group: Group,
  named: readonly NamedCluster[],
  same: SameThings,
  keys: ReadonlySet<string | undefined>,
): readonly string[] {
  return named
    .filter(({ attribute, members }) => {
      if (keys.has(attribute.name) || members.length < 2 || !guarding.has(attribute.type ?? "")) return false;
      const left = members.find(({ file }) => file === same.left)?.column;
      const right = members.find(({ file }) => file === same.right)?.column;
      const found = same.all.find((one) => one.left === left && one.right === right);
      const column = group.files[same.left]?.profile.columns[left ?? -1];
      return found !== undefined && found.both >= 10 && found.share >= 0.95 && (column?.distinct ?? 0) > 1;
    })
    .slice(0, 1)
    .map(({ attribute }) => attribute.name);
}

/** What must be overlooked so that the values that both hold are equal as they stand: nothing where all are. */
function looseness({ files }: Group, shared: Shared): LooseMatch["loose"] {
  const { padded: trim, pairs } = writtenIn(files, shared);
  const equal = (of: (text: string) => string) => pairs.every(([a, b]) => of(a) === of(b));
  if (equal((text) => text)) return { trim, ignore: [] };
  if (equal((text) => text.toUpperCase().toLowerCase())) return { trim, ignore: ["case"] };
  return { trim, ignore: ["case", "whitespace", "punctuation"] };
}

/** How two columns write the values that both hold; of several columns together nothing is known. */
function writtenIn(
  files: Group["files"],
  { left, right, common }: Shared,
): { readonly padded: boolean; readonly pairs: readonly (readonly [string, string])[] } {
  const [one, other] = [left, right].map(({ file, columns }) =>
    columns.length === 1 ? files[file]?.profile.columns[columns[0] ?? -1] : undefined,
  );
  if (one === undefined || other === undefined) return { padded: false, pairs: [] };
  const texts = new Map(other.kept.map(({ hash, text }) => [hash, text]));
  const both = new Set(common);
  const pairs = one.kept
    .filter(({ hash }) => both.has(hash))
    .map(({ hash, text }) => [text, texts.get(hash) ?? ""] as const);
  return { padded: one.padded + other.padded > 0, pairs };
}
