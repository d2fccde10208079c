import { type Exported, ExportList, type SampleOptions } from "../shared/exports.ts";
import { randomFrom } from "../shared/random.ts";
import { lab, records } from "./export-clinical.ts";
import { identifiers, registration } from "./export-registration.ts";
import { makePatients, type Patient } from "./patients.ts";
import { makePlan, type Plan } from "./plan.ts";

export interface PatientSample extends Exported {
  readonly patients: readonly Patient[];
  readonly plan: Plan;
}

/** The exports of all three systems, made from a seed; nothing is read or written. */
export function generate({ seed, lastDay }: SampleOptions): PatientSample {
  const random = randomFrom(seed);
  const patients = makePatients(random);
  const plan = makePlan(patients, random);
  const list = new ExportList(lastDay);
  const whole = { complete: true };
  list.add("registration", 20, registration(patients, plan, "before"), whole);
  list.add("identifiers", 19, identifiers(patients, plan), whole);
  list.add("records", 18, records(patients, plan, "before"), { ...whole, extension: "jsonl" });
  list.add("lab", 17, lab(patients, plan, "before"), whole);
  list.add("registration", 6, registration(patients, plan, "after"), whole);
  list.add("records", 4, records(patients, plan, "after"), { ...whole, extension: "jsonl" });
  list.add("lab", 2, lab(patients, plan, "after"), whole);
  const planted = Object.entries(plan).map(([kind, all]) => [kind, all.length] as const);
  const { exports, texts } = list;
  return {
    exports,
    texts,
    patients,
    plan,
    planted: { patients: patients.length, ...Object.fromEntries(planted) },
  };
}
