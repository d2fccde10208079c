import type { Field } from "./source.ts";

/** The columns in which a source states one attribute: its own, and those of the fields of a group. */
export function columnsOf(field: Field): readonly string[] {
  if (field.from !== null) return [field.from];
  return [...(field.fields?.values() ?? [])].flatMap(columnsOf);
}

/** All columns that a field reads, those that say a currency, a unit or a qualifier too. */
export function readColumns(field: Field): readonly string[] {
  const inner = field.from === null ? [...(field.fields?.values() ?? [])].flatMap(readColumns) : [];
  const own = [field.from, field.currencyFrom, field.unitFrom, field.spokenFor?.column ?? null];
  return [...own.filter((column) => column !== null), ...inner];
}
