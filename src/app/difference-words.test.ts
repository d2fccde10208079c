import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { differenceTexts } from "./difference-words.ts";

const part = fc.constantFrom("1 kg", "2 kg", "a, b", "");
const group = fc.dictionary(fc.constantFrom("stock", "plant", "status"), part, { minKeys: 1 });
const list = fc.array(part, { minLength: 1, maxLength: 4 });

describe("what differs between two values", () => {
  it("of a group is told by the fields that are not the same", () => {
    const golden = { plant: "graz", stock: "216 pc", status: "open" };

    expect(differenceTexts(golden, { ...golden, stock: "215 pc" })).toEqual([
      "{ stock: 216 pc, … }",
      "{ stock: 215 pc, … }",
    ]);
    expect(differenceTexts(golden, { plant: "graz", stock: "216 pc" })).toEqual([
      "{ status: open, … }",
      "{ status: (empty), … }",
    ]);
  });

  it("of a list is told by the elements that only one of them has, and by all of them where the order alone differs", () => {
    expect(differenceTexts(["a", "b"], ["b", "c"])).toEqual(["[a, …]", "[c, …]"]);
    expect(differenceTexts(["a", "b"], ["b"])).toEqual(["[a, …]", "[…]"]);
    expect(differenceTexts(["a", "b"], ["b", "a"])).toEqual(["[a, b]", "[b, a]"]);
  });

  it("of anything else is the two of them", () => {
    expect(differenceTexts("a", null)).toEqual(['"a"', "(empty)"]);
    expect(differenceTexts({ masked: true }, { masked: true })).toEqual(["(masked)", "(masked)"]);
    expect(differenceTexts({ a: "1" }, null)).toEqual(["{ a: 1 }", "(empty)"]);
  });

  it("never reads the same for two groups, or two lists, that are not", () => {
    fc.assert(
      fc.property(fc.oneof(fc.tuple(group, group), fc.tuple(list, list)), ([golden, held]) => {
        const [left, right] = differenceTexts(golden, held);
        const isSame =
          JSON.stringify(Array.isArray(golden) ? golden : Object.entries(golden).sort()) ===
          JSON.stringify(Array.isArray(held) ? held : Object.entries(held).sort());

        if (!isSame) expect(left).not.toBe(right);
      }),
    );
  });
});
