import { countsOf, type Exported, ExportList, type SampleOptions } from "../shared/exports.ts";
import { randomFrom } from "../shared/random.ts";
import { erp, erpPlants, erpPrices } from "./export-erp.ts";
import { pim, pimCategories, pimTexts } from "./export-pim.ts";
import { shop, shopStock } from "./export-shop.ts";
import { makePlan, type Plan } from "./plan.ts";
import { makeProducts, type Product } from "./products.ts";

export interface ProductSample extends Exported {
  readonly products: readonly Product[];
  readonly plan: Plan;
}

/** The exports of all three systems, made from a seed; nothing is read or written. */
export function generate({ seed, lastDay }: SampleOptions): ProductSample {
  const random = randomFrom(seed);
  const products = makeProducts(random);
  const plan = makePlan(products, random);
  const list = new ExportList(lastDay);
  const whole = { complete: true };
  list.add("pim_categories", 20, pimCategories(), whole);
  list.add("pim", 20, pim(products, plan), { ...whole, extension: "jsonl" });
  list.add("pim_texts", 20, pimTexts(products, plan, "before"), whole);
  list.add("erp", 19, erp(products, plan, "before", lastDay), whole);
  list.add("erp_plants", 19, erpPlants(products, plan, "before"), whole);
  list.add("shop", 18, shop(products, plan), whole);
  list.add("shop_stock", 18, shopStock(products, plan), whole);
  list.add("pim_texts", 6, pimTexts(products, plan, "after"), whole);
  list.add("erp", 4, erp(products, plan, "after", lastDay), whole);
  list.add("erp_plants", 3, erpPlants(products, plan, "after"), whole);
  list.add("erp_prices", 2, erpPrices(products, plan, lastDay), whole);
  const { exports, texts } = list;
  return {
    exports,
    texts,
    products,
    plan,
    planted: { products: products.length, ...countsOf({ ...plan }) },
  };
}
