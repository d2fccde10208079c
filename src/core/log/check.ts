import { invariant } from "../../errors.ts";
import { bodyHash, decodeBody } from "./body.ts";
import type { BodyItem, EntryHeader } from "./entry.ts";
import { decodeHeader, leafHash } from "./header.ts";
import { appendLeaves, emptyFrontier, type Frontier } from "./tree.ts";

/** One entry as it is stored. A body and its salt are there together, or have been destroyed together. */
export interface StoredEntry {
  readonly header: Uint8Array;
  readonly body: Uint8Array | null;
  readonly salt: Uint8Array | null;
}

/** An entry that holds: its header, its items (`null` once destroyed), and its leaf hash. */
export interface CheckedEntry {
  readonly header: EntryHeader;
  readonly items: readonly BodyItem[] | null;
  readonly leaf: Uint8Array;
}

/** The first thing that is wrong with a log. */
export interface LogFault {
  /** The index at which the entry stands, or should stand. */
  readonly index: number;
  readonly code:
    | "header-unreadable"
    | "log-mismatch"
    | "index-gap"
    | "recorded-earlier"
    | "entity-chain-broken"
    | "model-unknown"
    | "salt-or-body-missing"
    | "body-mismatch"
    | "body-unreadable";
  readonly message: string;
}

export type Checked =
  | { readonly ok: true; readonly entry: CheckedEntry }
  | { readonly ok: false; readonly fault: LogFault };

/** The last entry of an entity. */
export interface EntityHead {
  readonly index: number;
  readonly version: number;
}

/** Where a check remembers the last entry of each entity: a `Map` will do, a bounded cache of a table too. */
export interface EntityHeads {
  get(entity: string): EntityHead | undefined;
  set(entity: string, head: EntityHead): unknown;
}

/** Where a check begins: before the first entry, or after one that an earlier check reached. */
export interface LogCheckStart {
  readonly log: number;
  readonly frontier: Frontier;
  /** Recorded-at of the entry before; `""` before the first. */
  readonly recordedAt: string;
}

/** A check that begins with the first entry of a log. */
export const checkFromStart = (log: number): LogCheckStart => ({
  log,
  frontier: emptyFrontier,
  recordedAt: "",
});

/**
 * Checks the entries of one log in the order of their index, each on its own and against those before.
 * After a fault it goes no further: what follows a broken entry proves nothing.
 */
export class LogCheck {
  readonly #log: number;
  readonly #heads: EntityHeads;
  readonly #modelKnown: (hash: string) => boolean;
  #frontier: Frontier;
  #recordedAt: string;
  #faulty = false;

  constructor(options: {
    readonly start: LogCheckStart;
    readonly heads: EntityHeads;
    /** Whether the model of this hash is stored; asked for every entry. */
    readonly modelKnown: (hash: string) => boolean;
  }) {
    this.#log = options.start.log;
    this.#frontier = options.start.frontier;
    this.#recordedAt = options.start.recordedAt;
    this.#heads = options.heads;
    this.#modelKnown = options.modelKnown;
  }

  /** How far the check has come: all entries so far hold. From here another check may go on. */
  get reached(): LogCheckStart {
    return { log: this.#log, frontier: this.#frontier, recordedAt: this.#recordedAt };
  }

  next(stored: StoredEntry): Checked {
    invariant(!this.#faulty, "A check goes no further than the first fault.");
    const checked = this.#check(stored);
    if (!checked.ok) {
      this.#faulty = true;
      return checked;
    }
    const { header, leaf } = checked.entry;
    this.#frontier = appendLeaves(this.#frontier, [leaf]);
    this.#recordedAt = header.recordedAt;
    if (header.entity !== null) {
      this.#heads.set(header.entity, { index: header.index, version: header.version });
    }
    return checked;
  }

  #check(stored: StoredEntry): Checked {
    const index = this.#frontier.size + 1;
    const faulty = (code: LogFault["code"], message: string): Checked => ({
      ok: false,
      fault: { index, code, message },
    });
    const decoded = decodeHeader(stored.header);
    if (!decoded.ok) return faulty("header-unreadable", `The header of entry ${index} is ${decoded.wrong}.`);
    const header = decoded.value;
    if (header.log !== this.#log) {
      return faulty("log-mismatch", `Entry ${index} says that it is of log ${header.log}.`);
    }
    if (header.index !== index) {
      return faulty("index-gap", `Where entry ${index} should stand there is entry ${header.index}.`);
    }
    // Both are UTC text of one width, so that text order is time order.
    if (header.recordedAt < this.#recordedAt) {
      return faulty(
        "recorded-earlier",
        `Entry ${index} was recorded at ${header.recordedAt}, before the one before it.`,
      );
    }
    const chain = chainFault(header, header.entity === null ? undefined : this.#heads.get(header.entity));
    if (chain !== null) return faulty("entity-chain-broken", chain);
    if (!this.#modelKnown(header.model)) {
      return faulty(
        "model-unknown",
        `Entry ${index} was made under model ${header.model}, which is not stored.`,
      );
    }
    const items = itemsOf(stored, header);
    if (!items.ok) return faulty(items.code, items.message);
    return { ok: true, entry: { header, items: items.items, leaf: leafHash(stored.header) } };
  }
}

function chainFault(header: EntryHeader, head: EntityHead | undefined): string | null {
  if (header.entity === null) return null;
  const { index, version } = head ?? { index: 0, version: 0 };
  if (header.previous === index && header.version === version + 1) return null;
  return (
    `Entry ${header.index} says that its entity's previous entry is ${header.previous} and its version ` +
    `${header.version}; it should be ${index} and ${version + 1}.`
  );
}

type Items =
  | { readonly ok: true; readonly items: readonly BodyItem[] | null }
  | { readonly ok: false; readonly code: LogFault["code"]; readonly message: string };

function itemsOf({ body, salt }: StoredEntry, { index, body: hash }: EntryHeader): Items {
  if (body === null && salt === null) return { ok: true, items: null };
  if (body === null || salt === null) {
    return {
      ok: false,
      code: "salt-or-body-missing",
      message: `Entry ${index} has ${body ? "a body without salt" : "a salt without body"}.`,
    };
  }
  if (salt.length !== 32 || bodyHash(salt, body) !== hash) {
    return {
      ok: false,
      code: "body-mismatch",
      message: `The body of entry ${index} is not the one that was hashed.`,
    };
  }
  const decoded = decodeBody(body);
  if (decoded.ok) return { ok: true, items: decoded.value };
  return {
    ok: false,
    code: "body-unreadable",
    message: `The body of entry ${index} is wrong: ${decoded.wrong}.`,
  };
}
