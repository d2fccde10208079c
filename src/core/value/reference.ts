import type { Refusal } from "../../errors.ts";
import type { Canonical } from "./canonical.ts";

const notReference: Refusal = {
  code: "value-not-reference",
  message: "The value is not a reference.",
  hint: "A reference is a record (crm:4711), an attribute's value (code=SPRING-26), or the id of an entity.",
};

/** What the text of a reference points at: a record, the entity with a value of an attribute, or an entity. */
export type Reference =
  | { readonly kind: "record"; readonly source: string; readonly key: string }
  | { readonly kind: "value"; readonly attribute: string; readonly value: Canonical }
  | { readonly kind: "entity"; readonly id: string };

const name = /^[A-Za-z_][A-Za-z0-9_-]*$/;
const entityIdText = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Takes the text of a reference apart; `null` where it is none. The first `:` or `=` decides: names hold neither. */
export function parseReference(text: string): Reference | null {
  const colon = text.indexOf(":");
  const equals = text.indexOf("=");
  const at = colon < 0 ? equals : equals < 0 ? colon : Math.min(colon, equals);
  if (at < 0) return entityIdText.test(text) ? { kind: "entity", id: text } : null;
  if (at === text.length - 1 || !name.test(text.slice(0, at))) return null;
  const rest = text.slice(at + 1);
  return at === colon
    ? { kind: "record", source: text.slice(0, at), key: rest }
    : { kind: "value", attribute: text.slice(0, at), value: rest };
}

/** The text of a reference, unchanged, where it is one. */
export function readReference(text: string): Canonical | Refusal {
  return parseReference(text) === null ? notReference : text;
}
