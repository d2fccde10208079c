import { expect, it } from "vitest";
import { besideEachOther, linesOf } from "./shape.ts";

it("a group that is too long for a glance has its fields under each other, and a list its elements", () => {
  expect(linesOf({ lead_time: "5 d", plant: "webshop", status: "open", stock: "348 pc" })).toEqual([
    "lead_time  5 d",
    "plant      webshop",
    "status     open",
    "stock      348 pc",
  ]);
  expect(linesOf(["Natural rubber latex", "Iodinated contrast media", "Egg protein"])).toEqual([
    "- Natural rubber latex",
    "- Iodinated contrast media",
    "- Egg protein",
  ]);
});

it("what is short, or one value, or may not be seen, stays on one line", () => {
  const long = "x".repeat(200);

  expect([linesOf({ city: "Köln" }), linesOf(["a"]), linesOf(long), linesOf(null)]).toEqual([
    null,
    null,
    null,
    null,
  ]);
  expect(linesOf({ masked: true })).toBeNull();
});

it("the languages of a text and the elements of a list stand beside each other, in the order in which they come", () => {
  const facts = ["sku", "name[de]", "text[de]", "name[en]", "text[en]", 'ids[a]b"]', "weight", "ids[c]"];

  expect(besideEachOther(facts, (fact) => fact)).toEqual([
    "sku",
    "name[de]",
    "name[en]",
    "text[de]",
    "text[en]",
    'ids[a]b"]',
    "ids[c]",
    "weight",
  ]);
});
