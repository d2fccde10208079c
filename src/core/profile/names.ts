/** Words of column names that mean the same, each by the one that stands for them. */
const synonyms: ReadonlyMap<string, string> = new Map(
  Object.entries({
    email: "mail",
    phone: "tel telephone telefon mobile fon",
    postcode: "zip zipcode plz postal postleitzahl",
    number: "nr no num nummer",
    street: "strasse",
    city: "ort town stadt",
    country: "land",
    company: "firma",
    firstname: "vorname givenname forename",
    lastname: "nachname surname familyname",
    birthdate: "dob birthday geburtsdatum geburtstag",
    customer: "kunde kunden customers",
    supplier: "lieferant lieferanten suppliers vendor",
    amount: "betrag",
    revenue: "umsatz",
    quantity: "qty menge",
    name: "bezeichnung",
    reference: "ref",
    description: "desc beschreibung",
    address: "addr",
  }).flatMap(([meant, words]) => words.split(" ").map((word) => [word, meant] as const)),
);
/** Two words after each other that mean one. */
const joined: ReadonlyMap<string, string> = new Map(
  Object.entries({
    firstname: "first name,given name",
    lastname: "last name,family name",
    email: "e mail",
    birthdate: "birth date,date birth",
    postcode: "zip code,post code,postal code",
  }).flatMap(([meant, pairs]) => pairs.split(",").map((pair) => [pair, meant] as const)),
);

/** The words of a column or file name: parted at separators, capitals and digits, in small letters without accents. */
export function wordsIn(name: string): readonly string[] {
  return name
    .replace(/([\p{Ll}\d])(\p{Lu})/gu, "$1 $2")
    .replace(/ß/g, "ss")
    .normalize("NFD")
    .replace(/\p{M}+/gu, "")
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "");
}

/** The words of a name with synonyms made one: `Tel. Nr` and `phone_number` come to the same. */
export function meaningOf(name: string): readonly string[] {
  const words = wordsIn(name).filter((word) => word !== "of" && word !== "the");
  const meant: string[] = [];
  for (const word of words) {
    const last = meant.at(-1);
    const pair = last === undefined ? undefined : joined.get(`${last} ${word}`);
    if (pair !== undefined) meant[meant.length - 1] = pair;
    else meant.push(synonyms.get(word) ?? word);
  }
  return meant;
}

/** How alike two names are, from 0 to 1: the share of words that they have in common. */
export function nameLikeness(one: string, other: string): number {
  const left = new Set(meaningOf(one));
  const right = new Set(meaningOf(other));
  const common = left.intersection(right).size;
  if (common > 0) return common / left.union(right).size;
  const [a, b] = [[...left].join(""), [...right].join("")];
  return a !== "" && a === b ? 1 : 0;
}

/** Words that name no thing: every table has a number, an id, a code. */
const generic: ReadonlySet<string> = new Set([
  ...["id", "key", "code", "number", "uuid", "guid", "pk", "fk", "name", "date", "type", "status", "value"],
  ...["email", "phone", "row", "record", "reference", "external", "identifier", "title", "description"],
]);

/** Whether a name says nothing of what it numbers, as `id` does, and `customer_id` does not. */
export function isGeneric(name: string): boolean {
  return meaningOf(name).every((word) => generic.has(word) || /^\d+$/.test(word));
}

/** The words of a name that do name a thing. */
export function thingsIn(name: string): readonly string[] {
  return meaningOf(name)
    .filter((word) => !generic.has(word) && !/^\d+$/.test(word))
    .map(singular);
}

/** A plural as its singular, as far as rules go. */
export function singular(word: string): string {
  if (/[^aeiou]ies$/.test(word)) return `${word.slice(0, -3)}y`;
  if (/(ss|x|ch|sh)es$/.test(word)) return word.slice(0, -2);
  return /[^sui]s$/.test(word) && word.length > 3 ? word.slice(0, -1) : word;
}

/** Names that YAML reads as something else than a text. */
const yamlWords: ReadonlySet<string> = new Set(["null", "true", "false", "nan", "inf"]);

/** A name of the model that has not been taken, made of any text: small letters, digits and `_`, a letter first. */
export function modelName(text: string, taken: Set<string>, otherwise: string): string {
  const ascii = wordsIn(text)
    .join("_")
    .replace(/[^a-z0-9_]+/g, "")
    .replace(/^[^a-z]+/, "")
    .slice(0, 56)
    .replace(/_+$/, "");
  const base = ascii === "" || yamlWords.has(ascii) ? otherwise : ascii;
  let name = base;
  for (let i = 2; taken.has(name); i++) name = `${base}_${i}`;
  taken.add(name);
  return name;
}
