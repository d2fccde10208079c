import type { Position } from "../../core/golden/golden.ts";
import { beginOf, compareOrder, overlap, sliceName } from "../../core/golden/validity.ts";
import type { Mapping, Observation } from "../../core/mapping/observation.ts";
import type { Source } from "../../core/model/source.ts";
import type { RawRow, RefusedRow } from "../../core/value/raw.ts";
import type { WorldMoment } from "../../core/value/world-moment.ts";
import type { CompiledType } from "../change/compiled.ts";
import type { Observed } from "../change/observed.ts";

/** A row that does not come in: why, and exactly what it was. */
export interface TurnedAway {
  readonly key: string | null;
  readonly line: number;
  readonly bytes: Uint8Array;
  readonly reasons: readonly { readonly code: string; readonly message: string; readonly fact?: string }[];
}

export interface Door {
  readonly observed: readonly Observed[];
  /** The place of each of these among the rows. */
  readonly places: readonly number[];
  readonly away: readonly TurnedAway[];
  /** Rows whose key is not known: a file with such rows is not the whole source, whatever was said of it. */
  readonly keyless: number;
}

/** Reads rows through the mapping of their source and judges each alone: what is refused here goes to quarantine. */
export function atTheDoor(
  to: { readonly source: Source; readonly mapping: Mapping; readonly compiled: CompiledType },
  batch: { readonly rows: readonly RawRow[]; readonly refused: readonly RefusedRow[] },
  position: Position,
  seen: KeysSeen,
): Door {
  const observed: Observed[] = [];
  const places: number[] = [];
  const away: TurnedAway[] = batch.refused.map(({ line, bytes, code, message }) => ({
    key: null,
    line,
    bytes,
    reasons: [{ code, message }],
  }));
  const isDated = to.source.valid !== null;
  for (const [place, row] of batch.rows.entries()) {
    const observation = to.mapping.observe(row);
    const { line, bytes } = row;
    if ("refused" in observation) {
      const { key, refused } = observation;
      const { code, message } = refused;
      if (key !== null) seen.refuse(key);
      away.push({ key, line, bytes, reasons: [{ code, message }] });
      continue;
    }
    const { key } = observation;
    const breaches = to.compiled.rules
      .judgeRecord(observation.claims)
      .filter((one) => one.severity === "error");
    if (breaches.length > 0) {
      seen.see(sliceName(key, beginOf(observation)), refusedMark);
      seen.refuse(key);
      const reasons = breaches.map((one) => ({ code: `rule:${one.rule}`, message: one.message }));
      away.push({ key, line, bytes, reasons });
      continue;
    }
    const digest = Buffer.from(observation.digest, "base64url");
    const before = seen.see(sliceName(key, beginOf(observation)), digest);
    // Of two rows about one beginning that say which is the later, that one counts, here or wherever they meet.
    const refusal =
      (before === "other" && observation.order === null ? keyTwice : null) ??
      (isDated && seen.overlaps(observation) ? overlapping : null);
    if (refusal !== null) {
      seen.refuse(key);
      away.push({ key, line, bytes, reasons: [refusal] });
      continue;
    }
    places.push(place);
    observed.push({ source: to.source, position, observation, digest });
  }
  return { observed, places, away, keyless: away.filter((one) => one.key === null).length };
}

const keyTwice = {
  code: "key-twice",
  message: "The same key stands earlier in this file, with other content.",
};
const overlapping = {
  code: "valid-overlaps",
  message: "Another row of this key, earlier in this file, is true at the same time.",
};

/** Stands for the content of a record that was refused. */
const refusedMark = Buffer.alloc(6);

/** The keys that a run has seen, of a dated source each with its slices, and a mark of the content of each. */
export class KeysSeen {
  readonly #marks = new Map<string, number>();
  readonly #dated = new Map<string, Pick<Observation, "valid" | "order">[]>();
  readonly #refused = new Set<string>();

  /** Whether the key came before in this run, with the same or other content. */
  see(key: string, digest: Buffer): "new" | "same" | "other" {
    const mark = digest.readUIntBE(0, 6);
    const before = this.#marks.get(key);
    if (before === undefined) {
      this.#marks.set(key, mark);
      return "new";
    }
    return before === mark ? "same" : "other";
  }

  /** Whether a row of a dated source contradicts an earlier one of its key; one that does not is remembered. */
  overlaps({ key, valid, order }: Pick<Observation, "key" | "valid" | "order">): boolean {
    const beside = this.#dated.get(key);
    const one = { valid, order };
    if (beside === undefined) {
      this.#dated.set(key, [one]);
      return false;
    }
    const same = beside.findIndex((other) => beginOf(other) === beginOf(one));
    const known = beside[same];
    // What a later row about the same beginning takes back says nothing.
    if (known !== undefined && compareOrder(order, known.order) < 0) return false;
    if (beside.some((other) => overlap(other.valid, valid))) return true;
    if (known === undefined) beside.push(one);
    else beside[same] = one;
    return false;
  }

  /** Whether a slice was named, or something of its key came in a way that nobody knows which slices it was about. */
  has(key: string, from: WorldMoment): boolean {
    return this.#marks.has(sliceName(key, from)) || this.#refused.has(key);
  }

  /** Remembers that a row under this key did not come in. */
  refuse(key: string): void {
    this.#refused.add(key);
  }

  /** Whether every row under this key came in, and there was one. */
  accepted(key: string | null): boolean {
    if (key === null || this.#refused.has(key)) return false;
    return this.#marks.has(key) || this.#dated.has(key);
  }

  get size(): number {
    return this.#marks.size;
  }
}
