import { dayBefore } from "../shared/exports.ts";
import { type CsvStyle, csv } from "../shared/text-files.ts";
import type { Plan, When } from "./plan.ts";
import { isAmong, type Plant, type Product, type Stock } from "./products.ts";

const style: CsvStyle = { delimiter: ";", lineEnd: "\r\n", mark: true };
const numbers: Readonly<Record<Plant, string>> = {
  hamburg: "1000",
  graz: "2000",
  lyon: "3000",
  webshop: "9000",
};

/** The materials, whole: what is released. Weights are in grams. */
export function erp(products: readonly Product[], plan: Plan, when: When, lastDay: string): string {
  const rows = materials(products, plan, when).map((one) => {
    const [length, width, height] = one.millimetres.map(String);
    const [first, second] = isAmong(plan.turned, one) ? [width, length] : [length, width];
    return {
      material: one.material,
      design_no: one.designNo,
      ean: one.gtin,
      status: isAmong(plan.soldOut, one) ? "40" : "10",
      released_on: one.releasedOn ?? dayBefore(lastDay, 5),
      net_weight: String(one.grams),
      length_mm: first ?? "",
      width_mm: second ?? "",
      height_mm: height ?? "",
    };
  });
  return csv(rows, style);
}

/** What lies in each plant, whole. Graz counts in dozens. */
export function erpPlants(products: readonly Product[], plan: Plan, when: When): string {
  const rows = materials(products, plan, when).flatMap((one) =>
    one.stock.map((stock) => {
      const inKilograms =
        when === "after" && stock.plant === "hamburg" && isAmong(plan.stockInKilograms, one);
      const pieces = inErp(one, stock, plan, when);
      const inDozens = stock.plant === "graz";
      return {
        material: one.material,
        plant: numbers[stock.plant],
        stock: String(inKilograms ? one.grams : inDozens ? pieces / 12 : pieces),
        unit: inKilograms ? "kg" : inDozens ? "doz" : "pc",
        lead_days: String(stock.leadDays),
        lock: "00",
      };
    }),
  );
  return csv(rows, style);
}

/** The pieces in a plant as the ERP has them. */
export function inErp(one: Product, { plant, pieces }: Stock, plan: Plan, when: When): number {
  if (isAmong(plan.soldOut, one)) return 0;
  if (plant === "webshop" && isAmong(plan.oldInErp, one)) return pieces + 24;
  const isCounted = when === "after" && plant === "hamburg" && isAmong(plan.countedInHamburg, one);
  return isCounted ? pieces - 1 : pieces;
}

/** Prices by their days, whole: of what is promoted three rows, of which the second is for a week. */
export function erpPrices(products: readonly Product[], plan: Plan, lastDay: string): string {
  const [first, end] = promotion(lastDay);
  const rows = materials(products, plan, "after").flatMap((one) => {
    const row = {
      material: one.material,
      valid_from: "",
      valid_to: "",
      amount: (one.cents / 100).toFixed(2),
    };
    if (!isAmong(plan.promoted, one)) return [row];
    const less = (promotedCents(one) / 100).toFixed(2);
    return [
      { ...row, valid_to: first },
      { ...row, valid_from: first, valid_to: end, amount: less },
      { ...row, valid_from: end },
    ];
  });
  return csv(rows, style);
}

/** The week after the story: its first day, and the day after its last. */
export const promotion = (lastDay: string): readonly [string, string] => [
  dayBefore(lastDay, -7),
  dayBefore(lastDay, -14),
];

/** A fifth less, to the cent. */
export const promotedCents = ({ cents }: Product): number => Math.floor((cents * 4) / 5);

/** What the ERP knows: what is released by then. */
export const materials = (products: readonly Product[], plan: Plan, when: When): readonly Product[] =>
  products.filter((one) => one.releasedOn !== null || (when === "after" && isAmong(plan.releasedLate, one)));
