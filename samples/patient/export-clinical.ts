import { type CsvStyle, csv, jsonLines } from "../shared/text-files.ts";
import {
  birthDateOf,
  bloodGroupInChart,
  diedOn,
  identifierOf,
  identifiersOf,
  tested,
  type When,
  written,
} from "./as-held.ts";
import { type Allergen, type BloodGroup, type Issuer, isAmong, type Patient, type Sex } from "./patients.ts";
import type { Plan } from "./plan.ts";

const labStyle: CsvStyle = { delimiter: ",", lineEnd: "\n", mark: false };
const labIssuers: Readonly<Record<Issuer, string>> = { hospital: "H", nord: "N", west: "W", private: "P" };
const labSexes: Readonly<Record<Sex, string>> = { female: "F", male: "M", other: "O" };
const tests: Readonly<Record<Allergen, string>> = {
  penicillin: "c1",
  latex: "k82",
  peanut: "f13",
  egg: "f1",
  "bee-venom": "i1",
  iodine: "c900",
};
const chartWords: Readonly<Record<Allergen, string>> = {
  penicillin: "Penicillins",
  latex: "Natural rubber latex",
  peanut: "Peanuts",
  egg: "Egg protein",
  "bee-venom": "Honey bee venom",
  iodine: "Iodinated contrast media",
};

/** The electronic records, whole: a chart for whoever has one. */
export function records(patients: readonly Patient[], plan: Plan, when: When): string {
  const charts = patients.filter(({ chart }) => chart !== "none");
  return jsonLines(charts.map((patient) => chartOf(patient, plan, when)));
}

function chartOf(patient: Patient, plan: Plan, when: When): object {
  const isUnreadable = when === "after" && isAmong(plan.unreadable, patient);
  return {
    chart: `E${patient.no.slice(2)}`,
    ...(patient.chart === "linked" ? { mrn: patient.no } : {}),
    identifiers: identifiersOf(patient, plan).map(({ issuer, number }) => ({
      system: issuer === "hospital" ? "urn:hospital:mrn" : `urn:insurer:${issuer}`,
      value: number,
    })),
    name: { family: patient.family, given: patient.given },
    birthDate: birthDateOf(patient, plan),
    gender: patient.sex,
    address: patient.address,
    phone: patient.contact.phone,
    deceased: diedOn(patient, plan, "before") || null,
    bloodGroup: patient.samples.length === 0 ? null : inChart(bloodGroupInChart(patient, plan)),
    allergies: isUnreadable
      ? ["Something with nuts"]
      : written(patient, plan, when).map((allergen) => chartWords[allergen]),
  };
}

/** The laboratory, whole: a row for each number under which samples came. */
export function lab(patients: readonly Patient[], plan: Plan, when: When): string {
  const rows = patients.flatMap((patient) =>
    patient.samples.map((of, at) => {
      const { issuer, number } = identifierOf(patient, of, plan);
      const isUnnamed = isAmong(plan.unnamedSamples, patient);
      return {
        lab_no: `L${patient.no.slice(2)}${at}`,
        issuer: labIssuers[issuer],
        patient_id: isUnnamed ? "0000000000" : number,
        dob: isUnnamed ? "" : birthDateOf(patient, plan),
        sex: labSexes[patient.sex],
        blood_group: inLab(patient.bloodGroup),
        positive_tests: tested(patient, plan, when)
          .map((allergen) => tests[allergen])
          .join(" "),
      };
    }),
  );
  return csv(rows, labStyle);
}

/** `O+`: the records write a letter. */
const inChart = (group: BloodGroup): string => group.replace("-pos", "+").replace("-neg", "-");

/** `0 pos`: the laboratory writes a nought. */
const inLab = (group: BloodGroup): string => group.replace("O", "0").replace("-", " ");
