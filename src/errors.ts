/**
 * The catalogue of refusals. A refusal is a value: a stable code, words for people, and what to do next.
 * Only `http` knows statuses beyond what stands here as advice; core returns refusals, app decides.
 */
export const refusals = {
  // Field by field: what holds back one fact.
  "value-not-integer": { status: 422, title: "Not a whole number" },
  // The data folder and the database.
  "data-folder-in-use": { status: 503, title: "The data folder is in use" },
  "data-folder-foreign": { status: 503, title: "The data folder belongs to another user" },
  "database-not-started": { status: 503, title: "The database did not start" },
  "database-version": { status: 503, title: "The database is of another version" },
  "database-unsuitable": { status: 503, title: "The database cannot be used" },
  "platform-unsupported": { status: 503, title: "No database for this platform" },
  "migration-edited": { status: 503, title: "An applied migration was edited" },
} as const satisfies Record<string, { readonly status: number; readonly title: string }>;

export type RefusalCode = keyof typeof refusals;

export interface Refusal {
  readonly code: RefusalCode;
  /** What is wrong, in a sentence, with the words of the case. Never a personal value. */
  readonly message: string;
  /** What to do next. */
  readonly hint?: string;
  /** Fields that a program may want: the current version, the line, … */
  readonly fields?: Readonly<Record<string, string | number | boolean | null>>;
}

/** Carries a refusal through code that cannot return it; caught at the edge only. */
export class Refused extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(refusal.message);
    this.name = "Refused";
    this.refusal = refusal;
  }
}

export function refuse(
  code: RefusalCode,
  message: string,
  more: Omit<Refusal, "code" | "message"> = {},
): never {
  throw new Refused({ code, message, ...more });
}

/** A rule of ours is broken: a bug. Aborts the transaction; never caught and continued. */
export class InvariantBroken extends Error {
  override name = "InvariantBroken";
}

export function invariant(holds: unknown, rule: string): asserts holds {
  if (!holds) throw new InvariantBroken(rule);
}
