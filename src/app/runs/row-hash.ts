import { lookupHash } from "../../sealing/lookup-hash.ts";
import type { KeyedHash } from "../../store/keyed-hash.ts";
import type { SubjectKeys } from "../change/subject-keys.ts";
import type { Hub } from "../hub.ts";

/** Rows that no entry tells of, and that are held against a keyed hash of their own. */
export type HashedRows = "run" | "quarantine-row";

/** By what such rows are told from those that somebody altered who has the database alone. */
export const rowHash =
  ({ keys }: Pick<Hub, "keys">, rows: HashedRows): KeyedHash =>
  (text) =>
    lookupHash(keys.lookup, rows, text);

/** The same within a piece of work. */
export const rowHashIn =
  (keys: Pick<SubjectKeys, "lookupHash">, rows: HashedRows): KeyedHash =>
  (text) =>
    keys.lookupHash(rows, text);
