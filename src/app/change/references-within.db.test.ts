import { describe, expect, test } from "vitest";
import { expectSound } from "../../../test/helpers/expect-sound.ts";
import { entityOf, loadText as loadAs, openDivergences, testHub } from "../../../test/helpers/test-hub.ts";
import { mergeByHand } from "../duplicates/decide-duplicate.ts";
import { setFact } from "../edit/set-fact.ts";
import { followAll } from "../follow.ts";
import type { Hub } from "../hub.ts";
import { getExpanded } from "../read/expand.ts";
import { explainFact } from "../read/explain.ts";
import { getEntity } from "../read/get-entity.ts";
import { seesAll } from "../read/viewer.ts";

/** Products in several categories, made of parts in places, and with related products in an order. */
const model = {
  "all.yaml": `systems: { pim: {}, shop: {} }
entity: category
match-on: [[code]]
sources:
  - { name: pim_categories, system: pim, key: code, format: jsonl, fields: { code: code, name: name, above: above, rates: rates } }
attributes:
  code: { type: text, authority: pim_categories }
  name: { type: text, authority: pim_categories }
  rates: { type: list, of: { type: group, fields: { land: text, percent: integer } }, keyed-by: land, authority: pim_categories }
  above: { type: ref, to: category, authority: pim_categories }
---
entity: product
match-on: [[sku]]
sources:
  - name: pim
    system: pim
    key: id
    format: jsonl
    fields:
      sku: sku
      categories: categories
      related: { from: related, by: sku, separator: "," }
      home: { fields: { shelf: shelf, category: { from: shelf_category, by: code } } }
      parts: parts
      sheet: { fields: { name: sheet, content: content } }
      notes: notes
      main: main
  - { name: shop, system: shop, key: id, format: jsonl, fields: { sku: sku, categories: { from: categories, by: code } } }
attributes:
  sku: { type: text, authority: pim }
  categories: { type: list, of: { type: ref, to: category }, authority: pim, copies: [shop] }
  related: { type: list, as: sequence, of: { type: ref, to: product }, authority: pim }
  home: { type: group, fields: { shelf: text, category: { type: ref, to: category } }, authority: pim }
  parts:
    type: list
    of: { type: group, fields: { no: text, of: { type: ref, to: product }, count: integer } }
    keyed-by: no
    authority: pim
  sheet: { type: group, fields: { name: text, content: json }, authority: pim }
  notes: { type: list, as: sequence, of: json, authority: pim }
  main: { type: ref, to: category, authority: pim }
  taxed: { type: boolean, derived: "main.rates.exists(r, r.percent > 15) && main.rates['DE'].percent > 0" }
  entered: { type: list, of: { type: ref, to: category }, authority: hub }
`,
} as const;

const load = async (hub: Hub, source: string, ...rows: readonly object[]) => {
  await loadAs(hub, source, rows.map((row) => `${JSON.stringify(row)}\n`).join(""), { format: "jsonl" });
  await followAll(hub);
};
const category = (code: string, more = {}) => ({ code, name: `The ${code}`, ...more });
const at = (key: string) => ({ type: "product", ref: `pim:${key}` });
const factsOf = async (hub: Hub, key: string) => {
  const { facts } = await getEntity(hub, seesAll, at(key));
  return Object.fromEntries(Object.entries(facts).map(([fact, { value }]) => [fact, value]));
};

describe("references in groups and lists", () => {
  test("lead each to its entity, whatever way its source names it", async () => {
    const { hub, ...rest } = await testHub(model);
    await load(hub, "pim_categories", category("b"), category("a"));
    await load(
      hub,
      "pim",
      { id: "1", sku: "S1" },
      { id: "2", sku: "S2" },
      {
        id: "3",
        sku: "S3",
        categories: ["b", "a", "b"],
        related: "S2, S1",
        shelf: "7",
        shelf_category: "a",
        parts: [{ no: "10", of: "1", count: 2 }],
        sheet: "Data",
        content: { volts: 230.0, plugs: ["C", "F"] },
        notes: [{ by: "ana" }, 7],
      },
    );
    await load(hub, "shop", { id: "s", sku: "S3", categories: ["a", "b"] });
    const [a, b] = await Promise.all(["a", "b"].map((key) => entityOf(hub, "pim_categories", key)));
    const [one, two] = await Promise.all(["1", "2"].map((key) => entityOf(hub, "pim", key)));

    expect(await factsOf(hub, "3")).toMatchObject({
      categories: [a, b].toSorted(),
      related: [two, one],
      home: { shelf: "7", category: a },
      "parts[10]": { no: "10", of: one, count: "2" },
      sheet: { name: "Data", content: { volts: 230, plugs: ["C", "F"] } },
      notes: [{ by: "ana" }, 7],
    });
    expect(await openDivergences(hub)).toEqual([]);
    await expectSound({ hub, ...rest });
  });

  test("stand in the words of their source until their target arrives, and heal by themselves", async () => {
    const { hub, ...rest } = await testHub(model);
    await load(hub, "pim_categories", category("a"));
    await load(hub, "pim", { id: "3", sku: "S3", categories: ["a", "b"], parts: [{ no: "10", of: "1" }] });
    await load(hub, "shop", { id: "s", sku: "S3", categories: ["a", "b"] });
    const a = await entityOf(hub, "pim_categories", "a");

    expect(await factsOf(hub, "3")).toMatchObject({
      categories: [a, "pim_categories:b"],
      "parts[10]": { of: "pim:1" },
    });
    expect(await explainFact(hub, seesAll, { ...at("3"), attribute: "categories" })).toMatchObject({
      basis: "authority",
      awaitsReference: true,
      copies: [{ source: "shop", state: "diverged", cause: "awaits-reference" }],
    });

    await load(hub, "pim_categories", category("b"));
    await load(hub, "pim", { id: "1", sku: "S1" });

    const b = await entityOf(hub, "pim_categories", "b");
    expect(await factsOf(hub, "3")).toMatchObject({
      categories: [a, b].toSorted(),
      "parts[10]": { of: await entityOf(hub, "pim", "1") },
    });
    expect(await openDivergences(hub)).toEqual([]);
    await expectSound({ hub, ...rest });
  });

  test("follow a merge: two references to what became one are one in a set, and two in a sequence", async () => {
    const { hub, ...rest } = await testHub(model);
    await load(hub, "pim_categories", category("a"), category("b"));
    await load(hub, "pim", { id: "1", sku: "S1" }, { id: "2", sku: "S2" });
    await load(hub, "pim", { id: "3", sku: "S3", categories: ["a", "b"], related: "S2,S1" });
    const merge = async (source: string) => {
      const [left, right] = await Promise.all(
        (source === "pim" ? ["1", "2"] : ["a", "b"]).map((key) => entityOf(hub, source, key)),
      );
      if (left === undefined || right === undefined) expect.unreachable("there are two");
      await mergeByHand(hub, { left, right, actor: "t1", by: "ana", reason: "the same" });
      await followAll(hub);
      return left;
    };

    const [category1, product1] = [await merge("pim_categories"), await merge("pim")];

    expect(await factsOf(hub, "3")).toMatchObject({
      categories: [category1],
      related: [product1, product1],
    });
    await expectSound({ hub, ...rest });
  });

  test("are read along: a list gives all that it holds, also over two steps and by the field of a group", async () => {
    const { hub } = await testHub(model);
    await load(
      hub,
      "pim_categories",
      category("top"),
      category("a", { above: "top" }),
      category("b", { above: "top" }),
    );
    await load(hub, "pim", { id: "1", sku: "S1" });
    await load(hub, "pim", {
      id: "3",
      sku: "S3",
      categories: ["a", "b", "not-there"],
      shelf_category: "a",
      parts: [{ no: "10", of: "1" }],
    });
    const paths = ["categories", "categories.above", "home.category", "parts.of", "related"];

    const { expanded } = await getExpanded(hub, seesAll, at("3"), paths);

    const named = (name: string) => ({ facts: { name: { value: name } } });
    expect(expanded).toMatchObject({
      "categories.above": [named("The top")],
      "home.category": named("The a"),
      "parts.of": [{ facts: { sku: { value: "S1" } } }],
      related: [],
    });
    expect(expanded.categories).toHaveLength(2);
    await expect(getExpanded(hub, seesAll, at("3"), ["home"])).rejects.toThrow("by a field of its own");
    await expect(getExpanded(hub, seesAll, at("3"), ["sheet.name"])).rejects.toThrow("no reference");
  });

  test("entered here are checked one by one, and kept as they were meant", async () => {
    const { hub, ...rest } = await testHub(model);
    await load(hub, "pim_categories", category("a"));
    await load(hub, "pim", { id: "3", sku: "S3" });
    const entity = await entityOf(hub, "pim", "3");
    const a = await entityOf(hub, "pim_categories", "a");
    const edit = {
      actor: "t1",
      cause: "fact" as const,
      ifVersion: null,
      idempotency: null,
      entity,
      attribute: "entered",
    };

    await setFact(hub, { ...edit, value: ["pim_categories:a"] });

    expect(await factsOf(hub, "3")).toMatchObject({ entered: [a] });
    await expect(setFact(hub, { ...edit, value: [a, entity] })).rejects.toThrow("the id of none");
    await expect(setFact(hub, { ...edit, value: ["name=x"] })).rejects.toThrow("not referred to by");
    await expectSound({ hub, ...rest });
  });

  test("heal where an element is withdrawn and another comes, and nothing else of the entity changes", async () => {
    const { hub, ...rest } = await testHub(model);
    await load(hub, "pim_categories", category("a"), category("b"));
    await load(hub, "pim", { id: "3", sku: "S3", categories: ["a"] });
    await load(hub, "shop", { id: "s", sku: "S3", categories: ["a"] });

    await load(hub, "pim", { id: "3", sku: "S3", categories: ["b"] });

    expect(await openDivergences(hub)).toEqual(['categories shop:s in-transit ["code=a"]']);
    await load(hub, "shop", { id: "s", sku: "S3", categories: ["b"] });
    expect(await openDivergences(hub)).toEqual([]);
    await expectSound({ hub, ...rest });
  });

  test("a list of facts one reference away is read as one list, and each of them is an input", async () => {
    const { hub, ...rest } = await testHub(model);
    await load(hub, "pim_categories", category("a", { rates: [{ land: "DE", percent: 7 }] }));
    await load(hub, "pim", { id: "3", sku: "S3", main: "a" });
    const before = (await factsOf(hub, "3")).taxed;

    await load(
      hub,
      "pim_categories",
      category("a", {
        rates: [
          { land: "DE", percent: 19 },
          { land: "AT", percent: 20 },
        ],
      }),
    );

    expect([before, (await factsOf(hub, "3")).taxed]).toEqual([false, true]);
    const { derived } = await explainFact(hub, seesAll, { ...at("3"), attribute: "taxed" });
    expect(derived?.inputs.map(({ reference, fact, value }) => [reference, fact, value])).toEqual([
      ["main", "rates[AT]", { land: "AT", percent: "20" }],
      ["main", "rates[DE]", { land: "DE", percent: "19" }],
    ]);
    await expectSound({ hub, ...rest });
  });
});
