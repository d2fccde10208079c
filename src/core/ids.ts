/**
 * The branded names and ids that core passes around. They are strings (or numbers) at run time; the brand
 * keeps one from standing where another is meant. They are made by parsers only, through the functions below.
 */
declare const brand: unique symbol;
type Branded<Base, Name extends string> = Base & { readonly [brand]: Name };

/** A UUIDv8 in its usual 36 characters: stable, never reused, answering after a merge. */
export type EntityId = Branded<string, "EntityId">;
/** The opaque id of one record: a UUIDv8 in its usual 36 characters. */
export type RecordId = Branded<string, "RecordId">;
/** `attribute`, or `attribute[qualifier]` where the attribute is declared `per` something, or is a keyed list. */
export type FactKey = Branded<string, "FactKey">;
/** The place of an entry in its log: 1, 2, 3, … without gaps. A safe integer. */
export type LogIndex = Branded<number, "LogIndex">;

export const entityId = (text: string): EntityId => text as EntityId;
export const recordId = (text: string): RecordId => text as RecordId;
export const logIndex = (index: number): LogIndex => index as LogIndex;

/** The key of a fact from its attribute and qualifier; `""` is no qualifier. */
export const factKey = (attribute: string, qualifier = ""): FactKey =>
  (qualifier === "" ? attribute : `${attribute}[${qualifier}]`) as FactKey;

/** The qualifier of a fact; `""` where it has none. */
export function qualifierOf(fact: FactKey): string {
  const open = fact.indexOf("[");
  return open < 0 ? "" : fact.slice(open + 1, -1);
}

/** The attribute of a fact, without its qualifier. */
export function attributeOf(fact: FactKey): string {
  const open = fact.indexOf("[");
  return open < 0 ? fact : fact.slice(0, open);
}
