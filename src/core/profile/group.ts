import type { Clusters } from "./cluster-columns.ts";
import type { GuessedKey } from "./identifier.ts";
import type { RefersTo } from "./refers-to.ts";
import type { SeenFile } from "./relations.ts";
import type { SameThings } from "./same-things.ts";

/** A file with the way in which it is written. */
export interface DraftedFile extends SeenFile {
  readonly format: "csv" | "jsonl" | "parquet" | null;
  readonly delimiter: string | null;
}

/** Everything about one group of files that its entity type is drafted from. */
export interface Group {
  readonly files: readonly DraftedFile[];
  readonly name: string;
  /** Places of its files. */
  readonly members: readonly number[];
  readonly same: readonly SameThings[];
  readonly refers: readonly RefersTo[];
  readonly keys: readonly (GuessedKey | null)[];
  /** By file, the name of its source and of its system, and the entity type that it describes. */
  readonly sources: readonly string[];
  readonly systems: readonly string[];
  readonly entities: readonly string[];
  readonly clusters: Clusters;
}
