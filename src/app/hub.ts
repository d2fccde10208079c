import type { Database, Reader } from "../store/db.ts";
import type { EntityQuestions } from "../store/entity-questions.ts";
import type { Compiled } from "./change/compiled.ts";
import type { Mover } from "./change/group.ts";
import type { LogKeys } from "./change/keyring.ts";
import type { Ids, Work } from "./change/work.ts";
import type { Writer } from "./change/writer.ts";
import type { BatchSize } from "./load/batch-size.ts";

/** What every use case is given: the one database, the model in force, and the one who writes. */
export interface Hub {
  readonly database: Database;
  readonly log: number;
  /** Asks for single entities; what is asked at once is one statement. */
  readonly entities: EntityQuestions;
  /** Another object while and after the master key is rotated. */
  keys: LogKeys;
  /** The model in force; another object after a model has been applied. */
  compiled: Compiled;
  /** The entry that applied it; 0 before the first. */
  modelAt: number;
  readonly writer: Writer;
  readonly ids: Ids;
  readonly batchSize: BatchSize;
  /** A fresh piece of work on the log as it stands. */
  newWork(sql: Reader, cause: Mover): Promise<Work>;
  /** Loads the keys of the data subjects that a work may have to seal for. */
  loadKeys(sql: Reader, work: Work): Promise<void>;
}
