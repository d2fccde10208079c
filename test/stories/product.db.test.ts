import { afterAll, beforeAll, expect, it } from "vitest";
import { promotedCents, promotion } from "../../samples/product/export-erp.ts";
import { plannedGrams } from "../../samples/product/export-pim.ts";
import { generate, type ProductSample } from "../../samples/product/generate.ts";
import type { Product } from "../../samples/product/products.ts";
import { sampleDefaults } from "../../samples/shared/exports.ts";
import { comeDueAll } from "../../src/app/calendar.ts";
import { followAll } from "../../src/app/follow.ts";
import type { Hub } from "../../src/app/hub.ts";
import { listDivergences } from "../../src/app/read/divergences.ts";
import { type Expanded, getExpanded } from "../../src/app/read/expand.ts";
import { explainFact } from "../../src/app/read/explain.ts";
import { listFindings } from "../../src/app/read/findings.ts";
import { getEntity } from "../../src/app/read/get-entity.ts";
import { history } from "../../src/app/read/history.ts";
import { seesAll } from "../../src/app/read/viewer.ts";
import { makeTestDatabase, type TestDatabase } from "../helpers/database.ts";
import { hubWith } from "../helpers/hub.ts";
import { loadExportsInto, sampleModel } from "../helpers/sample.ts";
import { verifyTested } from "../helpers/verify.ts";

/** Units, languages and plants. The story ends today; the week of lower prices begins after it. */
let made: TestDatabase;
let hub: Hub;
let sample: ProductSample;
const lastDay = new Date().toISOString().slice(0, 10);
beforeAll(async () => {
  sample = generate({ ...sampleDefaults, lastDay });
  made = await makeTestDatabase();
  hub = await hubWith(made.database, await sampleModel("product"));
  await loadExports(0, 7);
}, 120_000);
afterAll(() => made.drop());

const loadExports = (from: number, to: number) =>
  loadExportsInto(hub, sample.exports.slice(from, to), sample.texts);
const at = ({ designNo }: Product) => ({ type: "product", ref: `pim:${designNo}` });
const explain = (one: Product, attribute: string) => explainFact(hub, seesAll, { ...at(one), attribute });
const golden = async (one: Product, attribute: string) => (await explain(one, attribute)).value;
const copiesOf = async (one: Product, attribute: string) =>
  (await explain(one, attribute)).copies.map(({ source, state }) => `${source} ${state}`).sort();
const first = <T>([one]: readonly T[]): T => one ?? expect.unreachable("the plan has none");
const kilograms = (grams: number) => `${grams / 1000} kg`;

/** How many divergences are open, by fact and by the source that differs. */
async function differing(): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  let cursor: string | null = null;
  do {
    const page = await listDivergences(hub, seesAll, { filter: {}, limit: 500, cursor });
    for (const { fact, source } of page.items)
      counts[`${fact} ${source}`] = (counts[`${fact} ${source}`] ?? 0) + 1;
    cursor = page.next;
  } while (cursor !== null);
  return counts;
}

async function findings(rule: string): Promise<number> {
  return (await listFindings(hub, seesAll, { limit: 500, cursor: null, filter: { rule } })).items.length;
}

async function onDay(day: string): Promise<void> {
  await comeDueAll(hub, async () => `${day}T12:00:00.000000Z`);
  await followAll(hub);
}

it("weights in grams, kilograms and pounds are one weight, unless somebody mistook the unit", async () => {
  const [mistaken, sound] = [first(sample.plan.weightInKilograms), sample.products[0]];

  expect(await differing()).toMatchObject({ "weight shop": sample.planted.weightInKilograms });
  expect(await differing()).not.toHaveProperty("weight pim");
  if (sound !== undefined) expect(await golden(sound, "weight")).toBe(kilograms(sound.grams));
  const { value, copies } = await explain(mistaken, "weight");
  expect(value).toBe(kilograms(mistaken.grams));
  expect(copies.find(({ source }) => source === "shop")).toMatchObject({ state: "diverged" });
});

it("a parcel is believed whole: a length and a width that are swapped are one divergence each", async () => {
  const one = first(sample.plan.turned);
  const [length, width, height] = one.millimetres;
  const { value, copies } = await explain(one, "size");

  expect(await differing()).toMatchObject({ "size erp": sample.planted.turned });
  expect(value).toEqual({ length: `${length} mm`, width: `${width} mm`, height: `${height} mm` });
  expect(copies).toMatchObject([
    { source: "erp", value: { length: `${width} mm`, width: `${length} mm`, height: `${height} mm` } },
  ]);
});

it("what has no French name is sold under its English one, and is found", async () => {
  const { plan, planted } = sample;
  const untranslated = (planted.untranslated ?? 0) + (planted.translatedLate ?? 0);
  const one = first(plan.untranslated);

  expect(await findings("translated")).toBe(untranslated);
  expect(await golden(one, "name[fr-FR]")).toBeNull();
  expect(await explain(one, "name_in_french_shop")).toMatchObject({
    value: one.name["en-GB"],
    basis: "derived",
    copies: [{ source: "shop", state: "in-step" }],
  });
  expect(await differing()).not.toHaveProperty("name_in_french_shop shop");
});

it("once it is translated the finding goes, and the shop is to follow", async () => {
  await loadExports(7, 8);
  const { plan, planted } = sample;
  const one = first(plan.translatedLate);

  expect(await findings("translated")).toBe(planted.untranslated);
  expect(await golden(one, "name_in_french_shop")).toBe(one.name["fr-FR"]);
  expect(await differing()).toMatchObject({ "name_in_french_shop shop": planted.translatedLate });
});

it("a French description that the PIM does not have is that of the shop, and says so", async () => {
  for (const one of sample.plan.describedInShop)
    expect(await explain(one, "description[fr-FR]")).toMatchObject({
      value: `${one.name["fr-FR"]} : la nouveauté.`,
      basis: "fallback",
      origin: { source: "shop" },
    });
});

it("each plant has its authority: the shop knows its own warehouse, and the ERP all others", async () => {
  const { plan, planted } = sample;
  const one = first(plan.oldInErp);
  const { pieces } = one.stock.find(({ plant }) => plant === "webshop") ?? { pieces: 0 };
  const webshop = await explain(one, "plants[webshop]");
  const hamburg = await explain(one, "plants[hamburg]");

  expect(webshop).toMatchObject({
    value: { plant: "webshop", stock: `${pieces} pc` },
    origin: { source: "shop_stock", rule: { when: "key == 'webshop'" } },
    correct: { source: "shop_stock", custodian: "shop-team" },
    copies: [{ source: "erp_plants", state: "diverged" }],
  });
  expect(hamburg).toMatchObject({
    origin: { source: "erp_plants" },
    correct: { source: "erp_plants" },
    copies: [{ source: "shop_stock", state: "in-step" }],
  });
  expect(await differing()).toMatchObject({ "plants[webshop] erp_plants": planted.oldInErp });
});

it("the other categories of a product are a set of entities, whose names are read along", async () => {
  const one = sample.products.find(({ alsoIn, releasedOn }) => alsoIn.length === 2 && releasedOn !== null);
  if (one === undefined) expect.unreachable("no product is in two other categories");
  const { expanded } = await getExpanded(hub, seesAll, at(one), ["also_in", "also_in.above"]);

  const named = (found: Expanded | undefined) =>
    (Array.isArray(found) ? found : []).map(({ facts }) => facts["name[en-GB]"].value).sort();
  expect(named(expanded.also_in)).toEqual(["Lamps", "Lanterns"]);
  expect(named(expanded["also_in.above"])).toEqual(["Light"]);
  expect(await copiesOf(one, "also_in")).toEqual(["shop in-step"]);
});

it("dozens are pieces, and Lyon, from which the shop does not sell, is no divergence", async () => {
  const one = sample.products.find(
    ({ stock, releasedOn }) =>
      releasedOn && ["graz", "lyon"].every((plant) => stock.some((of) => of.plant === plant)),
  );
  if (one === undefined) expect.unreachable("no product lies in Graz and in Lyon");
  const pieces = one.stock.find(({ plant }) => plant === "graz")?.pieces;

  expect(await golden(one, "plants[graz]")).toMatchObject({ stock: `${pieces} pc` });
  expect(await copiesOf(one, "plants[graz]")).toEqual(["shop_stock in-step"]);
  expect(await golden(one, "plants[lyon]")).not.toBeNull();
  expect(Object.keys(await differing())).not.toContain("plants[lyon] shop_stock");
});

it("authority moves from the PIM in design to the ERP on release, and what was planned gives way", async () => {
  const one = first(sample.plan.releasedLate);
  const planned = plannedGrams(one, sample.plan);

  expect([await golden(one, "lifecycle"), await golden(one, "weight")]).toEqual([
    "design",
    kilograms(planned),
  ]);
  await loadExports(8, 9);

  expect(await explain(one, "lifecycle")).toMatchObject({ value: "released", origin: { source: "erp" } });
  expect(await explain(one, "weight")).toMatchObject({
    value: kilograms(one.grams),
    origin: { source: "erp" },
    copies: [{ source: "pim", value: kilograms(planned), state: "diverged" }, { source: "shop" }],
  });
  expect(await differing()).toMatchObject({
    "lifecycle pim": sample.planted.releasedLate,
    "weight pim": sample.planted.releasedLate,
  });
});

it("kilograms are no pieces: the stock is held back with its reason, and what was counted before stands", async () => {
  await loadExports(9, 10);
  for (const one of sample.plan.stockInKilograms) {
    const { facts, records } = await getEntity(hub, seesAll, at(one));
    const held = records.flatMap((record) => Object.entries(record.held));

    expect(held).toMatchObject([["plants", { code: "value-unit-not-convertible" }]]);
    expect(facts["plants[hamburg]"]?.value).toMatchObject({
      stock: `${one.stock.find(({ plant }) => plant === "hamburg")?.pieces} pc`,
    });
  }
});

it("what differs in the end is what was planted, and nothing else", async () => {
  await loadExports(10, 11);
  const { planted } = sample;

  expect(await differing()).toEqual({
    "lifecycle pim": planted.releasedLate,
    "weight pim": planted.releasedLate,
    "weight shop": planted.weightInKilograms,
    "size erp": planted.turned,
    "name_in_french_shop shop": planted.translatedLate,
    "plants[hamburg] shop_stock": planted.countedInHamburg,
    "plants[webshop] erp_plants": planted.oldInErp,
    "sellable shop": planted.soldOut,
  });
  expect(await findings("real-gtin")).toBe(planted.withoutGtin);
  expect(await findings("weighed")).toBe(0);
});

it("a GTIN whose check digit is wrong is held back, and thirteen zeros make no two products one", async () => {
  for (const one of sample.plan.mistypedGtin) {
    const { facts, records } = await getEntity(hub, seesAll, at(one));

    expect(facts.gtin?.value).toBe(one.gtin);
    expect(records.flatMap((record) => Object.keys(record.held))).toEqual(["gtin"]);
  }
  const [counted] = await hub.database.reader.many("select count(*)::int as products from truth.product", []);
  expect(counted).toEqual({ products: sample.products.length });
});

it("the price of a week is known before it, golden in it by an entry of the calendar, and gone after it", async () => {
  const [begins, ends] = promotion(lastDay);
  const one = first(sample.plan.promoted);
  const [usual, less] = [one.cents, promotedCents(one)].map((cents) => `${(cents / 100).toFixed(2)} EUR`);
  const { value, timeline } = await explain(one, "price");
  await onDay(begins);
  const within = await explain(one, "price");
  const inWeek = await differing();
  const { items } = await history(hub, seesAll, { ...at(one), attribute: "price", limit: 1, cursor: null });
  await onDay(ends);

  expect(value).toBe(usual);
  expect(timeline).toMatchObject([{ state: "now" }, { value: less, state: "to-come" }, { state: "to-come" }]);
  expect(within).toMatchObject({
    value: less,
    copies: [{ source: "shop", value: usual, state: "diverged" }],
  });
  expect(inWeek).toMatchObject({ "price shop": sample.planted.promoted });
  expect(items).toMatchObject([{ kind: "calendar", cause: "calendar" }]);
  expect(await golden(one, "price")).toBe(usual);
  expect(await differing()).not.toHaveProperty("price shop");
});

it("all of it verifies", async () => {
  expect((await verifyTested(hub)).fault).toBeNull();
});
