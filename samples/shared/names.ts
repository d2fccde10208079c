import type { Random } from "./random.ts";

/** Where someone is at home: what stands on an envelope. */
export interface Address {
  readonly street: string;
  readonly postcode: string;
  readonly city: string;
  /** `DE`, `AT` or `CH`. */
  readonly country: Country;
}
export type Country = "DE" | "AT" | "CH";

export interface Person {
  readonly name: string;
  /** An address that nobody has: all are of example.org. */
  readonly email: string;
  readonly phone: string;
}

const given = ["Ana", "Ben", "Chi", "Dara", "Eli", "Finn", "Gül", "Hana", "Ida", "Jon", "Kim", "Lena", "Mo"];
const more = ["Nils", "Olga", "Paul", "Rosa", "Sven", "Tom", "Uwe", "Vera", "Wim", "Yara", "Zoë"];
const families = ["Adler", "Berg", "Costa", "Díaz", "Evers", "Fink", "Gupta", "Horn", "Ito", "Jäger", "Kurz"];
const others = [
  "Lang",
  "Moser",
  "Nagy",
  "Öztürk",
  "Peters",
  "Roth",
  "Sommer",
  "Tóth",
  "Vogt",
  "Wolf",
  "Yıldız",
];
const streets = ["Hauptstraße", "Am Hafen", "Bahnhofstraße", "Lindenweg", "Marktplatz", "Im Gewerbepark"];
const towns: readonly (readonly [string, string, Country])[] = [
  ["Berlin", "10115", "DE"],
  ["Hamburg", "20095", "DE"],
  ["München", "80331", "DE"],
  ["Köln", "50667", "DE"],
  ["Leipzig", "04109", "DE"],
  ["Kiel", "24103", "DE"],
  ["Wien", "1010", "AT"],
  ["Graz", "8010", "AT"],
  ["Zürich", "8001", "CH"],
  ["Bern", "3011", "CH"],
];

export function familyName(random: Random): string {
  return random.pick([...families, ...others]);
}

/** Somebody, whose number tells two of one name apart. */
export function person(random: Random, serial: number): Person {
  const name = `${random.pick([...given, ...more])} ${familyName(random)}`;
  return { name, email: `${ascii(name)}.${serial}@example.org`, phone: `+4930${5_000_000 + serial}` };
}

export function address(random: Random, country?: Country): Address {
  const there = towns.filter(([, , one]) => country === undefined || one === country);
  const [city, postcode, where] = random.pick(there);
  return { street: `${random.pick(streets)} ${1 + random.below(120)}`, postcode, city, country: where };
}

/** An account number with the check digits that banks compute, and a bank that there is not. */
export function iban(country: Country, serial: number): string {
  const account = `99999999${String(serial).padStart(10, "0")}`;
  const digits = [...country].map((letter) => letter.charCodeAt(0) - 55).join("");
  const check = 98n - (BigInt(`${account}${digits}00`) % 97n);
  return `${country}${String(check).padStart(2, "0")}${account}`;
}

/** A name as it stands before the @ of an address. */
export function ascii(name: string): string {
  const plain = name.normalize("NFD").replace(/\p{M}/gu, "").replaceAll("ı", "i");
  return plain.toLowerCase().replaceAll(/[^a-z0-9]+/g, ".");
}
