import type { Random } from "../shared/random.ts";
import { pairs, taker } from "../shared/taker.ts";
import type { Patient } from "./patients.ts";

/** What is wrong where, on purpose. No patient is in two lists, so that their lengths add up. */
export interface Plan {
  /** The second is a newborn of the first, registered under the insurance number of the mother. */
  readonly newborns: readonly (readonly [Patient, Patient])[];
  /** Two insurers gave two people the same number. */
  readonly sameNumberOfTwo: readonly (readonly [Patient, Patient])[];
  /** Brought in without a card: registration typed nines. */
  readonly withoutCard: readonly Patient[];
  /** Samples without a patient: the laboratory typed zeros, also for the day of birth. */
  readonly unnamedSamples: readonly Patient[];
  /** Registered a second time under another number of the hospital; nobody there has seen it. */
  readonly registeredTwice: readonly Patient[];
  /** The same, and registration merges the second into the first within the story. */
  readonly mergedThere: readonly Patient[];
  /** Moved within the story; the chart still has where they lived. */
  readonly movedLate: readonly Patient[];
  /** Somebody typed another blood group into the chart. */
  readonly wrongBloodGroup: readonly Patient[];
  /** Died within the story; the chart does not say so. */
  readonly diedLate: readonly Patient[];
  /** The wristband was printed before the laboratory found the allergy. */
  readonly notOnWristband: readonly Patient[];
  /** Written and tested; the physician withdraws what was written, and the test still says so. */
  readonly withdrawnByOne: readonly Patient[];
  /** Written and tested, and withdrawn by both; the wristband has it still. */
  readonly withdrawnByBoth: readonly Patient[];
  /** A physician writes what is no allergen of the list, over what was there. */
  readonly unreadable: readonly Patient[];
}

export function makePlan(patients: readonly Patient[], random: Random): Plan {
  const take = taker(patients, random);
  const hasNone = ({ allergies }: Patient) => allergies.written.length + allergies.tested.length === 0;
  const charted = (one: Patient) => one.chart === "linked" && hasNone(one) && one.diedOn === null;
  const tested = (one: Patient) => charted(one) && one.samples.length === 1;
  const untested = (one: Patient) =>
    one.chart !== "by-number" && one.samples.length === 0 && one.diedOn === null;
  const insuredBy = (insurer: string) => (one: Patient) => one.insurance.issuer === insurer && tested(one);
  const west = take(6, insuredBy("west"));
  const two = take(6, insuredBy("nord")).flatMap((one, at) => [one, ...west.slice(at, at + 1)]);
  const written = (one: Patient) => one.chart === "linked" && one.allergies.written.length > 0;
  return {
    newborns: pairs(take(16, tested)),
    sameNumberOfTwo: pairs(two),
    withoutCard: take(25, untested),
    unnamedSamples: take(9, tested),
    registeredTwice: take(5, tested),
    mergedThere: take(4, tested),
    movedLate: take(12, charted),
    wrongBloodGroup: take(6, tested),
    diedLate: take(7, charted),
    notOnWristband: take(8, tested),
    withdrawnByOne: take(10, tested),
    withdrawnByBoth: take(7, tested),
    unreadable: take(3, written),
  };
}
