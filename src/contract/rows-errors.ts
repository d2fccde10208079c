import type { RefusalCode } from "../errors.ts";

/** What a stream of rows may be refused for, whatever it is loaded into. */
export const rowsErrors = [
  "file-empty",
  "file-not-utf8",
  "file-header-broken",
  "file-column-twice",
  "file-columns-too-many",
  "file-row-too-large",
  "file-too-large",
  "file-format-unclear",
  "file-broken",
  "file-column-unsupported",
  "spool-full",
  "json-not-array",
  "client-gone",
] as const satisfies readonly RefusalCode[];
