import { invariant } from "../../errors.ts";
import type { SubjectKeys } from "../change/subject-keys.ts";

/** What is known of a row in quarantine besides its bytes, and may be as personal as they. */
export interface QuarantineAbout {
  readonly key: string | null;
  /** The header row, of a CSV line. */
  readonly columns: readonly string[] | null;
}

/** Seals it under the key of the row's own subject. */
export const sealAbout = (keys: SubjectKeys, id: string, { key, columns }: QuarantineAbout): Buffer =>
  keys.sealWords(id, columns === null ? [key] : [key, ...columns]);

/** Opens it again; `null` once the key has been destroyed. */
export function openAbout(
  keys: SubjectKeys,
  { id, about }: { readonly id: string; readonly about: Uint8Array },
): QuarantineAbout | null {
  const words = keys.openWords(id, about);
  if (words === null) return null;
  const [key = null, ...columns] = words;
  return { key, columns: columns.length > 0 ? columns.map(columnName) : null };
}

function columnName(name: string | null): string {
  invariant(name !== null, "a column has a name");
  return name;
}
