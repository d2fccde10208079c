import { differenceTexts } from "../../app/difference-words.ts";
import { leaveWords } from "../../app/read/argument.ts";
import { bareText, countOf, countText, dayText } from "../../app/words.ts";
import type { Answer } from "../client.ts";
import type { Io } from "../io.ts";
import { more } from "./entity.ts";
import { prose, table } from "./table.ts";

/** Divergences under each other. */
export function divergencesText(io: Io, { items, next }: Answer<"listDivergences">): string {
  if (items.length === 0) return "None: everything that is compared is in step.\n";
  const rows = items.map((one) => [
    `${one.entity.type}/${one.source}:${bareText(one.key)}`,
    one.fact,
    ...differenceTexts(one.golden, one.held),
    one.leave === null ? one.cause : `${one.cause}, ${leaveWords(one.leave)}`,
    one.policy,
    dayText(one.openedAt, io.now()),
  ]);
  return (
    table(io, ["copy", "fact", prose("golden"), prose("holds"), "cause", "policy", "opened"], rows) +
    more(next)
  );
}

/** Groups of divergences, the largest first, with one of each as an example. */
export function divergenceGroupsText(io: Io, groups: Answer<"listDivergenceGroups">): string {
  if (groups.length === 0) return "None: everything that is compared is in step.\n";
  const allowed = groups.reduce((total, group) => total + group.allowed, 0);
  const apart = <Cell>(cell: Cell): readonly Cell[] => (allowed === 0 ? [] : [cell]);
  const rows = groups.map((group) => [
    countText(group.count).padStart(7),
    ...apart(group.allowed === 0 ? "" : countText(group.allowed)),
    `${group.type}.${group.attribute}`,
    group.source,
    group.cause,
    group.pattern,
    group.policy,
    differenceTexts(group.example.golden, group.example.held).join(" / "),
  ]);
  const sum = groups.reduce((total, { count }) => total + count, 0);
  const heads = [
    ...["  count", ...apart("allowed"), "fact", "copy in", "cause", "pattern", "policy"],
    prose("example: golden / holds"),
  ];
  const beside = apart(` ${countText(allowed)} more may differ for now: bailiwick waivers.`).join("");
  return `${table(io, heads, rows)}${countOf(sum, "divergence")} in ${countOf(groups.length, "group")}.${beside}\n`;
}

/** What would change the model so that groups close, each with its count. */
export function suggestionsText(io: Io, suggestions: Answer<"suggest">): string {
  if (suggestions.length === 0) return "None: no change of the model would close a group of divergences.\n";
  return suggestions
    .map((one) => {
      const head = `${one.type}.${one.attribute} in ${one.source}: closes ${countText(one.closes)} of ${countText(one.of)} (${one.cause}, ${one.pattern})`;
      return `${io.paint.bold(head)}\n${one.diff
        .trimEnd()
        .split("\n")
        .map((line) => diffLine(io, line))
        .join("\n")}\n`;
    })
    .join("\n");
}

function diffLine(io: Io, line: string): string {
  if (line.startsWith("+")) return io.paint.green(line);
  return line.startsWith("-") ? io.paint.red(line) : line;
}
