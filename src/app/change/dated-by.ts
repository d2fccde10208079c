import type { Valid } from "../../core/golden/validity.ts";
import type { BodyItem } from "../../core/log/entry.ts";

/** From when and until when, as the item of an entry says it; nothing of what is not dated. */
export function datedBy(valid: Valid | null): Pick<BodyItem, "from" | "to"> {
  if (valid === null) return {};
  const { from, to } = valid;
  return { ...(from === "" ? {} : { from }), ...(to === null ? {} : { to }) };
}
