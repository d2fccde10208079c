import type { Written } from "../app/load/spool-file.ts";
import { refuse } from "../errors.ts";

const formats: Readonly<Record<string, Written["format"]>> = {
  "text/csv": "csv",
  "text/tab-separated-values": "csv",
  "application/x-ndjson": "jsonl",
  "application/jsonl": "jsonl",
  "application/json": "json",
  "application/vnd.apache.parquet": "parquet",
};

/** What a stream of rows may be called. */
export const rowsTypes = Object.keys(formats);

/** How the rows of a request are written, by its Content-Type. */
export function writtenAs(contentType: string, delimiter: string | null): Written {
  const media = contentType.split(";")[0]?.trim().toLowerCase() ?? "";
  const format = Object.hasOwn(formats, media) ? formats[media] : undefined;
  if (format === undefined) {
    refuse("not-acceptable-body", "The Content-Type says no kind of rows that is taken.", {
      hint: `It is one of: ${rowsTypes.join(", ")}.`,
    });
  }
  return { format, delimiter: delimiter ?? (media === "text/tab-separated-values" ? "\t" : null) };
}
