import { decodeBody } from "../../core/log/body.ts";
import type { BodyItem, EntryHeader } from "../../core/log/entry.ts";
import { decodeHeader } from "../../core/log/header.ts";
import { replayEntry } from "../../core/log/replay.ts";
import { emptyReplay, type Replay } from "../../core/log/replay-state.ts";
import type { OpenSealed } from "../../core/log/replayed.ts";
import { invariant } from "../../errors.ts";
import { verifyEntriesMax } from "../../limits.ts";
import { type EntryRow, entriesFrom } from "../../store/read-history.ts";
import type { Hub } from "../hub.ts";
import { unsealEntries } from "../read/unseal.ts";
import type { VerifyFault } from "./fault.ts";
import { bytesOfShort, type Group, inGroup } from "./group.ts";
import { ToldDuplicates } from "./told-duplicates.ts";
import { ToldMerges } from "./told-merges.ts";
import { ToldPairs } from "./told-pairs.ts";

/** What the log comes to, of one group. */
export interface GroupTold {
  readonly replay: Replay;
  readonly beside: readonly ToldBeside[];
}

/** What the log tells of rows that belong to no one entity. */
export interface ToldBeside {
  tell(header: EntryHeader, items: readonly BodyItem[], open: OpenSealed): void;
  compare(hub: Hub, last: number): Promise<VerifyFault | null>;
}

/** Replays the log up to an entry for the rows of one group. Entries were checked before. */
export async function replayGroup(hub: Hub, last: number, group: Group): Promise<GroupTold> {
  const replay = emptyReplay();
  const beside = [new ToldPairs(group), new ToldMerges(group), new ToldDuplicates(group)];
  for (let from = 1; from <= last; from += verifyEntriesMax) {
    const rows = await entriesFrom(
      hub.database.reader,
      hub.log,
      from,
      Math.min(verifyEntriesMax, last - from + 1),
    );
    const concerned = rows.flatMap((row) => concernedBy(row, group));
    const { open } = await unsealEntries(
      hub.database.reader,
      hub.keys,
      concerned.map((one) => one.header.index),
    );
    for (const { header, items } of concerned) {
      replayEntry(replay, header, items, open);
      for (const one of beside) one.tell(header, items ?? [], open);
    }
    dropOthers(replay, group);
  }
  return { replay, beside };
}

interface Concerned {
  readonly header: EntryHeader;
  readonly items: readonly BodyItem[] | null;
}

function concernedBy(row: EntryRow, group: Group): Concerned[] {
  const decoded = decodeHeader(row.header);
  invariant(decoded.ok, "an entry that was checked can be read");
  const header = decoded.value;
  const items = row.body === null ? null : itemsOf(row.body);
  // What concerns no entity is of whichever group its items are.
  if (items !== null && (header.entity === null || ToldDuplicates.concerns(items)))
    return [{ header, items }];
  const ids = [header.entity, header.record, ...(items ?? []).map((item) => item.record ?? null)];
  return ids.some((id) => id !== null && inGroup(bytesOfShort(id), group)) ? [{ header, items }] : [];
}

function itemsOf(body: Buffer): readonly BodyItem[] {
  const decoded = decodeBody(body);
  invariant(decoded.ok, "a body that was checked can be read");
  return decoded.value;
}

/** Entries of the group tell of others as well; of those the replay is not whole, and they are dropped. */
function dropOthers(replay: Replay, group: Group): void {
  if (group.groups === 1) return;
  for (const id of replay.records.keys()) if (!inGroup(bytesOfShort(id), group)) replay.records.delete(id);
  for (const id of replay.entities.keys()) if (!inGroup(bytesOfShort(id), group)) replay.entities.delete(id);
}
