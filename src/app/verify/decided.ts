import type { BodyItem, EntryHeader } from "../../core/log/entry.ts";
import type { OpenSealed } from "../../core/log/replayed.ts";
import { modelHash } from "../../core/model/read-model.ts";
import { momentText } from "../../store/moment-text.ts";
import type { WholeLog } from "../../store/read-verify.ts";
import type { TokenAsStored } from "../../store/tokens.ts";
import { grantsText, tokenIdentity } from "../access/token-entry.ts";
import type { SubjectKeys } from "../change/subject-keys.ts";
import type { VerifyFault } from "./fault.ts";
import { ToldDecisions } from "./told-decisions.ts";

/** A token, as the entries that made and revoked it tell. */
interface ToldToken {
  readonly grants: unknown;
  readonly expires: unknown;
  /** `undefined` for those made before it was told. */
  readonly identity: unknown;
  readonly madeBy: string;
  /** When its entry was recorded. */
  readonly at: string;
  revoked: boolean;
}

/** What the log says of all that concerns no entity: rights, models, the calendar. Told entry by entry, in their order. */
export class Decided {
  readonly #tokens = new Map<string, ToldToken>();
  /** The hash of each model, and when it was applied, by the entry that did. */
  readonly #models = new Map<number, { readonly hash: string; readonly at: string }>();
  readonly #decisions = new ToldDecisions();
  #modelAt = 0;
  #calendar = "";

  /** Whether a token of this id was made before the entry that is told next. */
  hasToken(id: string): boolean {
    return this.#tokens.has(id);
  }

  /** Whether a model, by its hash, is in force at the entry that is told next; before the first any is that is stored. */
  isInForce(hash: string): boolean {
    return this.#modelAt === 0 || this.#models.get(this.#modelAt)?.hash === hash;
  }

  tell(header: EntryHeader, items: readonly BodyItem[] | null, open: OpenSealed): void {
    const { kind, index, model, actor, recordedAt: at } = header;
    this.#decisions.tell(header, items ?? [], open);
    if (kind === "model") {
      this.#models.set(index, { hash: model, at });
      this.#modelAt = index;
    }
    for (const { detail } of items ?? []) {
      if (kind === "calendar" && detail?.what === "calendar") this.#calendar = String(detail.to);
      if (kind !== "access") continue;
      const { token, grants, expires, identity } = detail ?? {};
      const known = this.#tokens.get(String(token));
      if (detail?.decision === "token-created")
        this.#tokens.set(String(token), { grants, expires, identity, madeBy: actor, at, revoked: false });
      else if (detail?.decision === "token-revoked" && known !== undefined) known.revoked = true;
    }
  }

  /** The first thing in which the rows say otherwise. They are of the moment at which the log ended with its last entry told. */
  compare({ tokens, models, modelAt, calendar, decisions }: WholeLog, keys: SubjectKeys): VerifyFault | null {
    for (const { hash, applied, appliedAt, files } of models) {
      const told = this.#models.get(applied);
      if (told?.hash !== hash)
        return fault("model", `The log tells of no such model at entry ${applied}.`, applied);
      if (millisOf(told.at) !== millisOf(momentText(appliedAt)))
        return fault(
          "model",
          `The model of entry ${applied} was applied at another moment by the log.`,
          applied,
        );
      if (!Array.isArray(files) || modelHash(files) !== hash)
        return fault("model", `The model of entry ${applied} is not the one that was applied.`, applied);
      this.#models.delete(applied);
    }
    const [missing] = this.#models.keys();
    if (missing !== undefined) return fault("model", `The model of entry ${missing} is gone.`, missing);
    if (modelAt !== this.#modelAt)
      return fault("head", `By the log the model in force is that of entry ${this.#modelAt}.`, this.#modelAt);
    if (calendar !== this.#calendar) return fault("head", "The calendar stands elsewhere by the log.");
    return this.#compareTokens(tokens) ?? this.#decisions.compare(decisions, keys);
  }

  #compareTokens(rows: readonly TokenAsStored[]): VerifyFault | null {
    const gone = new Set(this.#tokens.keys());
    for (const row of rows) {
      gone.delete(row.id);
      const wrong = tokenFault(row, this.#tokens.get(row.id));
      if (wrong !== null) return fault("token", `The token ${row.id}: ${wrong}`);
    }
    const [lost] = gone;
    return lost === undefined ? null : fault("token", `The token ${lost} is gone.`);
  }
}

function tokenFault(row: TokenAsStored, told: ToldToken | undefined): string | null {
  if (told === undefined) return "the log tells of no such token.";
  if (!Array.isArray(row.grants) || told.grants !== grantsText(row.grants))
    return "the log gives it other rights.";
  if (millisOf(told.expires) !== millisOf(row.expiresAt)) return "by the log it expires at another moment.";
  if (told.revoked !== (row.revokedAt !== null))
    return `by the log it ${told.revoked ? "was" : "was not"} revoked.`;
  if (told.identity !== undefined && told.identity !== tokenIdentity(row.hash, row.name))
    return "it is of another secret or name than the log's.";
  if (millisOf(told.at) !== millisOf(row.createdAt)) return "it was made at another moment by the log.";
  return told.madeBy === row.madeBy ? null : "by the log another made it.";
}

const millisOf = (instant: unknown): number | null =>
  typeof instant === "string" ? Date.parse(instant) : null;

const fault = (where: VerifyFault["where"], message: string, index: number | null = null): VerifyFault => ({
  where,
  index,
  entity: null,
  record: null,
  fact: null,
  message,
});
