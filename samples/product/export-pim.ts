import { type CsvStyle, csv, jsonLines } from "../shared/text-files.ts";
import type { Plan, When } from "./plan.ts";
import { isAmong, type Product } from "./products.ts";
import { categories, type Locale, locales } from "./words.ts";

const categoryStyle: CsvStyle = { delimiter: ",", lineEnd: "\n", mark: false };
const textStyle: CsvStyle = { delimiter: "\t", lineEnd: "\n", mark: true };

/** The tree of categories, whole. */
export function pimCategories(): string {
  const rows = categories.map(({ code, above, name }) => ({
    code,
    parent: above ?? "",
    name_de: name["de-DE"],
    name_en: name["en-GB"],
    name_fr: name["fr-FR"],
  }));
  return csv(rows, categoryStyle);
}

/** The designs, whole; what is planned of a weight is in kilograms. */
export function pim(products: readonly Product[], plan: Plan): string {
  return jsonLines(
    products.map((one) => {
      const [length, width, height] = one.millimetres.map((each) => (each / 10).toFixed(1));
      return {
        design_no: one.designNo,
        gtin: isAmong(plan.withoutGtin, one) ? "0000000000000" : one.gtin,
        brand: one.brand,
        state: one.releasedOn === null ? "draft" : isAmong(plan.soldOut, one) ? "ending" : "live",
        weight_kg: (plannedGrams(one, plan) / 1000).toFixed(3),
        size_cm: { length, width, height },
        category: one.category,
        also_in: one.alsoIn,
        manager: one.manager,
      };
    }),
  );
}

/** What was planned: of what is released within the story a little less than was weighed then. */
export const plannedGrams = (one: Product, plan: Plan): number =>
  isAmong(plan.releasedLate, one) ? one.grams - 40 : one.grams;

/** The texts, whole: a row for each language that somebody has written. */
export function pimTexts(products: readonly Product[], plan: Plan, when: When): string {
  const rows = products.flatMap((one) =>
    locales
      .filter((locale) => hasName(one, locale, plan, when))
      .map((locale) => ({
        design_no: one.designNo,
        locale: locale.replace("-", "_"),
        name: one.name[locale],
        description: locale === "fr-FR" && isAmong(plan.describedInShop, one) ? "" : one.description[locale],
      })),
  );
  return csv(rows, textStyle);
}

/** Whether somebody has written the name of a product in a language. */
export function hasName(one: Product, locale: Locale, plan: Plan, when: When): boolean {
  if (locale !== "fr-FR") return true;
  if (isAmong(plan.untranslated, one)) return false;
  return when === "after" || !isAmong(plan.translatedLate, one);
}
