import type { Work } from "../../src/app/change/work.ts";
import { compareEntity } from "../../src/app/verify/compare-entity.ts";
import { compareRecord } from "../../src/app/verify/compare-record.ts";
import type { VerifyFault } from "../../src/app/verify/fault.ts";
import { decodeBody } from "../../src/core/log/body.ts";
import { decodeHeader } from "../../src/core/log/header.ts";
import { replayEntry } from "../../src/core/log/replay.ts";
import { emptyReplay, type Replay } from "../../src/core/log/replay-state.ts";
import type { OpenSealed } from "../../src/core/log/replayed.ts";
import { blobHash } from "../../src/core/log/sealed.ts";
import { uuidToBase64url } from "../../src/core/log/uuid.ts";
import type { Stated } from "../../src/core/value/canonical.ts";
import { provisionalFrom } from "../../src/store/commit.ts";

/** What the entries of a log in memory come to, from their bytes. */
export function replayed(work: Work): Replay {
  const replay = emptyReplay();
  const blobs = new Map<string, readonly Stated[]>();
  for (const { sealed } of work.entries)
    for (const { blob } of sealed) blobs.set(blobHash(blob), JSON.parse(Buffer.from(blob).toString()));
  const open: OpenSealed = ({ sealed, slot }) => {
    const values = blobs.get(sealed);
    if (values === undefined || slot >= values.length) throw new Error("an entry means what is not sealed");
    return values[slot] ?? null;
  };
  for (const [at, entry] of work.entries.entries()) {
    const written = entry.written((index) => index);
    const { previous, version } = entry;
    const place = {
      index: provisionalFrom + at,
      previous,
      version,
      recordedAt: "2026-01-01T00:00:00.000000Z",
    };
    const header = decodeHeader(Buffer.from(written.header.complete(place)));
    const body = decodeBody(written.body);
    if (!header.ok || !body.ok) throw new Error("an entry cannot be read again");
    replayEntry(replay, header.value, body.value, open);
  }
  return replay;
}

/** What stands otherwise than the entries say. */
export function disagreements(work: Work): readonly VerifyFault[] {
  const replay = replayed(work);
  const entities = [...work.entities.values()].filter(({ version }) => version > 0);
  const faults = entities.flatMap((state) => [
    compareEntity(state, replay.entities.get(uuidToBase64url(state.id)), work.keys),
    ...state.records.map((record) =>
      compareRecord(state, record, replay.records.get(uuidToBase64url(record.id))),
    ),
  ]);
  const standing = new Set(entities.flatMap(({ records }) => records.map(({ id }) => uuidToBase64url(id))));
  const lost = [...replay.records.keys()].filter((id) => !standing.has(id));
  if (lost.length > 0) throw new Error(`records that no entity has: ${lost.join(", ")}`);
  if (replay.entities.size !== entities.length) throw new Error("entities that only the log knows");
  return faults.filter((fault) => fault !== null);
}
