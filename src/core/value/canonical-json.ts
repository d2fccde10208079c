import serialize from "canonicalize";
import { invariant } from "../../errors.ts";

/**
 * The one JSON text of a value (RFC 8785): keys sorted, no spaces, numbers as ECMAScript writes them. For plain data
 * only; texts must be well-formed Unicode. The only place that knows the library.
 */
export function canonicalJson(value: unknown): string {
  const text = serialize(value);
  invariant(text !== undefined, "canonical JSON is asked for data that JSON has");
  return text;
}
