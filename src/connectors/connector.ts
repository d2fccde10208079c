import type { Position } from "../core/golden/golden.ts";
import type { FileFormat } from "../core/model/source.ts";
import type { Raw, RawObject, RawRow, RefusedRow } from "../core/value/raw.ts";

/**
 * What joins Bailiwick to one kind of system. A member that a kind of system cannot offer is `null`, and `limits` says
 * so in words: declared and shown, never skipped in silence. The conformance suite holds every connector to this text.
 */
export interface Connector {
  /** The objects (tables, files, collections) that a source may name, and what is known of them. */
  discover(): Promise<readonly FoundObject[]>;
  /**
   * All records of one object. A reading that ends is complete only where its `complete()` says so; one that breaks
   * off throws, and may be started again. Refusals of the whole object are thrown as `Refused`.
   */
  snapshot(object: ObjectToRead): Snapshot;
  /** Changes after a position, at least once, in order per key. */
  readonly follow: ((object: ObjectToRead, after: Position) => AsyncIterable<ChangeBatch>) | null;
  /** What the system holds under these keys now; a key that is not there is absent from the answer. */
  readonly read: ((object: ObjectToRead, keys: readonly string[]) => Promise<readonly HeldRecord[]>) | null;
  /** One result for each write, in their order. Never throws for a single write. */
  readonly write:
    | ((object: ObjectToRead, writes: readonly RecordWrite[]) => Promise<readonly WriteResult[]>)
    | null;
  readonly limits: ConnectorLimits;
}

/** How a connector is made from the options of a system in the model. Refuses options it cannot use. */
export interface ConnectorKind {
  /** The word in `connector:` of a system; the name of the folder as well. */
  readonly name: string;
  /** The options it takes, with a sentence on each. */
  readonly options: Readonly<Record<string, { readonly required: boolean; readonly means: string }>>;
  open(options: Readonly<Record<string, unknown>>, place: ConnectorPlace): Connector;
}

/** What a connector is given of the machine it runs on. */
export interface ConnectorPlace {
  /** Relative paths of the model start here. */
  readonly folder: string;
  /** For what must be set aside on disk for the length of a reading. */
  readonly spoolFolder: string;
}

/** What this kind of system cannot do, each with the words that are shown; `null` is no limit. */
export interface ConnectorLimits {
  readonly follow: string | null;
  readonly read: string | null;
  readonly write: string | null;
  /** Whether a record deleted there can be noticed other than by its absence from a complete snapshot. */
  readonly deletes: string | null;
  readonly compareAndSet: string | null;
}

export interface FoundObject {
  readonly name: string;
  /** `null` where the kind of object names no columns (JSON Lines). */
  readonly columns: readonly FoundColumn[] | null;
  /** The columns of its primary key; `null` where the system declares none. */
  readonly key: readonly string[] | null;
}

export interface FoundColumn {
  readonly name: string;
  /** The type in the system's own words; `null` where it has none. */
  readonly type: string | null;
}

export interface ObjectToRead {
  /** A table, or a file pattern: what the source names in the model. */
  readonly name: string;
  readonly format: FileFormat | null;
  readonly batchRows: number;
}

export interface Snapshot {
  readonly batches: AsyncIterable<RowBatch>;
  /** True once all of the object has been read: said positively, never concluded from an end. */
  complete(): boolean;
}

/** Rows read, and rows that could not be, in the order of what was sent. */
export interface RowBatch {
  /**
   * The columns of the header or the schema, in their order, `""` one without a name, which no row tells of; `null` for JSON,
   * where each row names its own.
   */
  readonly columns: readonly string[] | null;
  readonly rows: readonly RawRow[];
  readonly refused: readonly RefusedRow[];
  /** Bytes of the input taken so far, for progress. */
  readonly bytesRead: number;
}

/** `json` is one array of objects, as a request body sends it. */
export type RowFormat = FileFormat["type"] | "json";

export interface ReadRowsOptions {
  readonly format: RowFormat;
  /** CSV only; `null` finds it in the header. */
  readonly delimiter: string | null;
  /** Rows, read or refused, of one batch at most. */
  readonly batchRows: number;
  /** Where Parquet, which is read from its end, is set aside for the length of the reading. */
  readonly spoolFolder: string;
}

/**
 * Reads rows from a stream in bounded memory. Throws `Refused` where the input as a whole cannot be read; a row that
 * cannot be read is in `refused`, with its bytes. There is at least one batch, so that `columns` arrive.
 */
export type ReadRows = (
  input: AsyncIterable<Uint8Array>,
  options: ReadRowsOptions,
) => AsyncIterable<RowBatch>;

export interface ChangeBatch {
  readonly changes: readonly RecordChange[];
  /** Saved in the transaction that applies the changes. */
  readonly position: Position;
}

export interface RecordChange {
  readonly key: string;
  /** `null`: the record was deleted. A column that is absent is not stated. */
  readonly fields: RawObject | null;
  readonly position: Position;
  /** The id of our write that made this change, where the system carries it back. */
  readonly writeId: string | null;
}

export interface HeldRecord {
  readonly key: string;
  readonly fields: RawObject;
  readonly position: Position | null;
}

export interface RecordWrite {
  readonly id: string;
  readonly key: string;
  /** By column: what to write, and the raw value last seen there, which must still stand. */
  readonly facts: ReadonlyMap<string, { readonly value: Raw; readonly expected: Raw | undefined }>;
}

/** What became of each column of one write. */
export type WriteResult = ReadonlyMap<
  string,
  | { readonly outcome: "acked"; readonly position: Position | null }
  | { readonly outcome: "conflict"; readonly held: Raw }
  | { readonly outcome: "rejected"; readonly words: string }
  | { readonly outcome: "ambiguous" }
>;
