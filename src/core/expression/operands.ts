import { ExpressionFault } from "./fault.ts";
import type { Typed } from "./typed.ts";

/** An operand of one kind. */
export type Of<Kind extends Typed["kind"]> = Extract<Typed, { readonly kind: Kind }>;

/** Amounts in two units are not compared or reckoned with: nothing would say in which. */
export function refuseUnits(left: Typed, right: Typed, at: number): void {
  if (left.kind !== "number" || right.kind !== "number") return;
  if (left.unit === undefined || right.unit === undefined || left.unit === right.unit) return;
  throw new ExpressionFault(
    `One side is in ${left.unit}, and the other in ${right.unit}.`,
    at,
    "Declare both in one unit.",
  );
}

/** Amounts in two currencies neither. */
export function sameCurrency(left: Of<"money">, right: Of<"money">, at: number): void {
  if (left.currency !== null && right.currency !== null && left.currency !== right.currency)
    throw new ExpressionFault(
      `${left.currency} cannot be compared or added to ${right.currency}.`,
      at,
      "Nothing here knows a rate: take both in one currency.",
    );
}

/** How two kinds that have nothing in common are brought to one. */
export function conversionHint(left: Typed, right: Typed): string {
  const kinds = [left.kind, right.kind];
  if (kinds.includes("number") && kinds.includes("text"))
    return "Write a number without quotes, or convert with decimal(…).";
  if (kinds.includes("boolean") && kinds.includes("text")) return "Write true and false without quotes.";
  if (kinds.includes("date") && kinds.includes("timestamp"))
    return "Take the day of a timestamp with date(…).";
  if (kinds.includes("json")) return "Convert the json first: decimal(…), string(…), date(…), …";
  return "Both sides have to be of one type: convert with string(…), decimal(…), date(…), …";
}
