import type { Random } from "../shared/random.ts";
import { taker } from "../shared/taker.ts";
import type { Product } from "./products.ts";

/** Before what changes in the story, or after it. */
export type When = "before" | "after";

/** What is wrong where, on purpose, and what changes. No product is in two lists, so that their lengths add up. */
export interface Plan {
  /** Released within the story: the ERP weighed them, and the PIM has still what was planned. */
  readonly releasedLate: readonly Product[];
  /** In design, without a GTIN: the PIM has thirteen zeros. */
  readonly withoutGtin: readonly Product[];
  /** Somebody typed kilograms into the field for pounds. */
  readonly weightInKilograms: readonly Product[];
  /** Sold without a French name; the shop shows the English one. */
  readonly untranslated: readonly Product[];
  /** The same, and translated within the story; the shop still shows the English one. */
  readonly translatedLate: readonly Product[];
  /** The PIM has no French description, and the shop wrote one itself. */
  readonly describedInShop: readonly Product[];
  /** What lies in Hamburg was counted again, and the shop did not hear of it. */
  readonly countedInHamburg: readonly Product[];
  /** What the ERP says of the warehouse of the shop is old. */
  readonly oldInErp: readonly Product[];
  /** Somebody booked kilograms as the stock of Hamburg. */
  readonly stockInKilograms: readonly Product[];
  /** The shop sells what the ERP phased out and no plant has. */
  readonly soldOut: readonly Product[];
  /** The shop has a GTIN with two digits swapped. */
  readonly mistypedGtin: readonly Product[];
  /** Length and width are swapped in the ERP. */
  readonly turned: readonly Product[];
  /** Cheaper for a week that begins after the story. */
  readonly promoted: readonly Product[];
}

export function makePlan(products: readonly Product[], random: Random): Plan {
  const take = taker(products, random);
  const inDesign = ({ releasedOn }: Product) => releasedOn === null;
  const sold = (one: Product) => !inDesign(one);
  const lies = (plant: string) => (one: Product) => sold(one) && one.stock.some((of) => of.plant === plant);
  return {
    releasedLate: take(8, inDesign),
    withoutGtin: take(5, inDesign),
    weightInKilograms: take(6, sold),
    untranslated: take(9, sold),
    translatedLate: take(4, sold),
    describedInShop: take(7, sold),
    countedInHamburg: take(10, lies("hamburg")),
    oldInErp: take(11, lies("webshop")),
    stockInKilograms: take(2, lies("hamburg")),
    soldOut: take(5, sold),
    mistypedGtin: take(3, (one) => sold(one) && one.linked && one.gtin.at(-2) !== one.gtin.at(-1)),
    turned: take(6, (one) => sold(one) && one.millimetres[0] !== one.millimetres[1]),
    promoted: take(12, sold),
  };
}
