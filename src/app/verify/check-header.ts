import type { EntryHeader } from "../../core/log/entry.ts";
import { uuidFromBase64url } from "../../core/log/uuid.ts";
import type { Reader } from "../../store/db.ts";
import { runsThere } from "../../store/read-verify.ts";
import { productActor } from "../actors.ts";
import { isCause } from "../causes.ts";
import type { Decided } from "./decided.ts";

/** Against what the names in headers are held. */
export interface KnownNames {
  /** The runs among those that some headers name. */
  readonly runs: ReadonlySet<string>;
  readonly decided: Decided;
  /** Who may have acted besides the product itself and whoever had a token. */
  isActor(actor: string): boolean;
}

/**
 * Who and what a header names that it alone tells: that somebody of this name acted, by this way, under the model that was in force. Told
 * before the entry itself is taken up.
 */
export function namesFault(header: EntryHeader, { runs, decided, isActor }: KnownNames): string | null {
  const { actor, cause, run, record, source, kind, model, index } = header;
  if (actor !== productActor && !isActor(actor) && !decided.hasToken(actor))
    return `Entry ${index} was made by somebody who had no token.`;
  if (!isCause(cause)) return `Entry ${index} has a cause that there is not.`;
  if (run !== null && !runs.has(run)) return `Entry ${index} is of a run that there is not.`;
  if (kind !== "model" && !decided.isInForce(model))
    return `Entry ${index} was made under a model that was not in force.`;
  if (record === null && source !== null && source !== "hub")
    return `Entry ${index} is of a source, but of no record.`;
  return null;
}

/** Those of the runs that some headers name which are there, as headers name them. */
export async function runsNamed(
  sql: Reader,
  log: number,
  headers: readonly EntryHeader[],
): Promise<ReadonlySet<string>> {
  const named = new Map<string, string>();
  for (const { run } of headers)
    if (run !== null && !named.has(run) && run.length === 22) named.set(run, uuidFromBase64url(run));
  const there = await runsThere(sql, log, [...named.values()]);
  return new Set([...named].flatMap(([run, id]) => (there.has(id) ? [run] : [])));
}
