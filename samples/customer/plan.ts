import type { Country } from "../shared/names.ts";
import type { Random } from "../shared/random.ts";
import { pairs, taker } from "../shared/taker.ts";
import type { Customer } from "./customers.ts";

/** Characters of a name that an older tool gave the desk. */
export const importCharsMax = 24;

/** What is wrong where, on purpose. No customer is in two lists, so that their lengths add up. */
export interface Plan {
  /** Names longer than the forty characters of the desk: cut there, and no difference. */
  readonly longNames: readonly Customer[];
  /** Cut to thirty characters when an older tool filled the desk: that is one. */
  readonly cutByImport: readonly Customer[];
  /** Renamed in the CRM within the story; the desk has followed, or not yet. */
  readonly renamed: readonly Customer[];
  readonly renamedLate: readonly Customer[];
  /** Someone of support changed the name. */
  readonly editedAtDesk: readonly Customer[];
  readonly oldNameInPayments: readonly Customer[];
  /** Won leads whose legal name sales had heard wrong. */
  readonly misheard: readonly Customer[];
  /** Won leads that sales still calls leads. */
  readonly stillLead: readonly Customer[];
  /** Leads of whom nobody asked the tax number: sales typed nine nines. */
  readonly typedNines: readonly Customer[];
  /** Nine zeros for a tax number, in CRM and ERP. */
  readonly withoutTaxId: readonly Customer[];
  /** The same tax number in two countries. */
  readonly sameNumberAbroad: readonly (readonly [Customer, Customer])[];
  /** Sales entered the customer a second time as a lead, and the ERP noted that number. */
  readonly enteredTwice: readonly Customer[];
  /** Payments noted the CRM number of the second for the first. */
  readonly wrongInPayments: readonly (readonly [Customer, Customer])[];
  /** Support wrote a number that the CRM never gave. */
  readonly unknownAtDesk: readonly Customer[];
}

export function makePlan(customers: readonly Customer[], random: Random): Plan {
  const take = taker(customers, random);
  const single = (one: Customer) => one.stage === "customer" && one.pays && one.deskAccounts.length === 1;
  const inOneCompany = (one: Customer) => single(one) && one.erpKeys.length === 1;
  const home = (country: Country) => (one: Customer) =>
    one.stage === "customer" && !one.pays && one.erpKeys.length === 1 && one.billing.country === country;
  const swiss = take(3, home("CH"));
  const abroad = take(3, home("DE")).flatMap((one, i) => [one, ...swiss.slice(i, i + 1)]);
  return {
    longNames: take(30, (one) => one.deskAccounts.length > 1),
    cutByImport: take(9, (one) => single(one) && one.name.length > importCharsMax + 1),
    renamed: take(18, single),
    renamedLate: take(7, single),
    editedAtDesk: take(6, single),
    oldNameInPayments: take(11, single),
    misheard: take(12, (one) => one.won),
    stillLead: take(5, (one) => one.won),
    typedNines: take(20, (one) => one.stage === "lead"),
    withoutTaxId: take(25, (one) => inOneCompany(one) && one.linkedByErp),
    sameNumberAbroad: pairs(abroad),
    enteredTwice: take(6, (one) => inOneCompany(one) && one.linkedByErp),
    wrongInPayments: pairs(take(10, inOneCompany)),
    unknownAtDesk: take(4, single),
  };
}

/** Whether a customer is of a list. */
export function isAmong(list: readonly Customer[], { crmId }: Customer): boolean {
  return list.some((one) => one.crmId === crmId);
}
