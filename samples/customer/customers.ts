import { dayBefore, storyEnd } from "../shared/exports.ts";
import {
  type Address,
  address,
  type Country,
  familyName,
  iban,
  type Person,
  person,
} from "../shared/names.ts";
import type { Random } from "../shared/random.ts";

export type Stage = "lead" | "customer" | "closed";

/** One customer as it truly is in the end. Systems hold more or less of it. */
export interface Customer {
  readonly crmId: string;
  readonly name: string;
  readonly legalName: string;
  readonly stage: Stage;
  /** Nine digits, or a placeholder where nobody asked. */
  readonly taxId: string;
  readonly billing: Address;
  readonly contact: Person;
  readonly invoiceMail: string;
  readonly iban: string;
  /** The day of the first invoice; a lead has none. */
  readonly invoicedOn: string | null;
  /** A lead until the story, and invoiced within it. */
  readonly won: boolean;
  /** The number in each company of ours that sells to it. */
  readonly erpKeys: readonly (readonly [company: string, customerNo: string])[];
  /** Whether the ERP knows the CRM's number; older ones are found by the tax number alone. */
  readonly linkedByErp: boolean;
  readonly deskAccounts: readonly string[];
  readonly pays: boolean;
}

/** How many of each there are; 1,000 together. */
export const customerCounts = { customer: 700, closed: 40, won: 40, lead: 220 } as const;

export const placeholder = "000000000";

const trades = [
  "Dachbau",
  "Yachtbau",
  "Logistik",
  "Medizintechnik",
  "Gartenbau",
  "Druck",
  "Feinkost",
  "Metallbau",
];
const legalForms: Readonly<Record<Country, string>> = { DE: "GmbH", AT: "GmbH", CH: "AG" };
const sellsFor: Readonly<Record<Country, string>> = { DE: "1000", AT: "2000", CH: "3000" };

/** Customers of one sample; numbered after those of other samples, so that they can be of one company: 30,000 at most. */
export function makeCustomers(random: Random, serialsBefore: number): Customer[] {
  const { customer, closed, won, lead } = customerCounts;
  const kinds: readonly (readonly [number, Stage, boolean])[] = [
    [customer, "customer", false],
    [closed, "closed", false],
    [won, "customer", true],
    [lead, "lead", false],
  ];
  let serial = serialsBefore;
  return kinds.flatMap(([count, stage, isWon]) =>
    Array.from({ length: count }, () => ordinary(random, { serial: ++serial, stage, won: isWon })),
  );
}

function ordinary(
  random: Random,
  { serial, stage, won }: { readonly serial: number; readonly stage: Stage; readonly won: boolean },
): Customer {
  const billing = address(random);
  const name = `${familyName(random)} ${random.pick(trades)} ${billing.city} ${serial}`;
  const contact = person(random, serial);
  const isInvoiced = stage !== "lead";
  const accounts = !isInvoiced || won ? 0 : serial % 20 === 0 ? 4 : serial % 5 === 0 ? 2 : 1;
  return {
    crmId: `A-${100_000 + serial}`,
    name,
    legalName: `${name} ${legalForms[billing.country]}`,
    stage,
    taxId: String(100_000_000 + serial * 7_919),
    billing,
    contact,
    invoiceMail: `invoices.${serial}@example.org`,
    iban: iban(billing.country, serial),
    invoicedOn: isInvoiced ? dayBefore(storyEnd, won ? 10 : 30 + random.below(2_000)) : null,
    won,
    erpKeys: isInvoiced ? erpKeys(billing.country, serial) : [],
    linkedByErp: won || serial % 3 !== 0,
    deskAccounts: Array.from({ length: accounts }, (_, at) => `D-${serial}${at}`),
    pays: isInvoiced && !won && serial % 7 < 5,
  };
}

/** Whoever is abroad buys from the company there, and many of them from the mother company too. */
function erpKeys(country: Country, serial: number): Customer["erpKeys"] {
  const number = String(40_000 + serial);
  const home = [sellsFor[country], number] as const;
  return country === "DE" || serial % 2 === 1 ? [home] : [home, ["1000", String(70_000 + serial)]];
}
