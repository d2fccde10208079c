/**
 * The lossless canonical form of a value: text, whatever the type. It is what is stored, hashed, shown and written.
 *
 * | type | canonical text |
 * |---|---|
 * | text, email, phone, url, code | the characters as they came (after `standardise`, where declared) |
 * | integer, decimal | digits as written, with trailing zeros (`1.10`), without a plus sign or leading zeros |
 * | float | the shortest text that reads back as the same IEEE 754 double |
 * | boolean | `true`, `false` |
 * | date | `2026-11-30` |
 * | timestamp | `2026-11-30T10:00:00.123456+02:00` (offset kept), or without offset when declared without zone |
 * | money | amount, space, ISO 4217 code: `12.50 EUR` |
 * | quantity | amount, space, declared unit: `12.5 kg` |
 * | group | the JSON object of the canonical texts of its fields, names sorted |
 * | list | the JSON array of its elements: texts, or objects of groups; a set sorted, a keyed list by its key |
 * | json | the JSON text with sorted keys, numbers as written |
 * | ref | in claims: how the source holds it, see `RefText`; in golden records: the id of the entity |
 */
export type Canonical = string;

/**
 * What a record states about one fact: a value, or `null` where it says that there is none (*empty*).
 * A fact that is not stated has no key at all (*unstated*).
 */
export type Stated = Canonical | null;

/** The canonical text of a reference as a source holds it: another record, or an attribute's value of the target. */
export type RefText = `${string}:${string}` | `${string}=${string}`;
