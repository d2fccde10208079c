import { type CsvStyle, csv, type Row } from "../shared/text-files.ts";
import {
  addressOf,
  birthDateOf,
  diedOn,
  identifiersOf,
  isTwice,
  onWristband,
  secondNo,
  type When,
} from "./as-held.ts";
import { type Allergen, type Issuer, isAmong, type Patient, type Sex } from "./patients.ts";
import type { Plan } from "./plan.ts";

const style: CsvStyle = { delimiter: ";", lineEnd: "\r\n", mark: true };
const sexes: Readonly<Record<Sex, string>> = { female: "W", male: "M", other: "D" };
const assigners: Readonly<Record<Issuer, string>> = { hospital: "00", nord: "11", west: "12", private: "20" };
const printed: Readonly<Record<Allergen, string>> = {
  penicillin: "PENICILLIN",
  latex: "LATEX",
  peanut: "PEANUT",
  egg: "EGG",
  "bee-venom": "BEE VENOM",
  iodine: "CONTRAST MEDIUM",
};

/** Registration, whole. Whoever is registered twice is in it twice. */
export function registration(patients: readonly Patient[], plan: Plan, when: When): string {
  const rows = patients.flatMap((patient): Row[] => {
    const row = registered(patient, plan, when);
    const isMerged = when === "after" && isAmong(plan.mergedThere, patient);
    const second = { ...row, patient_no: secondNo(patient), merged_into: isMerged ? patient.no : "" };
    return isTwice(patient, plan) ? [row, second] : [row];
  });
  return csv(rows, style);
}

function registered(patient: Patient, plan: Plan, when: When): Row {
  const { street, postcode, city, country } = addressOf(patient, plan, when);
  return {
    patient_no: patient.no,
    merged_into: "",
    surname: patient.family,
    first_name: patient.given,
    born_on: birthDateOf(patient, plan),
    sex: sexes[patient.sex],
    street,
    postcode,
    city,
    country,
    phone: patient.contact.phone,
    mail: patient.contact.email,
    died_on: diedOn(patient, plan, when),
    wristband: onWristband(patient, plan)
      .map((allergen) => printed[allergen])
      .join(","),
  };
}

/** The numbers of all patients, whole: a row for each. */
export function identifiers(patients: readonly Patient[], plan: Plan): string {
  const rows = patients.flatMap((patient) => {
    const all = isTwice(patient, plan) ? [patient, { ...patient, no: secondNo(patient) }] : [patient];
    return all.flatMap((each) =>
      identifiersOf(each, plan).map(({ issuer, number }) => ({
        patient_no: each.no,
        assigner: assigners[issuer],
        number,
        born_on: birthDateOf(each, plan),
      })),
    );
  });
  return csv(rows, style);
}
