import { dayBefore, storyEnd } from "../shared/exports.ts";
import type { Address } from "../shared/names.ts";
import {
  type Allergen,
  type BloodGroup,
  type Identifier,
  type Issuer,
  isAmong,
  type Patient,
} from "./patients.ts";
import type { Plan } from "./plan.ts";

/** Before the story, or in its end. */
export type When = "before" | "after";

/** The number that somebody has of an issuer, as it stands in registration. */
export function identifierOf(patient: Patient, issuer: Issuer, plan: Plan): Identifier {
  if (issuer === "hospital") return { issuer, number: patient.no };
  const { insurance } = patient;
  if (isAmong(plan.withoutCard, patient)) return { issuer, number: "9999999999" };
  const likened = [...plan.newborns, ...plan.sameNumberOfTwo].find(([, second]) => second.no === patient.no);
  if (likened === undefined) return insurance;
  const [first] = likened;
  return isNewborn(patient, plan) ? first.insurance : { issuer, number: first.insurance.number };
}

/** All numbers of somebody: that of the hospital, and that of the card. */
export function identifiersOf(patient: Patient, plan: Plan): readonly Identifier[] {
  return (["hospital", patient.insurance.issuer] as const).map((issuer) =>
    identifierOf(patient, issuer, plan),
  );
}

const isNewborn = (patient: Patient, { newborns }: Plan): boolean =>
  newborns.some(([, newborn]) => newborn.no === patient.no);

export function birthDateOf(patient: Patient, plan: Plan): string {
  return isNewborn(patient, plan) ? dayBefore(storyEnd, 30) : patient.birthDate;
}

export function diedOn(patient: Patient, plan: Plan, when: When): string {
  const late = when === "after" && isAmong(plan.diedLate, patient) ? dayBefore(storyEnd, 10) : null;
  return late ?? patient.diedOn ?? "";
}

/** Where somebody lives, as registration has it. */
export function addressOf(patient: Patient, plan: Plan, when: When): Address {
  const moved = when === "after" && isAmong(plan.movedLate, patient);
  return moved ? { street: "Neue Gasse 1", postcode: "50667", city: "Köln", country: "DE" } : patient.address;
}

export function bloodGroupInChart(patient: Patient, plan: Plan): BloodGroup {
  if (!isAmong(plan.wrongBloodGroup, patient)) return patient.bloodGroup;
  return patient.bloodGroup === "O-neg" ? "O-pos" : "O-neg";
}

/** Allergies in the chart. */
export function written(patient: Patient, plan: Plan, when: When): readonly Allergen[] {
  const { withdrawnByOne, withdrawnByBoth } = plan;
  if (isAmong([...withdrawnByOne, ...withdrawnByBoth], patient))
    return when === "before" ? ["penicillin"] : [];
  return patient.allergies.written;
}

/** Allergies that the laboratory found. */
export function tested(patient: Patient, plan: Plan, when: When): readonly Allergen[] {
  if (isAmong(plan.withdrawnByOne, patient)) return ["penicillin"];
  if (isAmong(plan.withdrawnByBoth, patient)) return when === "before" ? ["penicillin"] : [];
  if (isAmong(plan.notOnWristband, patient)) return when === "before" ? [] : ["latex"];
  return patient.allergies.tested;
}

/** Allergies on the wristband: what was known when it was printed, before the story. */
export const onWristband = (patient: Patient, plan: Plan): readonly Allergen[] => [
  ...new Set([...written(patient, plan, "before"), ...tested(patient, plan, "before")]),
];

/** The number under which somebody was registered a second time. */
export const secondNo = ({ no }: Patient): string => no.replace("P-1", "P-9");

export const isTwice = (patient: Patient, { registeredTwice, mergedThere }: Plan): boolean =>
  isAmong([...registeredTwice, ...mergedThere], patient);
