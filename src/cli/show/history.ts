import { bareText, dayText, oneLine, timeText, wrapped } from "../../app/words.ts";
import type { Answer } from "../client.ts";
import type { Io } from "../io.ts";
import { more } from "./entity.ts";

type History = Answer<"getHistory">;
type Change = History["items"][number];

/** Entries under each other: when and why, and below it what changed, a sentence each. */
export function historyText(io: Io, { items, next }: History): string {
  if (items.length === 0) return "Nothing has happened.\n";
  return items.map((change) => changeText(io, change)).join("") + more(next);
}

function changeText(io: Io, change: Change): string {
  const { bold, dim } = io.paint;
  const width = (io.columns ?? Number.POSITIVE_INFINITY) - 2;
  const origin =
    change.source === null || change.source === "hub"
      ? `by ${actorText(change)}`
      : `from ${change.source}${change.key === null ? "" : ` ${bareText(change.key)}`}`;
  const dated = change.asOf === null ? "" : `, of ${dayText(change.asOf, io.now())}`;
  const head = `${timeText(change.recordedAt)}  ${change.kind} ${origin}${dated}`;
  const entry = dim(`  entry ${change.index}, version ${change.version}`);
  const words =
    change.changes === null ? ["what it said has been destroyed"] : change.changes.map(({ words }) => words);
  const lines = words.flatMap((line) => wrapped(oneLine(line), width));
  return `${bold(head)}${entry}\n${lines.map((line) => `  ${line}\n`).join("")}`;
}

/** Who did it by name; by his id where the name may not be seen. */
export const actorText = ({
  actor,
  actorName,
}: {
  readonly actor: string;
  readonly actorName: unknown;
}): string => (typeof actorName === "string" ? oneLine(actorName) : actor);

/** The latest entry alone, in a line or two. */
export function lastChange(io: Io, { items: [last] }: History, width: number): readonly string[] {
  if (last === undefined) return [];
  const words = (last.changes ?? []).map(({ words }) => words);
  return words
    .slice(0, 2)
    .flatMap((line) => wrapped(`entry ${last.index}: ${oneLine(line)}`, width))
    .map(io.paint.dim);
}
