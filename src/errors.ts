/**
 * The catalogue of refusals. A refusal is a value: a stable code, words for people, and what to do next.
 * Only `http` knows statuses beyond what stands here as advice; core returns refusals, app decides.
 */
export const refusals = {
  // Field by field: what holds back one fact.
  "value-not-scalar": { status: 422, title: "A list or an object where one value is meant" },
  "value-too-long": { status: 422, title: "Too long" },
  "value-has-nul": { status: 422, title: "Holds a NUL character" },
  "value-not-unicode": { status: 422, title: "Not valid Unicode" },
  "value-without-digits": { status: 422, title: "Holds no digit" },
  "value-not-integer": { status: 422, title: "Not a whole number" },
  // When a row is true: what keeps it out of a dated source.
  "valid-without-zone": { status: 422, title: "A moment without offset, and no zone" },
  "valid-in-gap": { status: 422, title: "A time that no clock showed" },
  "valid-ends-first": { status: 422, title: "Ends before it begins" },
  // The data folder and the database.
  "data-folder-in-use": { status: 503, title: "The data folder is in use" },
  "data-folder-foreign": { status: 503, title: "The data folder belongs to another user" },
  "data-folder-unusable": { status: 503, title: "The data folder cannot be used" },
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
  "connector-option-wrong": { status: 422, title: "A wrong option of a connector" },
  // The master key.
  "master-key-missing": { status: 500, title: "The master key is not there" },
  "master-key-unreadable": { status: 500, title: "The master key may not be read" },
  "master-key-exposed": { status: 500, title: "Others may read the master key" },
  "master-key-malformed": { status: 500, title: "The master key cannot be used" },
  "master-key-not-rotatable": { status: 409, title: "The master key cannot be rotated here" },
  // A rule of scope `field` does not hold: the fact is held back.
  "view-depended-on": { status: 409, title: "Something was built on a view" },
  "source-unknown": { status: 404, title: "Unknown source" },
  "source-busy": { status: 409, title: "Another load of the source is under way" },
  "columns-missing": { status: 422, title: "Columns are missing" },
  "too-many-keys": { status: 413, title: "Too many records for one run" },
  "dry-run-too-large": { status: 413, title: "Too many records for a dry run" },
  "crosswalk-types-differ": { status: 422, title: "A crosswalk joins sources of one entity type" },
  "model-faulty": { status: 422, title: "The model has faults" },
  "model-unreadable": { status: 500, title: "The model in force cannot be read" },
  "master-key-other": { status: 500, title: "Sealed under another master key" },
  "entity-unknown": { status: 404, title: "Unknown entity" },
  "entity-type-unknown": { status: 404, title: "Unknown entity type" },
  "attribute-unknown": { status: 404, title: "Unknown attribute" },
  "rule-unknown": { status: 404, title: "Unknown rule" },
  "not-edited-here": { status: 409, title: "The fact is decided elsewhere" },
  "hierarchy-circle": { status: 409, title: "The hierarchy would go round" },
  "hierarchy-unclear": { status: 422, title: "It is not clear which hierarchy is meant" },
  "override-not-allowed": { status: 409, title: "No override is allowed" },
  "override-not-by-you": { status: 403, title: "The override is for others to set" },
  "override-unknown": { status: 404, title: "No override stands" },
  "approval-unknown": { status: 404, title: "Nothing waits for approval" },
  "approval-lapsed": { status: 409, title: "The approval has lapsed" },
  "approval-not-by-you": { status: 403, title: "The approval is for others to give" },
  "approval-own-request": { status: 403, title: "Nobody approves what they asked for" },
  "approval-given-twice": { status: 409, title: "You have agreed already" },
  "copy-unknown": { status: 404, title: "The source is no copy of the fact" },
  "copy-unclear": { status: 422, title: "Several records of the copy differ" },
  "divergence-unknown": { status: 404, title: "The copy does not differ" },
  "group-changed": { status: 409, title: "The group has another number of divergences" },
  "decision-withdrawn": { status: 409, title: "The decision has been taken back" },
  "decision-unknown": { status: 404, title: "Unknown decision" },
  "waiver-unknown": { status: 404, title: "No waiver stands" },
  "waiver-not-by-you": { status: 403, title: "The waiver is for others to give" },
  "waiver-stands": { status: 409, title: "The copy may differ already" },
  "reason-missing": { status: 422, title: "A reason is missing" },
  "end-not-a-day": { status: 422, title: "The end is not a day" },
  "end-passed": { status: 422, title: "The end has passed" },
  "end-too-late": { status: 422, title: "The end is too late" },
  "version-changed": { status: 412, title: "The entity has changed" },
  "idempotency-key-reused": { status: 422, title: "An Idempotency-Key used for another request" },
  "same-entity": { status: 409, title: "One entity already" },
  "types-differ": { status: 422, title: "Entities of different types" },
  "not-merged": { status: 409, title: "No merge to undo" },
  // Questions.
  "cursor-broken": { status: 422, title: "The cursor cannot be read" },
  "page-too-large": { status: 422, title: "The page is too large" },
  "filter-malformed": { status: 422, title: "The filter cannot be read" },
  "filter-too-large": { status: 422, title: "The filter is too large" },
  "list-too-slow": { status: 422, title: "The list takes too long" },
  "attribute-masked": { status: 403, title: "The attribute may not be asked by" },
  "reference-unclear": { status: 422, title: "The reference cannot be read" },
  "run-unknown": { status: 404, title: "Unknown run" },
  "quarantine-unknown": { status: 404, title: "Nothing under this id in quarantine" },
  "quarantine-ended": { status: 409, title: "No longer in quarantine" },
  "quarantine-newer-observation": { status: 409, title: "A newer observation exists" },
  "quarantine-still-refused": { status: 422, title: "The record is still refused" },
  "value-breaks-rule": { status: 422, title: "A rule does not hold" },
  // A request.
  "token-missing": { status: 401, title: "A token is missing" },
  "token-wrong": { status: 401, title: "The token is not known" },
  "token-expired": { status: 401, title: "The token has expired" },
  "token-revoked": { status: 401, title: "The token was revoked" },
  "not-allowed": { status: 403, title: "Not allowed" },
  "request-malformed": { status: 400, title: "The request cannot be read" },
  "request-too-large": { status: 413, title: "The request is too large" },
  "path-too-long": { status: 414, title: "The path is too long" },
  "path-unknown": { status: 404, title: "No such path" },
  "not-acceptable-body": { status: 415, title: "A body of another kind is wanted" },
  "client-gone": { status: 400, title: "The client went away" },
  "server-stopping": { status: 503, title: "The server is stopping" },
  "database-away": { status: 503, title: "The database cannot be reached" },
  "database-full": { status: 507, title: "The disk of the database is full" },
  "outcome-unknown": { status: 503, title: "Nobody knows yet whether it happened" },
  internal: { status: 500, title: "Something went wrong here" },
  "too-many-streams": { status: 503, title: "Too many streams of events" },
  "event-unknown": { status: 400, title: "No such event" },
  "possible-duplicates": { status: 409, title: "It may be here already" },
  "run-not-held": { status: 409, title: "The run is not held" },
  "run-file-gone": { status: 410, title: "The file of the run is gone" },
  "token-unknown": { status: 404, title: "Unknown token" },
  "domain-unknown": { status: 422, title: "Unknown domain" },
  "expiry-passed": { status: 422, title: "The expiry has passed" },
  "config-contradicts": { status: 500, title: "The configuration contradicts itself" },
  "address-in-use": { status: 500, title: "The address is taken" },
  // Reading the model.
  "model-folder-not-empty": { status: 409, title: "Something stands in the folder already" },
  "model-folder-unreadable": { status: 422, title: "The model folder cannot be read" },
  "value-not-number": { status: 422, title: "Not a number" },
  "value-out-of-range": { status: 422, title: "Out of range" },
  "value-too-many-digits": { status: 422, title: "Too many digits" },
  "value-not-boolean": { status: 422, title: "Neither true nor false" },
  "value-not-date": { status: 422, title: "Not a date" },
  "value-no-such-day": { status: 422, title: "No such day" },
  "value-not-timestamp": { status: 422, title: "Not a timestamp" },
  "value-no-such-time": { status: 422, title: "No such time of day" },
  "value-leap-second": { status: 422, title: "A leap second" },
  "value-too-fine": { status: 422, title: "Finer than a microsecond" },
  "value-without-offset": { status: 422, title: "A timestamp without its offset" },
  "value-with-offset": { status: 422, title: "A timestamp with an offset where none is meant" },
  "value-not-email": { status: 422, title: "Not an e-mail address" },
  "value-not-phone": { status: 422, title: "Not a telephone number" },
  "value-phone-not-international": { status: 422, title: "A telephone number without its country" },
  "value-not-url": { status: 422, title: "Not a URL" },
  "value-unknown-code": { status: 422, title: "Not in the code list" },
  "value-ambiguous-code": { status: 422, title: "Stands for several codes" },
  "value-not-money": { status: 422, title: "Not an amount of money" },
  "value-without-currency": { status: 422, title: "An amount without its currency" },
  "value-unknown-currency": { status: 422, title: "Not an ISO 4217 currency" },
  "value-other-currency": { status: 422, title: "Another currency than the declared one" },
  "value-not-quantity": { status: 422, title: "Not an amount with a unit" },
  "value-unknown-unit": { status: 422, title: "An unknown unit" },
  "value-unit-not-convertible": { status: 422, title: "A unit that does not convert" },
  "value-unit-not-exact": { status: 422, title: "No end of digits in the declared unit" },
  "value-not-group": { status: 422, title: "Not an object of the group's fields" },
  "value-unknown-field": { status: 422, title: "Not a field of the group" },
  "value-field-missing": { status: 422, title: "A required field of the group is missing" },
  "value-not-list": { status: 422, title: "Not a list" },
  "value-list-too-long": { status: 422, title: "Too many elements" },
  "value-key-missing": { status: 422, title: "An element without its key" },
  "value-key-differs": { status: 422, title: "An element under another key than its own" },
  "value-key-twice": { status: 422, title: "Two elements with one key" },
  "value-unknown-qualifier": { status: 422, title: "Speaks for nothing that is declared" },
  "value-not-json": { status: 422, title: "Not JSON" },
  "value-not-reference": { status: 422, title: "Not a reference" },
  "value-has-no-inverse": { status: 422, title: "Cannot be written to this source" },
  // A mapping that cannot be read or written as declared.
  "mapping-not-invertible": { status: 422, title: "The mapping has no inverse" },
  // Row by row: what keeps a row from being a record.
  "record-without-key": { status: 422, title: "No key" },
  "record-key-unreadable": { status: 422, title: "The key cannot be read" },
  "record-key-too-long": { status: 422, title: "The key is too long" },
  "record-link-unreadable": { status: 422, title: "The link to another source cannot be read" },
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
