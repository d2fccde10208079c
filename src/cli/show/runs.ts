import { countText, oneLine, timeText, wrapped } from "../../app/words.ts";
import type { Answer } from "../client.ts";
import type { Io } from "../io.ts";
import { more } from "./entity.ts";
import { actorText } from "./history.ts";
import { pairs, prose, table } from "./table.ts";

type RunAnswer = Answer<"getRun">;

/** Runs under each other; of a held one, below them, what holds it and how to decide. */
export function runsText(io: Io, { items, next }: Answer<"listRuns">): string {
  if (items.length === 0) return "None: nothing has been loaded yet.\n";
  const rows = items.map((run) => [
    timeText(run.startedAt),
    run.source ?? "",
    run.kind,
    run.state === "held" ? io.paint.yellow(run.state) : run.state,
    told(run.account.read),
    told(changedBy(run)),
    told(run.account.quarantined),
    oneLine(run.file ?? ""),
    run.id,
  ]);
  const held = items.filter((run) => run.state === "held").map((run) => `\n${heldText(io, run)}`);
  const heads = ["started", "source", "kind", "state", "read", "changed", "refused", prose("file"), "run"];
  return table(io, heads, rows) + held.join("") + more(next);
}

/** Of one that is under way, or was broken off, nothing is known until it ends. */
const told = (count: number | undefined): string => (count === undefined ? "" : countText(count));

const changedBy = ({ account: { applied, deleted } }: RunAnswer): number | undefined =>
  applied === undefined && deleted === undefined ? undefined : (applied ?? 0) + (deleted ?? 0);

/** One run with all that is known of it. */
export function runText(io: Io, run: RunAnswer): string {
  const account = Object.entries(run.account).map(([name, count]): [string, string] => [
    name,
    name === "seconds" ? count.toFixed(1) : countText(count),
  ]);
  return [
    pairs(io, [
      ["run", run.id],
      ["kind", run.kind],
      ["source", run.source ?? ""],
      ["state", run.state],
      ["started", timeText(run.startedAt)],
      ["ended", timeText(run.endedAt)],
      ["by", actorText(run)],
      ["file", run.file ?? ""],
      ["as of", run.asOf ?? ""],
      ["complete", run.complete ? "yes: absent keys are deletions" : "no"],
      ...account,
    ]),
    run.state === "held" ? `\n${heldText(io, run)}` : run.reason === null ? "" : `\n${run.reason}\n`,
  ].join("");
}

function heldText(io: Io, run: RunAnswer): string {
  const why = wrapped(run.reason ?? "", (io.columns ?? 100) - 2).map((line) => `${io.paint.yellow(line)}\n`);
  return `${why.join("")}Let it pass: bailiwick run pass ${run.id}\nor discard:  bailiwick run discard ${run.id}\n`;
}
