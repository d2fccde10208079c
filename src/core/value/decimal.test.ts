import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  addDecimal,
  compareDecimal,
  type Decimal,
  decimalText,
  divideDecimal,
  formatDecimal,
  multiplyDecimal,
  parseDecimal,
  subtractDecimal,
} from "./decimal.ts";

const decimals: fc.Arbitrary<Decimal> = fc.record({
  units: fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }),
  scale: fc.nat({ max: 30 }),
});

describe("exact decimal arithmetic", () => {
  test("what is formatted reads back as the same digits", () => {
    fc.assert(
      fc.property(decimals, (value) => {
        expect(parseDecimal(formatDecimal(value))).toEqual(value);
      }),
    );
  });

  test("what was added can be taken away again", () => {
    fc.assert(
      fc.property(decimals, decimals, (a, b) => {
        expect(compareDecimal(subtractDecimal(addDecimal(a, b), b), a)).toBe(0);
      }),
    );
  });

  test("a product divided by one factor is the other", () => {
    fc.assert(
      fc.property(decimals, decimals, (a, b) => {
        fc.pre(b.units !== 0n);
        const quotient = divideDecimal(multiplyDecimal(a, b), b);
        expect(quotient !== null && compareDecimal(quotient, a) === 0).toBe(true);
      }),
    );
  });

  test("a quotient is given only where it is exact", () => {
    fc.assert(
      fc.property(decimals, decimals, (a, b) => {
        const quotient = divideDecimal(a, b);
        if (quotient !== null) expect(compareDecimal(multiplyDecimal(quotient, b), a)).toBe(0);
      }),
    );
    expect(divideDecimal({ units: 1n, scale: 0 }, { units: 3n, scale: 0 })).toBeNull();
    expect(divideDecimal({ units: 1n, scale: 0 }, { units: 0n, scale: 0 })).toBeNull();
  });

  test("the order is that of numbers", () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer(), fc.nat({ max: 9 }), (a, b, zeros) => {
        const padded = { units: BigInt(a) * 10n ** BigInt(zeros), scale: zeros };
        expect(compareDecimal(padded, { units: BigInt(b), scale: 0 })).toBe(Math.sign(a - b));
      }),
    );
  });
});

describe("the digits of a number as written", () => {
  test.each([
    ["1.10", "1.10"],
    ["+007", "7"],
    ["-.5", "-0.5"],
    ["-0.00", "0.00"],
    ["1.5e3", "1500"],
    ["1.50E1", "15.0"],
    ["12e-3", "0.012"],
    ["0", "0"],
    ["000", "0"],
  ])("%s is %s", (raw, canonical) => {
    expect(decimalText(raw)).toEqual({ text: canonical });
  });

  test.each(["", "-", ".", "1.", "1,5", "NaN", "Infinity", "0x10", "1e", "1e1.5", " 1", "1 ", "--1", "١"])(
    "%j is no number",
    (raw) => expect(decimalText(raw)).toEqual({ fault: "not-number" }),
  );

  test("an exponent is not written out beyond the bound on digits", () => {
    expect(decimalText("1e400")).toEqual({ text: `1${"0".repeat(400)}` });
    expect(decimalText("1e1000")).toEqual({ fault: "too-many-digits" });
    expect(decimalText("1e-99999999999999999999")).toEqual({ fault: "too-many-digits" });
    expect(decimalText("9".repeat(1000))).toEqual({ text: "9".repeat(1000) });
    expect(decimalText("9".repeat(1001))).toEqual({ fault: "too-many-digits" });
  });
});
