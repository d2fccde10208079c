import { logIdMax, positionBytesMax } from "../../limits.ts";
import { type EntryHeader, entryKinds, type HeaderPlace, type PendingHeader } from "./entry.ts";
import { isHash, isId } from "./json-text.ts";

const kinds: ReadonlySet<unknown> = new Set(entryKinds);
/** Opaque ids only: an address or a name with a blank does not pass. */
const opaquePattern = /^[A-Za-z0-9._:-]{1,64}$/;
const sourcePattern = /^[^\p{Cc}\p{Cs}"\\]{1,100}$/u;
const positionPattern = new RegExp(`^[a-z]{1,16}:[ !#-\\[\\]-~]{1,${positionBytesMax}}$`);
const instantPattern = /^\d{4}-(\d\d)-(\d\d)T([01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{6}Z$/;

/** The members in the order in which a header lists them; those that become known under the lock stand last. */
const members = [
  ...["format", "algorithm", "log", "kind", "cause", "actor", "run", "model", "entity", "record", "source"],
  ...["incarnation", "position", "body", "index", "previous", "version", "recordedAt"],
];

/** How a header writes its hash algorithm, the only one so far. */
const sha256 = 1;

/** The list of a header with its members' names, or `null` for anything else. */
export function headerOf(parsed: unknown): unknown {
  if (!Array.isArray(parsed) || parsed.length !== members.length) return null;
  const header = Object.fromEntries(members.map((name, at) => [name, parsed[at]]));
  return { ...header, algorithm: header.algorithm === sha256 ? "sha-256" : null };
}

/** What is wrong with a header read by {@link headerOf}, or `null`. */
export function headerFault(header: unknown): string | null {
  if (header === null) return `not a list of ${members.length}`;
  const { format, algorithm, entity } = header as EntryHeader;
  if (format !== 1) return "format is not 1";
  if (algorithm !== "sha-256") return "algorithm is not sha-256";
  return pendingFault(header as PendingHeader) ?? placeFault(header as HeaderPlace, entity);
}

/** What is wrong with the part of a header that is known before the lock, or `null`. Trusts no type. */
export function pendingFault(pending: PendingHeader): string | null {
  const { log, entity, kind, run, record, source, incarnation, position } = pending;
  if (!isCount(log) || log > logIdMax) return `log is not a number from 0 to ${logIdMax}`;
  if (entity !== null && !isId(entity)) return "entity is not an id";
  if (!kinds.has(kind)) return "kind is unknown";
  if (!isOpaque(pending.cause)) return "cause is not opaque";
  if (!isOpaque(pending.actor)) return "actor is not opaque";
  if (run !== null && !isOpaque(run)) return "run is not opaque";
  if (!isHash(pending.model)) return "model is not a hash";
  if (record !== null && !isId(record)) return "record is not an id";
  if (source !== null && !isSourceName(source)) return "source is not a name";
  if (!isCount(incarnation)) return "incarnation is not a count";
  if (position !== null && !(typeof position === "string" && positionPattern.test(position)))
    return "position is not a kind and a place";
  if (!isHash(pending.body)) return "body is not a hash";
  return null;
}

/** What is wrong with the part of a header that becomes known under the lock, or `null`. Trusts no type. */
export function placeFault(place: HeaderPlace, entity: string | null): string | null {
  const { index, previous, version, recordedAt } = place;
  if (!isCount(index) || index === 0) return "index is not 1 or more";
  if (!isCount(previous) || previous >= index) return "previous is not an earlier index";
  if (!isCount(version)) return "version is not a count";
  if (entity === null && (previous !== 0 || version !== 0)) return "a version without an entity";
  if (entity !== null && (version === 1) !== (previous === 0)) return "previous and version contradict";
  if (entity !== null && version === 0) return "version of an entity is 0";
  if (!isInstant(recordedAt)) return "recordedAt is not an instant in UTC with microseconds";
  return null;
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;
/** At most 100 bytes, so that a header stays under 1 KiB. */
const isSourceName = (value: unknown): boolean =>
  typeof value === "string" && sourcePattern.test(value) && Buffer.byteLength(value) <= 100;
const isOpaque = (value: unknown): boolean => typeof value === "string" && opaquePattern.test(value);

function isInstant(value: unknown): boolean {
  const match = typeof value === "string" ? instantPattern.exec(value) : null;
  if (match === null) return false;
  const day = Number(match[2]);
  if (day >= 1 && day <= 28) return Number(match[1]) >= 1 && Number(match[1]) <= 12;
  // Days that not every month has: the calendar knows, at 1 µs, so it is asked only for these.
  const date = new Date(`${match[0].slice(0, 10)}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().slice(0, 10) === match[0].slice(0, 10);
}
