import { type CsvStyle, csv } from "../shared/text-files.ts";
import { inErp, materials } from "./export-erp.ts";
import type { Plan } from "./plan.ts";
import { isAmong, type Plant, type Product } from "./products.ts";

const style: CsvStyle = { delimiter: ",", lineEnd: "\n", mark: false };
const names: Readonly<Record<Plant, string>> = { hamburg: "HAM", graz: "GRZ", lyon: "LYS", webshop: "OWN" };
const gramsInPound = 453.59237;

/** The articles, whole. Weights are in pounds, prices in cents. */
export function shop(products: readonly Product[], plan: Plan): string {
  const rows = materials(products, plan, "before").map((one) => {
    const pounds = isAmong(plan.weightInKilograms, one) ? one.grams / 1000 : one.grams / gramsInPound;
    const isUntranslated = isAmong([...plan.untranslated, ...plan.translatedLate], one);
    return {
      sku: one.sku,
      material: one.linked ? one.material : "",
      ean: isAmong(plan.mistypedGtin, one) ? mistyped(one.gtin) : one.gtin,
      brand: one.brand,
      title_de: one.name["de-DE"],
      title_en: one.name["en-GB"],
      title_fr: isUntranslated ? one.name["en-GB"] : one.name["fr-FR"],
      text_fr: isAmong(plan.describedInShop, one) ? `${one.name["fr-FR"]} : la nouveauté.` : "",
      visibility: isAmong(plan.soldOut, one) ? "last-chance" : "online",
      weight_lb: pounds.toFixed(3),
      price_cents: String(one.cents),
      category: one.category,
      also_in: one.alsoIn.toReversed().join("|"),
      can_buy: "true",
    };
  });
  return csv(rows, style);
}

/** What lies in each warehouse from which it sells, whole: not in Lyon. */
export function shopStock(products: readonly Product[], plan: Plan): string {
  const rows = materials(products, plan, "before").flatMap((one) =>
    one.stock
      .filter(({ plant }) => plant !== "lyon")
      .map((stock) => ({
        sku: one.sku,
        warehouse: names[stock.plant],
        pieces: String(
          stock.plant === "webshop" ? inWebshop(one, stock.pieces, plan) : inErp(one, stock, plan, "before"),
        ),
        ship_hours: String(24 * stock.leadDays),
        ships: "yes",
      })),
  );
  return csv(rows, style);
}

const inWebshop = (one: Product, pieces: number, plan: Plan): number =>
  isAmong(plan.soldOut, one) ? 0 : pieces;

/** The last two digits swapped. */
const mistyped = (gtin: string): string => `${gtin.slice(0, -2)}${gtin.at(-1)}${gtin.at(-2)}`;
