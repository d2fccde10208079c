import type { ColumnProfile } from "./column-profile.ts";
import { typeOfColumn } from "./column-type.ts";
import { meaningOf } from "./names.ts";

/** Categories by the words of a column's name: all of a line must be there. */
const byName: readonly (readonly [category: string, ...words: readonly string[]])[] = [
  ["user.contact.email", "email"],
  ["user.contact.phone_number", "phone"],
  ["user.contact.phone_number", "fax"],
  ["user.demographic.date_of_birth", "birthdate"],
  ["user.demographic.date_of_birth", "birth"],
  ["user.demographic.date_of_birth", "born"],
  ["user.name", "firstname"],
  ["user.name", "lastname"],
  ["user.name", "fullname"],
  ["user.name", "full", "name"],
  ["user.name", "person", "name"],
  ["user.name", "contact", "name"],
  ["user.name", "contact", "person"],
  ["user.name", "employee", "name"],
  ["user.name", "patient", "name"],
  ["user.name", "middle", "name"],
  ["user.name", "ansprechpartner"],
  ["user.contact.address.street", "street"],
  ["user.demographic.gender", "gender"],
  ["user.demographic.gender", "sex"],
  ["user.financial.bank_account", "iban"],
  ["user.government_id", "passport"],
  ["user.government_id", "ssn"],
  ["user.government_id", "social", "security"],
  ["user.device.ip_address", "ip"],
];

/** Words after which a name is that of a firm. */
const firms =
  /\b(?:gmbh|ag|kg|ohg|ug|inc|llc|ltd|plc|corp|co|company|group|holding|sa|sas|sarl|srl|spa|bv|nv|ab|oy|as)\b/i;

/**
 * The category of personal data that a column seems to hold, by its name and its values; `null` where it seems to
 * hold none. A guess that errs towards marking: what is marked is sealed and masked, and one line undoes it.
 */
export function personalCategory(column: ColumnProfile, others: readonly ColumnProfile[]): string | null {
  const words = new Set(meaningOf(column.name));
  for (const [category, ...wanted] of byName) {
    // An address of a person is more than a flag that there is one.
    if (wanted.every((word) => words.has(word)) && typeOfColumn(column).type !== "boolean") return category;
  }
  const { type } = typeOfColumn(column);
  if (type === "email") return "user.contact.email";
  if (type === "phone") return "user.contact.phone_number";
  if (words.size === 1 && words.has("name") && namesPeople(column) && others.some(isOfPerson))
    return "user.name";
  return null;
}

/** Whether most values are two or three words with capitals, none of a firm. */
function namesPeople({ kept }: ColumnProfile): boolean {
  const likely = kept.filter(
    ({ text }) => /^\p{Lu}[\p{L}.'’-]*(?:,? \p{Lu}[\p{L}.'’-]*){1,3}$/u.test(text) && !firms.test(text),
  ).length;
  return kept.length > 0 && likely / kept.length > 0.8 && !kept.some(({ text }) => firms.test(text));
}

/** Whether a column is of the kind that only people have. */
function isOfPerson({ name }: ColumnProfile): boolean {
  const words = meaningOf(name);
  return ["birthdate", "birth", "firstname", "lastname", "gender", "email", "salary", "manager"].some(
    (word) => words.includes(word),
  );
}
