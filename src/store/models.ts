import type { Effect } from "./commit.ts";
import type { Reader } from "./db.ts";
import { safeInteger } from "./safe-integer.ts";

/** A model as it was applied: its files, so that it can be read and shown again. */
export interface ModelRow {
  readonly hash: string;
  readonly files: readonly { readonly path: string; readonly text: string }[];
  /** The entry that applied it. */
  readonly applied: number;
  readonly appliedAt: string;
}

/** The model in force; `undefined` before the first was applied. */
export async function modelInForce(sql: Reader, log: number): Promise<ModelRow | undefined> {
  const row = await sql.one<ModelAsStored>(
    "select hash, files, applied, applied_at from bailiwick.model where log_id = $1 order by applied desc limit 1",
    [log],
  );
  return row && modelOf(row);
}

/** All models that were ever in force, in their order. */
export async function allModels(sql: Reader, log: number): Promise<readonly ModelRow[]> {
  const rows = await sql.many<ModelAsStored>(
    "select hash, files, applied, applied_at from bailiwick.model where log_id = $1 order by applied",
    [log],
  );
  return rows.map(modelOf);
}

interface ModelAsStored extends Record<string, unknown> {
  readonly hash: string;
  readonly files: ModelRow["files"];
  readonly applied: string;
  readonly applied_at: string;
}

const modelOf = ({ hash, files, applied, applied_at: appliedAt }: ModelAsStored): ModelRow => ({
  hash,
  files,
  applied: safeInteger(applied),
  appliedAt,
});

/** Remembers a model with the entry that applies it. */
export function writeModel(log: number, model: Pick<ModelRow, "hash" | "files">): Effect {
  return async (tx, { first, recordedAt }) => {
    await tx.run(
      "insert into bailiwick.model (log_id, hash, files, applied, applied_at) values ($1, $2, $3, $4, $5)",
      [log, model.hash, JSON.stringify(model.files), first, recordedAt],
    );
    await tx.run("update bailiwick.log_head set model_at = $2 where log_id = $1", [log, first]);
  };
}
