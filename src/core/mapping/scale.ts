import { invariant, type Refusal } from "../../errors.ts";
import { decimalDigitsMax } from "../../limits.ts";
import type { Canonical } from "../value/canonical.ts";
import {
  type Decimal,
  decimalText,
  divideDecimal,
  formatDecimal,
  multiplyDecimal,
  parseDecimal,
  withoutTrailingZeros,
} from "../value/decimal.ts";
import { readDecimal } from "../value/number.ts";
import { compileTextReader } from "../value/read.ts";

/** The kinds of number that a field may scale; money is scaled in its amount, as a decimal. */
type NumberKind = "integer" | "decimal" | "float";

/** Turns the number that a source stores into ours, exactly, and back. */
export interface Scale {
  apply(text: string): Canonical | Refusal;
  /** `null` where no finite number of digits in the source stands for the value. */
  undo(canonical: Canonical): string | null;
}

/** The scale of a field: the stored number times `factor` is ours. */
export function compileScale(kind: NumberKind, factor: string): Scale {
  const by = decimalOf(factor);
  const read = compileTextReader({ kind });
  return {
    apply: (text) => {
      const stored = readDecimal(text);
      if (typeof stored !== "string") return stored;
      const ours = formatDecimal(multiplyDecimal(decimalOf(stored), by));
      return read(kind === "integer" ? withoutTrailingZeros(ours) : ours);
    },
    undo: (canonical) => {
      const stored = divideDecimal(decimalOf(canonical), by);
      if (stored === null) return null;
      const text = formatDecimal(stored);
      return text.length > decimalDigitsMax ? null : text;
    },
  };
}

function decimalOf(text: string): Decimal {
  const plain = decimalText(text);
  const decimal = "text" in plain ? parseDecimal(plain.text) : null;
  invariant(decimal !== null, "a scale and a canonical number are decimal numbers");
  return decimal;
}
