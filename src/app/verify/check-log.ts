import { checkFromStart, type EntityHead, LogCheck, type LogCheckStart } from "../../core/log/check.ts";
import { type BodyItem, type EntryHeader, isSealed, type Sealed } from "../../core/log/entry.ts";
import { decodeHeader, leafHash } from "../../core/log/header.ts";
import { erased } from "../../core/log/replayed.ts";
import { treeRoot } from "../../core/log/tree.ts";
import { readModel } from "../../core/model/read-model.ts";
import { verifyEntriesMax } from "../../limits.ts";
import type { Reader } from "../../store/db.ts";
import { type EntryRow, entriesFrom, headersOf } from "../../store/read-history.ts";
import type { Hub } from "../hub.ts";
import { type Unsealed, unsealEntries } from "../read/unseal.ts";
import { type KnownNames, namesFault, runsNamed } from "./check-header.ts";
import type { Concerned } from "./concerned.ts";
import type { Decided } from "./decided.ts";
import type { Erasures } from "./erasures.ts";
import type { VerifyFault } from "./fault.ts";
import type { KeptRoot, VerifyOptions } from "./options.ts";

export interface CheckedLog {
  readonly fault: VerifyFault | null;
  /** How far every entry holds. */
  readonly reached: LogCheckStart;
  /** Seconds spent on hashing leaves alone. */
  readonly hashSeconds: number;
  readonly sealed: number;
  readonly erased: number;
}

/** Up to where a log is checked, against which models, and who is told what its entries say. */
export interface LogToCheck {
  readonly last: number;
  /** The hashes of all models that are stored. */
  readonly models: ReadonlySet<string>;
  readonly decided: Decided;
  readonly erasures: Erasures;
  readonly concerned: Concerned;
}

/** Checks every entry up to the last one, and that what is sealed beside it is what it means; a range at a time. */
export async function checkLog(
  hub: Hub,
  { last, models, decided, erasures, concerned }: LogToCheck,
  { progress, isActor = () => false, kept = null }: VerifyOptions,
): Promise<CheckedLog> {
  const { reader } = hub.database;
  const beforeAny = readModel([]).model?.hash;
  const counts = { sealed: 0, erased: 0, hashSeconds: 0 };
  let reached = checkFromStart(hub.log);
  if (kept !== null && kept.entries > last) return { fault: keptFault(kept), reached, ...counts };
  while (reached.frontier.size < last) {
    const from = reached.frontier.size + 1;
    progress?.("entries", from - 1, last);
    // A range ends where a root was kept.
    const end = kept !== null && kept.entries >= from ? kept.entries : last;
    const rows = await entriesFrom(reader, hub.log, from, Math.min(verifyEntriesMax, end - from + 1));
    const claimed = rows.map((row) => decodeHeader(row.header)).flatMap((one) => (one.ok ? [one.value] : []));
    const check = new LogCheck({
      start: reached,
      heads: await headsBefore(reader, hub.log, claimed, from),
      modelKnown: (hash) => models.has(hash) || hash === beforeAny,
    });
    const names = { runs: await runsNamed(reader, hub.log, claimed), decided, isActor };
    const fault = await checkRange(hub, rows, check, { counts, names, erasures, concerned });
    if (fault !== null) return { fault, reached: check.reached, ...counts };
    if (rows.length === 0) {
      const message = `Entry ${from} is missing.`;
      return { fault: { ...nowhere, where: "log", index: from, message }, reached, ...counts };
    }
    reached = check.reached;
    if (kept?.entries === reached.frontier.size && rootOf(reached) !== kept.root)
      return { fault: keptFault(kept), reached, ...counts };
    const startedMs = performance.now();
    for (const row of rows) leafHash(row.header);
    counts.hashSeconds += (performance.now() - startedMs) / 1000;
  }
  return { fault: null, reached, ...counts };
}

/** The root of the Merkle tree over all entries so far, base64url. */
export const rootOf = ({ frontier }: Pick<LogCheckStart, "frontier">): string =>
  Buffer.from(treeRoot(frontier)).toString("base64url");

function keptFault({ entries }: KeptRoot): VerifyFault {
  const message = `The first ${entries} entries are not those of which the root was kept.`;
  return { ...nowhere, where: "log", index: entries, message };
}

const nowhere = { index: null, entity: null, record: null, fact: null } as const;

interface Checking {
  readonly counts: { sealed: number; erased: number };
  readonly names: KnownNames;
  readonly erasures: Erasures;
  readonly concerned: Concerned;
}

async function checkRange(
  hub: Hub,
  rows: readonly (EntryRow & { readonly previous: number })[],
  check: LogCheck,
  { counts, names, erasures, concerned }: Checking,
): Promise<VerifyFault | null> {
  const unsealed = await unsealEntries(
    hub.database.reader,
    hub.keys,
    rows.map((row) => row.index),
  );
  counts.sealed += unsealed.blobs.size;
  const meant = new Map<string, number>();
  for (const row of rows) {
    const checked = check.next(row);
    if (!checked.ok)
      return { ...nowhere, where: "log", index: checked.fault.index, message: checked.fault.message };
    const { header, items } = checked.entry;
    const unknown = namesFault(header, names);
    if (unknown !== null) return { ...nowhere, where: "log", index: row.index, message: unknown };
    names.decided.tell(header, items, unsealed.open);
    concerned.note(header, items);
    if (items === null && !erasures.bodies.has(row.index)) {
      const message = `The body of entry ${row.index} is gone, and no entry says that it was erased.`;
      return { ...nowhere, where: "log", index: row.index, message };
    }
    if (header.previous !== row.previous) {
      const message = `Entry ${row.index} stands beside the wrong index of its entity's previous entry.`;
      return { ...nowhere, where: "log", index: row.index, message };
    }
    const fault = checkSealed(header, items ?? [], unsealed, { counts, erasures });
    if (fault !== null) return fault;
    for (const one of (items ?? []).flatMap(sealedIn)) meant.set(one.sealed, row.index);
  }
  const bodies = new Set(rows.filter((row) => row.body !== null).map((row) => row.index));
  for (const [hash, { index }] of unsealed.blobs) {
    if (!bodies.has(index) || meant.get(hash) === index) continue;
    const message = `A sealed blob beside entry ${index} is not the one that the entry means.`;
    return { ...nowhere, where: "sealed", index, message };
  }
  return null;
}

function checkSealed(
  { index }: EntryHeader,
  items: readonly BodyItem[],
  unsealed: Unsealed,
  { counts, erasures }: Pick<Checking, "counts" | "erasures">,
): VerifyFault | null {
  const fault = (message: string): VerifyFault => ({ ...nowhere, where: "sealed", index, message });
  for (const sealed of items.flatMap(sealedIn)) {
    const hash = sealed.sealed;
    if (unsealed.broken.has(hash))
      return fault(`A sealed blob beside entry ${index} does not open under the key of its subject.`);
    const blob = unsealed.blobs.get(hash);
    if (blob === undefined) {
      if (!erasures.blobs.has(hash))
        return fault(`A sealed blob beside entry ${index} is gone, and no entry says that it was erased.`);
    } else if (!unsealed.opened.has(hash)) {
      if (!erasures.subjects.has(blob.subject))
        return fault(`The key of a subject of entry ${index} is gone, and no entry says that it was erased.`);
    } else if (unsealed.open(sealed) === erased)
      return fault(`Entry ${index} means a value that its sealed blob does not hold.`);
    else continue;
    counts.erased += 1;
  }
  return null;
}

function sealedIn({ before, after, detail }: BodyItem): Sealed[] {
  return [before ?? null, after ?? null, ...Object.values(detail ?? {})].filter(isSealed);
}

/**
 * The last entries of entities before a range, as the entries of the range claim them: read from the log itself. That no
 * two entries follow the same one is seen when the rows are compared with the replay.
 */
async function headsBefore(
  sql: Reader,
  log: number,
  claimed: readonly EntryHeader[],
  from: number,
): Promise<Map<string, EntityHead>> {
  const before = claimed.filter(({ entity, previous }) => entity !== null && previous > 0 && previous < from);
  const heads = new Map<string, EntityHead>();
  for (const header of await headersOf(
    sql,
    log,
    before.map((one) => one.previous),
  )) {
    const decoded = decodeHeader(header);
    if (!decoded.ok || decoded.value.entity === null) continue;
    const { entity, index, version } = decoded.value;
    const known = heads.get(entity);
    if (known === undefined || known.index < index) heads.set(entity, { index, version });
  }
  return heads;
}
