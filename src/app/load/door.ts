import type { Position } from "../../core/golden/golden.ts";
import type { Mapping } from "../../core/mapping/observation.ts";
import type { Source } from "../../core/model/model.ts";
import type { RawRow, RefusedRow } from "../../core/value/raw.ts";
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
  for (const [place, row] of batch.rows.entries()) {
    const observation = to.mapping.observe(row);
    const { line, bytes } = row;
    if ("refused" in observation) {
      const { code, message } = observation.refused;
      away.push({ key: null, line, bytes, reasons: [{ code, message }] });
      continue;
    }
    const { key } = observation;
    const breaches = to.compiled.rules
      .judgeRecord(observation.claims)
      .filter((one) => one.severity === "error");
    if (breaches.length > 0) {
      seen.see(key, refusedMark);
      seen.refuse(key);
      const reasons = breaches.map((one) => ({ code: `rule:${one.rule}`, message: one.message }));
      away.push({ key, line, bytes, reasons });
      continue;
    }
    const digest = Buffer.from(observation.digest, "base64url");
    const before = seen.see(key, digest);
    if (before === "other") {
      const message = "The same key stands earlier in this file, with other content.";
      seen.refuse(key);
      away.push({ key, line, bytes, reasons: [{ code: "key-twice", message }] });
      continue;
    }
    places.push(place);
    observed.push({ source: to.source, position, observation, digest });
  }
  return { observed, places, away, keyless: away.filter((one) => one.key === null).length };
}

/** Stands for the content of a record that was refused. */
const refusedMark = Buffer.alloc(6);

/** The keys that a run has seen, each with a mark of its content. */
export class KeysSeen {
  readonly #marks = new Map<string, number>();
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

  has(key: string): boolean {
    return this.#marks.has(key);
  }

  /** Remembers that a row under this key did not come in. */
  refuse(key: string): void {
    this.#refused.add(key);
  }

  /** Whether every row under this key came in, and there was one. */
  accepted(key: string | null): boolean {
    return key !== null && this.#marks.has(key) && !this.#refused.has(key);
  }

  get size(): number {
    return this.#marks.size;
  }
}
