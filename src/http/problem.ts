import { type Refusal, type RefusalCode, Refused, refusals } from "../errors.ts";

/** An error as it is answered: RFC 9457, with our stable code. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: RefusalCode;
  readonly detail: string;
  readonly hint?: string;
  /** Names this one failure in the log of the server. */
  readonly id?: string;
  readonly fields?: Refusal["fields"];
}

export const problemType = "application/problem+json";

export function problemOf(refusal: Refusal, id?: string): Problem {
  const { status, title } = refusals[refusal.code];
  return {
    type: `/docs#${refusal.code}`,
    title,
    status,
    code: refusal.code,
    detail: refusal.message,
    ...(refusal.hint === undefined ? {} : { hint: refusal.hint }),
    ...(refusal.fields === undefined ? {} : { fields: refusal.fields }),
    ...(id === undefined ? {} : { id }),
  };
}

/** What an error means to the one who asked; `null` where it is a failure of ours, that he is told no more of. */
export function refusalOf(error: unknown): Refusal | null {
  if (error instanceof Refused) return error.refusal;
  const code = codeOf(error);
  if (code !== null && Object.hasOwn(frameworkRefusals, code)) return frameworkRefusals[code] ?? null;
  // The parser's own words quote the body, so they are not passed on.
  if (error instanceof SyntaxError && statusOf(error) === 400) return notJson;
  if (nameOf(error) === "CommitUnknown") return outcomeUnknown;
  if (code !== null && (isAway(code) || isFatal(error))) return databaseAway;
  if (code === diskFull) return databaseFull;
  return statusOf(error) === 400 ? malformed : null;
}

const notJson: Refusal = {
  code: "request-malformed",
  message: "The body is not JSON, or holds a key that no request may hold.",
  hint: "Send JSON in UTF-8; the keys __proto__ and constructor.prototype are refused.",
};
const malformed: Refusal = { code: "request-malformed", message: "The request cannot be read." };
const databaseAway: Refusal = {
  code: "database-away",
  message: "The database does not answer now.",
  hint: "Try again in a moment; see the log of the server where it lasts.",
};
const databaseFull: Refusal = {
  code: "database-full",
  message: "The disk of the database is full, so this was not written, or not to its end.",
  hint: "Make room, and send it again: what has been written already stays as it is.",
};
const outcomeUnknown: Refusal = {
  code: "outcome-unknown",
  message: "The database went away while this was committed.",
  hint: "Send it again with the same Idempotency-Key: it happens once.",
};
const tooLarge: Refusal = { code: "request-too-large", message: "The body is larger than is taken." };
const wrongType: Refusal = {
  code: "not-acceptable-body",
  message: "The body is of a kind that is not taken here.",
  hint: "See the Content-Type that the documents name for this operation.",
};

const frameworkRefusals: Readonly<Record<string, Refusal>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: tooLarge,
  FST_ERR_CTP_INVALID_MEDIA_TYPE: wrongType,
  FST_ERR_CTP_EMPTY_JSON_BODY: notJson,
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: malformed,
  FST_ERR_CTP_INVALID_JSON_BODY: notJson,
  FST_ERR_BAD_URL: { code: "request-malformed", message: "The path cannot be read." },
  FST_ERR_MAX_PARAM_LENGTH: { code: "path-too-long", message: "A part of the path is too long." },
  FST_ERR_REQ_INVALID_BODY: malformed,
  ECONNRESET: { code: "client-gone", message: "The client went away." },
};

/** What PostgreSQL says where it cannot write for want of room. */
const diskFull = "53100";

/** Not there, or going: nothing that was asked is at fault. */
const isAway = (code: string): boolean => /^(ECONNREFUSED|ENOENT|EPIPE|57P0[1-3]|08\w{3}|53300)$/.test(code);

/** The server of the database ended the connection, or let none be made: it takes none now, does not know the role, is full. */
const isFatal = (error: unknown): boolean =>
  error instanceof Error && "severity" in error && error.severity === "FATAL";

const codeOf = (error: unknown): string | null =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : null;

const statusOf = (error: unknown): number | null =>
  error instanceof Error && "statusCode" in error && typeof error.statusCode === "number"
    ? error.statusCode
    : null;

const nameOf = (error: unknown): string | null => (error instanceof Error ? error.name : null);

/** What a log may say of a failure: where it happened, and never its words, which may quote values. */
export function loggable(error: unknown): Readonly<Record<string, unknown>> {
  if (!(error instanceof Error)) return { kind: typeof error };
  const where = (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  const cause = error.cause === undefined ? {} : { cause: loggable(error.cause) };
  return {
    kind: error.name,
    code: codeOf(error),
    where: where.slice(0, 12).map((line) => line.trim()),
    ...cause,
  };
}
