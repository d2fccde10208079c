import { countText } from "../../app/words.ts";
import type { Answer } from "../client.ts";
import type { Io } from "../io.ts";
import { pairs } from "./table.ts";

type Loaded = Answer<"loadRecords">;

/** What a load did, as a table that can be read. */
export function accountText(io: Io, { account, state, reason, run }: Loaded, what: string): string {
  // Nothing but a pair of a crosswalk ever waits.
  const said = counts.filter(([name]) => name !== "waiting" || account.waiting > 0);
  const rows = said.map(([name, words]): [string, string] => [
    words,
    `${countText(account[name]).padStart(11)}${name === "quarantined" && account.quarantined > 0 ? "   bailiwick quarantine" : ""}`,
  ]);
  const seconds: [string, string] = ["seconds", account.seconds.toFixed(1).padStart(11)];
  const head = `${io.paint.bold(what)}: ${stateWords[state] ?? state}\n`;
  const words = reason === null ? "" : `${io.paint.yellow(reason)}\n`;
  const next =
    state === "held" && run !== null
      ? `Let it pass with: bailiwick run pass ${run}\nor discard it with: bailiwick run discard ${run}\n`
      : "";
  return head + pairs(io, [...rows, seconds]) + words + next;
}

/** The account on one line, without what is nothing. */
export function accountLine({ account, state }: Pick<Loaded, "account" | "state">): string {
  const said = counts
    .filter(([name]) => account[name] > 0)
    .map(([name, words, one]) => `${countText(account[name])} ${account[name] === 1 ? one : words}`);
  const words = stateWords[state] ?? state;
  return said.length === 0 ? words : `${words}: ${said.join(", ")}`;
}

const counts = [
  ["read", "read", "read"],
  ["applied", "applied", "applied"],
  ["unchanged", "unchanged", "unchanged"],
  ["older", "older, ignored", "older, ignored"],
  ["waiting", "pairs waiting for a record", "pair waiting for a record"],
  ["quarantined", "quarantined", "quarantined"],
  ["heldBack", "values held back", "value held back"],
  ["deleted", "deleted", "deleted"],
  ["entitiesCreated", "entities created", "entity created"],
  ["factsChanged", "facts changed", "fact changed"],
  ["divergencesOpened", "divergences opened", "divergence opened"],
  ["divergencesClosed", "divergences closed", "divergence closed"],
] as const satisfies readonly (readonly [keyof Loaded["account"], string, string])[];

const stateWords: Readonly<Record<string, string>> = {
  done: "done",
  dry: "only tried, nothing was changed",
  held: "HELD, nothing was changed",
  passed: "let pass, done",
};
