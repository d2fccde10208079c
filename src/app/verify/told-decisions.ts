import { type BodyItem, type Detail, type EntryHeader, isSealed } from "../../core/log/entry.ts";
import type { OpenSealed, Replayed } from "../../core/log/replayed.ts";
import { uuidToBase64url } from "../../core/log/uuid.ts";
import type { GroupDecisionRead } from "../../store/decisions.ts";
import type { SubjectKeys } from "../change/subject-keys.ts";
import { saidFault } from "./compare-said.ts";
import type { VerifyFault } from "./fault.ts";

/** A decision on a whole group, as the entry tells it that says it. */
interface ToldDecision {
  readonly index: number;
  readonly actor: string;
  readonly at: string;
  readonly detail: Detail;
  readonly by: Replayed;
  readonly reason: Replayed;
  /** How many copies were let differ by it. */
  given: number;
  /** How much of that was taken back with it. */
  ended: number;
  /** The entry that takes it back, and who did. */
  withdrawn: { readonly index: number; readonly actor: string } | null;
}

/** The decisions on groups of divergences that the log tells of. Told entry by entry, in their order. */
export class ToldDecisions {
  /** By the id of the decision. */
  readonly #told = new Map<string, ToldDecision>();

  tell(
    { index, actor, kind, recordedAt: at }: EntryHeader,
    items: readonly BodyItem[],
    open: OpenSealed,
  ): void {
    for (const { detail } of items) {
      const { what, group } = detail ?? {};
      if (detail === undefined || typeof group !== "string") continue;
      const words = (said: Detail[string] = null): Replayed =>
        isSealed(said) ? open(said) : said === null ? null : String(said);
      if (what === "waive-group")
        this.#told.set(group, {
          ...{ index, actor, at, detail, given: 0, ended: 0, withdrawn: null },
          ...{ by: words(detail.by), reason: words(detail.reason) },
        });
      const told = this.#told.get(group);
      if (told === undefined) continue;
      // Leave goes where a record goes, and is said there again: that is not given anew.
      if (what === "waive" && kind === "decision") told.given += 1;
      if (what === "waive-end") told.ended += 1;
      if (what === "waive-group-end") told.withdrawn = { index, actor };
    }
  }

  /** The first thing in which rows say otherwise. They are of the moment at which the log ended with its last entry told. */
  compare(rows: readonly GroupDecisionRead[], keys: SubjectKeys): VerifyFault | null {
    const gone = new Map(this.#told);
    for (const row of rows) {
      const id = uuidToBase64url(row.id);
      const told = gone.get(id);
      gone.delete(id);
      const wrong =
        told === undefined
          ? "is told by no entry."
          : (placeFault(row, told) ??
            meantFault(row, told) ??
            words(saidFault({ ...row, subject: row.id }, told, keys)));
      if (wrong !== null) return fault(`The decision ${row.id} ${wrong}`, row.index);
    }
    const [lost] = gone.values();
    return lost === undefined ? null : fault(`The decision of entry ${lost.index} is gone.`, lost.index);
  }
}

const words = (wrong: string | null): string | null =>
  wrong === null ? null : `is not as it was made. ${wrong}`;

function placeFault(
  { index, actor, madeAt, given, withdrawal, withdrawn, withdrawnBy }: GroupDecisionRead,
  told: ToldDecision,
): string | null {
  if (index !== told.index) return `is of entry ${told.index}, not ${index}.`;
  if (actor !== told.actor) return "was made by another by the log.";
  if (withdrawal !== (told.withdrawn?.index ?? null) || withdrawnBy !== (told.withdrawn?.actor ?? null))
    return "was taken back otherwise by the log.";
  if (Date.parse(madeAt) !== Date.parse(told.at)) return "was made at another moment by the log.";
  if (given !== told.given) return `has let ${told.given} copies differ by the log, not ${given}.`;
  return withdrawn === told.ended ? null : `has taken back ${told.ended} by the log, not ${withdrawn}.`;
}

/** What was decided on, and until when. */
function meantFault({ group, until, expected }: GroupDecisionRead, { detail }: ToldDecision): string | null {
  const { policy, ...named } = group;
  const meant = { ...named, until, expected, ...(policy === null ? {} : { policy }) };
  const other = Object.entries(meant).find(([name, value]) => detail[name] !== value);
  if (other !== undefined) return `was made of another ${other[0]} by the log.`;
  return policy === null && detail.policy !== undefined ? "was made of another policy by the log." : null;
}

const fault = (message: string, index: number): VerifyFault => ({
  ...{ where: "decision", index, message },
  ...{ entity: null, record: null, fact: null },
});
