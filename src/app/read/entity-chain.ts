import { type EntityId, entityId } from "../../core/ids.ts";
import { decodeBody } from "../../core/log/body.ts";
import type { BodyItem, EntryHeader } from "../../core/log/entry.ts";
import { decodeHeader } from "../../core/log/header.ts";
import { uuidFromBase64url } from "../../core/log/uuid.ts";
import { invariant } from "../../errors.ts";
import type { Reader } from "../../store/db.ts";
import { mergeStands } from "../../store/load-duplicates.ts";
import { type EntryRow, entriesBack } from "../../store/read-history.ts";

/** An entry with what it says; `items` is `null` where its body has been destroyed. */
export interface ChainEntry {
  readonly index: number;
  readonly entity: EntityId;
  readonly header: EntryHeader;
  readonly items: readonly BodyItem[] | null;
}

/** Which merges to pass through on the way back: those that stand, or all there were. */
export type Through = "standing" | "all";

/**
 * A way back through all that happened to an entity, newest first: its own entries, and from each merge on those of the
 * entity that it took in, too.
 */
export class EntityChain {
  readonly #sql: Reader;
  readonly #log: number;
  readonly #through: Through;
  /** The next entry of each chain that is being followed, the newest first. */
  #heads: number[];

  constructor(
    sql: Reader,
    log: number,
    from: { readonly heads: readonly number[]; readonly through: Through },
  ) {
    this.#sql = sql;
    this.#log = log;
    this.#through = from.through;
    this.#heads = from.heads.toSorted((a, b) => b - a);
  }

  /** Where to go on; empty at the beginning of all. */
  get heads(): readonly number[] {
    return this.#heads;
  }

  /** The next entries, at most so many; none at the beginning of all. */
  async take(max: number): Promise<readonly ChainEntry[]> {
    const taken: ChainEntry[] = [];
    while (taken.length < max && this.#heads.length > 0) taken.push(...(await this.#run(max - taken.length)));
    return taken;
  }

  /** Entries of one chain, until those of another are newer, or one more begins. */
  async #run(max: number): Promise<readonly ChainEntry[]> {
    const [head, bound = 0, ...others] = this.#heads;
    if (head === undefined) return [];
    const many = bound === 0 ? max : Math.min(max, interleavedMax);
    const rows = await entriesBack(this.#sql, this.#log, head, many);
    invariant(rows.length > 0, "the chain of an entity holds its entries");
    const run: ChainEntry[] = [];
    let next = head;
    let joined: readonly number[] = [];
    for (const row of rows) {
      if (row.index < bound || joined.length > 0) break;
      const entry = decoded(row);
      run.push(entry);
      next = row.previous;
      joined = await this.#joinedAt(entry);
    }
    this.#heads = [next, bound, ...others, ...joined].filter((one) => one > 0).sort((a, b) => b - a);
    return run;
  }

  /** The last entries of what was taken in here: each was written right before the one that tells the merge. */
  async #joinedAt({ index, items }: ChainEntry): Promise<readonly number[]> {
    const joined: number[] = [];
    for (const { op, detail } of items ?? []) {
      if (op !== "alias" || typeof detail?.id !== "string") continue;
      const merged = entityId(uuidFromBase64url(detail.id));
      const isPassed = this.#through === "all" || (await mergeStands(this.#sql, this.#log, merged, index));
      if (isPassed) joined.push(index - 1);
    }
    return joined;
  }
}

/** Entries read at a time of a chain that others lie between: more would be read and not used. */
const interleavedMax = 32;

function decoded(row: EntryRow): ChainEntry {
  const header = decodeHeader(row.header);
  invariant(header.ok, "a stored header can be read");
  const { entity } = header.value;
  invariant(entity !== null, "an entry of a chain is of an entity");
  return {
    index: row.index,
    entity: entityId(uuidFromBase64url(entity)),
    header: header.value,
    items: row.body === null ? null : itemsOf(row.body),
  };
}

function itemsOf(body: Buffer): readonly BodyItem[] {
  const read = decodeBody(body);
  invariant(read.ok, "a stored body can be read");
  return read.value;
}
