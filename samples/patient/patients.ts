import { dayBefore, storyEnd } from "../shared/exports.ts";
import { type Address, address, type Person, person } from "../shared/names.ts";
import type { Random } from "../shared/random.ts";

export const bloodGroups = [
  "O-neg",
  "O-pos",
  "A-neg",
  "A-pos",
  "B-neg",
  "B-pos",
  "AB-neg",
  "AB-pos",
] as const;
export const allergens = ["penicillin", "latex", "peanut", "egg", "bee-venom", "iodine"] as const;
export const insurers = ["nord", "west", "private"] as const;
export type BloodGroup = (typeof bloodGroups)[number];
export type Allergen = (typeof allergens)[number];
export type Insurer = (typeof insurers)[number];
export type Issuer = Insurer | "hospital";
export type Sex = "female" | "male" | "other";

/** A number that means something only beside who gave it. */
export interface Identifier {
  readonly issuer: Issuer;
  readonly number: string;
}

/** One patient as they truly are. Systems hold more or less of it. */
export interface Patient {
  /** The number that registration gave, which stands on the wristband. */
  readonly no: string;
  readonly family: string;
  readonly given: string;
  readonly birthDate: string;
  readonly sex: Sex;
  readonly address: Address;
  readonly contact: Person;
  readonly insurance: Identifier & { readonly issuer: Insurer };
  readonly diedOn: string | null;
  /** Whether there is a chart, and whether it notes the number of registration. */
  readonly chart: "none" | "linked" | "by-number";
  /** The issuers under whose numbers the laboratory received samples. */
  readonly samples: readonly Issuer[];
  readonly bloodGroup: BloodGroup;
  /** As the physicians wrote them into the chart, and as the laboratory tested. */
  readonly allergies: { readonly written: readonly Allergen[]; readonly tested: readonly Allergen[] };
}

export const patientCount = 600;

export function makePatients(random: Random): Patient[] {
  return Array.from({ length: patientCount }, (_, at) => ordinary(random, at + 1));
}

function ordinary(random: Random, serial: number): Patient {
  const no = `P-${100_000 + serial}`;
  const insurance = { issuer: random.pick(insurers), number: cardNumber(serial) };
  const chart = serial % 6 === 0 ? "none" : serial % 6 === 1 ? "by-number" : "linked";
  const isTested = serial % 3 !== 0;
  const contact = person(random, 600_000 + serial);
  const [given = "", family = ""] = contact.name.split(" ");
  return {
    no,
    family,
    given,
    birthDate: dayBefore(storyEnd, 8_000 + random.below(22_000)),
    sex: serial % 97 === 0 ? "other" : serial % 2 === 0 ? "female" : "male",
    address: address(random),
    contact,
    insurance,
    diedOn: serial % 40 === 0 ? dayBefore(storyEnd, 40 + random.below(400)) : null,
    chart,
    samples: isTested ? [insurance.issuer, ...(serial % 4 === 0 ? (["hospital"] as const) : [])] : [],
    bloodGroup: random.pick(bloodGroups),
    allergies: {
      written: chart === "none" ? [] : some(random, serial % 3 === 0 ? 2 : 0),
      tested: isTested && serial % 5 === 0 ? some(random, 1) : [],
    },
  };
}

/** The number on an insurance card: a letter and nine digits. */
export const cardNumber = (serial: number): string => `A${100_000_000 + serial * 7_919}`;

const some = (random: Random, count: number): readonly Allergen[] =>
  random.shuffled(allergens).slice(0, count);

/** Whether two are of one sample. */
export const isAmong = (list: readonly Patient[], { no }: Patient): boolean =>
  list.some((one) => one.no === no);
