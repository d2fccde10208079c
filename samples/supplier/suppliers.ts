import { address, ascii, type Country, familyName, iban } from "../shared/names.ts";
import type { Random } from "../shared/random.ts";

export interface Account {
  readonly iban: string;
  readonly bic: string;
  readonly holder: string;
}

/** One supplier as it is before the story. */
export interface Supplier {
  readonly vendor: string;
  readonly name: string;
  readonly vatId: string;
  readonly country: Country;
  readonly account: Account;
  /** The vendor number of the parent company. */
  readonly parent: string | null;
  readonly isNew: boolean;
  readonly inProcurement: boolean;
  /** Whether procurement noted the vendor number; else the VAT number, typed with spaces, finds it. */
  readonly linked: boolean;
  readonly inBanking: boolean;
  readonly contact: string;
  readonly categories: readonly string[];
}

export const supplierCounts = { known: 1_000, new: 4 } as const;

const trades = [
  "Stahlhandel",
  "Spedition",
  "Verpackung",
  "Elektronik",
  "Reinigung",
  "Gerüstbau",
  "Messtechnik",
];
const goods = [
  "steel",
  "freight",
  "packaging",
  "electronics",
  "cleaning",
  "scaffolding",
  "measuring",
  "paper",
];

/** Every tenth heads a group: the one after it belongs to it, and the next to that one. */
export function makeSuppliers(random: Random): Supplier[] {
  const count = supplierCounts.known + supplierCounts.new;
  return Array.from({ length: count }, (_, at) => supplier(random, at + 1));
}

function supplier(random: Random, serial: number): Supplier {
  const { city, country } = address(random);
  const name = `${familyName(random)} ${random.pick(trades)} ${city} ${serial}`;
  const isNew = serial > supplierCounts.known;
  return {
    vendor: vendorOf(serial),
    name,
    vatId: serial % 60 === 0 ? "DE000000000" : `${country}${300_000_000 + serial * 7_919}`,
    country,
    account: accountOf(country, serial, name),
    parent: [2, 3].includes(serial % 10) && !isNew ? vendorOf(serial - 1) : null,
    isNew,
    inProcurement: !isNew && serial % 5 !== 0,
    linked: serial % 3 !== 0,
    inBanking: !isNew && serial % 8 !== 0,
    contact: `${ascii(familyName(random))}.${serial}@example.org`,
    categories: random.shuffled(goods).slice(0, 1 + random.below(3)),
  };
}

/** An account at a bank that there is not. */
export function accountOf(country: Country, serial: number, holder: string): Account {
  return { iban: iban(country, serial), bic: `XMPL${country}XX`, holder };
}

/** The vendor number: ten digits, as ledgers have it. */
function vendorOf(serial: number): string {
  return String(serial).padStart(10, "0");
}
