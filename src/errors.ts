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
  // A row of a file or of a request that cannot be read. It goes to quarantine with its bytes.
  "row-quote-broken": { status: 422, title: "Broken quoting" },
  "row-not-utf8": { status: 422, title: "Not UTF-8" },
  "row-has-nul": { status: 422, title: "Holds a NUL character" },
  "row-columns-missing": { status: 422, title: "Too few columns" },
  "row-columns-extra": { status: 422, title: "Too many columns" },
  "row-field-too-large": { status: 422, title: "A field is too large" },
  "row-too-large": { status: 422, title: "The row is too large" },
  "row-not-json": { status: 422, title: "Not JSON" },
  "row-not-object": { status: 422, title: "Not a JSON object" },
  "row-key-twice": { status: 422, title: "A key stands twice in one object" },
  "row-too-deep": { status: 422, title: "Nested too deep" },
  "row-text-broken": { status: 422, title: "Half a character" },
  // A file or a request body that cannot be read at all.
  "file-not-found": { status: 404, title: "No such file" },
  "file-empty": { status: 422, title: "The file is empty" },
  "file-not-utf8": { status: 422, title: "The file is not UTF-8" },
  "file-header-broken": { status: 422, title: "The header cannot be read" },
  "file-column-twice": { status: 422, title: "A column stands twice in the header" },
  "file-columns-too-many": { status: 422, title: "Too many columns" },
  "file-row-too-large": { status: 413, title: "A row is too large to be kept" },
  "file-too-large": { status: 413, title: "The file is too large" },
  "file-format-unclear": { status: 422, title: "The format is not clear" },
  "file-broken": { status: 422, title: "The file is damaged" },
  "file-column-unsupported": { status: 422, title: "A column of a type that cannot be read" },
  "spool-full": { status: 507, title: "No room to set the file aside" },
  "json-not-array": { status: 422, title: "Not a JSON array" },
  // A connector of the model.
  "connector-unknown": { status: 422, title: "Unknown connector" },
  "connector-option-wrong": { status: 422, title: "A wrong option of a connector" },
  // The master key.
  "master-key-missing": { status: 500, title: "The master key is not there" },
  "master-key-unreadable": { status: 500, title: "The master key may not be read" },
  "master-key-exposed": { status: 500, title: "Others may read the master key" },
  "master-key-malformed": { status: 500, title: "The master key cannot be used" },
  "master-key-not-rotatable": { status: 409, title: "The master key cannot be rotated here" },
  // A rule of scope `field` does not hold: the fact is held back.
  "value-breaks-rule": { status: 422, title: "A rule does not hold" },
  // Reading the model.
  "model-folder-unreadable": { status: 422, title: "The model folder cannot be read" },
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
  constructor(refusal: Refusal, options?: ErrorOptions) {
    super(refusal.message, options);
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
