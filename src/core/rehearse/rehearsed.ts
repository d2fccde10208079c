import type { Divergence } from "../divergence/divergence.ts";
import type { GoldenRecord, RecordState } from "../golden/golden.ts";
import type { EntityId } from "../ids.ts";
import type { EntityType } from "../model/model.ts";

/** One entity as a load of all sources would leave it. */
export interface RehearsedEntity {
  readonly type: EntityType;
  readonly entity: EntityId;
  readonly records: readonly RecordState[];
  readonly golden: GoldenRecord;
  readonly divergences: readonly Divergence[];
}

/** What became of the rows of one source. */
export interface SourceAccount {
  rows: number;
  /** Records that were looked at; with a share below 1 not all of them. */
  records: number;
  /** Rows without a usable key. */
  refused: number;
  /** Rows under a key that came before: the first is taken. */
  sameKey: number;
  /** Facts held back, by fact and code of the refusal, a line break between them. */
  readonly held: Map<string, number>;
}
