import { expect, test } from "vitest";
import { readModel } from "./read-model.ts";

const read = (original: string, copied: string) =>
  readModel([
    {
      path: "all.yaml",
      text: `systems: { crm: {} }
entity: order
sources:
  - { name: orders, system: crm, key: id, fields: { product: { from: product, as: products } } }
attributes:
  product: { type: ref, to: product, authority: orders }
  price: { copy-of: product.price${copied} }
---
entity: product
sources: [ { name: products, system: crm, key: id, fields: { price: price } } ]
attributes:
  price: { type: decimal, authority: products${original} }
`,
    },
  ]);
const toleranceOf = (original: string, copied: string) =>
  read(original, copied).model?.entities.get("order")?.attributes.get("price")?.compare.tolerance;

test("a copy of another's fact is compared as that is, unless it says otherwise itself", () => {
  expect(toleranceOf(", compare: { tolerance: 2 }", "")).toBe("2");
  expect(toleranceOf(", compare: { tolerance: 2 }", ", compare: { tolerance: 0.5 }")).toBe("0.5");
  expect(toleranceOf("", ", compare: { tolerance: 0.5 }")).toBe("0.5");
  expect(toleranceOf("", "")).toBeNull();
});

test("no two values are closer than not at all: a tolerance below 0 is a fault", () => {
  const { model, faults } = read(", compare: { tolerance: -1 }", "");

  expect(model).toBeNull();
  expect(faults.map(({ code }) => code)).toEqual(["wrong-shape"]);
});
