import { ascii, person } from "../shared/names.ts";
import type { Random } from "../shared/random.ts";
import { blurb, brands, type InEachLanguage, series, things } from "./words.ts";

export const plants = ["hamburg", "graz", "lyon", "webshop"] as const;
export type Plant = (typeof plants)[number];

/** What lies in a plant. */
export interface Stock {
  readonly plant: Plant;
  /** Pieces; of Graz a multiple of twelve, because it counts in dozens. */
  readonly pieces: number;
  readonly leadDays: number;
}

/** One product as it truly is. */
export interface Product {
  readonly designNo: string;
  /** The number of the ERP, which it has once it is released. */
  readonly material: string;
  readonly sku: string;
  readonly gtin: string;
  readonly brand: string;
  readonly category: string;
  /** Other categories in which customers find it. */
  readonly alsoIn: readonly string[];
  readonly name: InEachLanguage;
  readonly description: InEachLanguage;
  readonly manager: string;
  /** `null` for what is in design. */
  readonly releasedOn: string | null;
  /** As it was weighed, or in design as it was planned. */
  readonly grams: number;
  readonly millimetres: readonly [number, number, number];
  readonly cents: number;
  readonly stock: readonly Stock[];
  /** Whether the shop notes the number of the ERP; else the GTIN finds it. */
  readonly linked: boolean;
}

export const productCounts = { released: 360, design: 40 } as const;

export function makeProducts(random: Random): Product[] {
  const count = productCounts.released + productCounts.design;
  const managers = Array.from({ length: 12 }, (_, at) => person(random, at + 1).email);
  return Array.from({ length: count }, (_, at) => product(random, at + 1, managers));
}

function product(random: Random, serial: number, managers: readonly string[]): Product {
  const [category, thing] = random.pick(things);
  const line = `${random.pick(series)} ${100 + serial}`;
  const name: InEachLanguage = {
    "de-DE": `${thing["de-DE"]} ${line}`,
    "en-GB": `${line} ${thing["en-GB"].toLowerCase()}`,
    "fr-FR": `${thing["fr-FR"]} ${line}`,
  };
  const isReleased = serial <= productCounts.released;
  const lies = plants.filter((_, at) => (serial + at) % 3 !== 0 || at === 0);
  return {
    designNo: `D-${2_000 + serial}`,
    material: String(4_000_000 + serial),
    sku: `${ascii(line).replaceAll(".", "-")}`,
    gtin: gtin(serial),
    brand: random.pick(brands),
    category,
    alsoIn:
      category !== "lanterns" && serial % 5 === 0
        ? ["lanterns", "lamps"].filter((one) => one !== category)
        : [],
    name,
    description: blurb(name),
    manager: random.pick(managers),
    releasedOn: isReleased ? `202${random.below(6)}-0${1 + random.below(9)}-15` : null,
    grams: 180 + random.below(4_500),
    millimetres: [100 + random.below(300), 80 + random.below(200), 50 + random.below(900)],
    cents: 1_000 + 10 * random.below(900) - 1,
    stock: lies.map((plant) => ({
      plant,
      pieces: 12 * (1 + random.below(60)),
      leadDays: 1 + random.below(5),
    })),
    linked: serial % 3 !== 0,
  };
}

/** A GTIN of a range for use inside of a firm, with its check digit. */
export function gtin(serial: number): string {
  const digits = `29${String(serial * 977).padStart(10, "0")}`;
  const sum = [...digits].reduce((total, digit, at) => total + Number(digit) * (at % 2 === 0 ? 1 : 3), 0);
  return `${digits}${(10 - (sum % 10)) % 10}`;
}

/** Whether a product is of a list. */
export function isAmong(list: readonly Product[], { designNo }: Product): boolean {
  return list.some((one) => one.designNo === designNo);
}
