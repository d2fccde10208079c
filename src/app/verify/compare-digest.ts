import { attributeOf } from "../../core/ids.ts";
import { RecordContent } from "../../core/mapping/record-content.ts";
import { readModel } from "../../core/model/read-model.ts";
import type { ModelRow } from "../../store/models.ts";
import type { StoredRecord } from "../../store/state.ts";
import type { LogKeys } from "../change/keyring.ts";
import { mappingSeed } from "../change/mapping-seed.ts";

/**
 * Holds what only the row of a record knows (raw forms, what was held back, what its link columns named, by which the later of two is
 * known) against its digest. That is keyed, and begins with the mapping by which the record was read last: one of those of all models.
 */
export class RecordDigests {
  readonly #keys: LogKeys;
  /** Models of which the mappings have not been looked at, the latest last. */
  readonly #unread: ModelRow[];
  /** Of each source the seeds known so far, the one that fitted last first. */
  readonly #seeds = new Map<string, string[]>();

  constructor(keys: LogKeys, models: readonly ModelRow[]) {
    this.#keys = keys;
    this.#unread = [...models];
  }

  /** Whether the digest of a record is that of what its row says, by any mapping that its source ever had. */
  fits(record: StoredRecord): boolean {
    const content = contentOf(record);
    const digest = record.digest.toString("base64url");
    const fitting = (seed: string) => content.digest(seed, record) === digest;
    for (let from = 0; ; ) {
      const seeds = this.#seeds.get(record.source) ?? [];
      const at = seeds.findIndex((seed, place) => place >= from && fitting(seed));
      if (at > 0) seeds.unshift(...seeds.splice(at, 1));
      if (at >= 0) return true;
      from = seeds.length;
      if (!this.#readMore()) return false;
    }
  }

  #readMore(): boolean {
    const row = this.#unread.pop();
    if (row === undefined) return false;
    for (const source of readModel(row.files).model?.sources.values() ?? []) {
      const seed = mappingSeed(this.#keys, source);
      const seeds = this.#seeds.get(source.name);
      if (seeds === undefined) this.#seeds.set(source.name, [seed]);
      else if (!seeds.includes(seed)) seeds.push(seed);
    }
    return true;
  }
}

/** What a record says, as it was read from its source: where a fact was held back, the claim is not of that reading. */
function contentOf({ claims, held, raw, links }: StoredRecord): RecordContent {
  const content = new RecordContent();
  const heldBack = new Set(Object.keys(held ?? {}));
  for (const [fact, { value }] of claims)
    if (!heldBack.has(fact) && !heldBack.has(attributeOf(fact))) content.claim(fact, value);
  for (const [fact, refusal] of Object.entries(held ?? {})) content.held(fact, refusal);
  for (const [fact, text] of Object.entries(raw ?? {})) content.raw(fact, text);
  for (const [to, key] of Object.entries(links ?? {})) content.link(to, key);
  return content;
}
