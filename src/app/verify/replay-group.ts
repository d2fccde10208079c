import { decodeBody } from "../../core/log/body.ts";
import type { BodyItem, EntryHeader } from "../../core/log/entry.ts";
import { decodeHeader } from "../../core/log/header.ts";
import { replayEntry } from "../../core/log/replay.ts";
import { emptyReplay, type Replay } from "../../core/log/replay-state.ts";
import type { OpenSealed } from "../../core/log/replayed.ts";
import { invariant } from "../../errors.ts";
import { verifyEntriesMax } from "../../limits.ts";
import { entriesAt } from "../../store/read-history.ts";
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

/** Replays the entries of these indexes, which are all that tell of the rows of one group. They were checked before. */
export async function replayGroup(hub: Hub, indexes: readonly number[], group: Group): Promise<GroupTold> {
  const { reader } = hub.database;
  const replay = emptyReplay();
  const beside = [new ToldPairs(group), new ToldMerges(group), new ToldDuplicates(group)];
  for (let from = 0; from < indexes.length; from += verifyEntriesMax) {
    const page = indexes.slice(from, from + verifyEntriesMax);
    const { open } = await unsealEntries(reader, hub.keys, page);
    for (const { header: written, body } of await entriesAt(reader, hub.log, page)) {
      const header = decodeHeader(written);
      invariant(header.ok, "an entry that was checked can be read");
      const items = body === null ? null : itemsOf(body);
      replayEntry(replay, header.value, items, open);
      for (const one of beside) one.tell(header.value, items ?? [], open);
    }
    dropOthers(replay, group);
  }
  return { replay, beside };
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
