import type { Refusal } from "../../errors.ts";
import type { Canonical } from "./canonical.ts";
import { isCurrency } from "./currencies.ts";
import { readDecimal } from "./number.ts";

const notMoney: Refusal = {
  code: "value-not-money",
  message: "The value is not an amount of money.",
  hint: "Amounts are written 12.50 EUR, or 12.50 where the currency is declared.",
};
/** An amount whose currency nothing says. */
export const withoutCurrency: Refusal = {
  code: "value-without-currency",
  message: "The amount comes without a currency, and none is declared.",
  hint: "Declare `currency` on the attribute or its field, or name the column that holds it.",
};
/** A currency that ISO 4217 does not have. */
export const unknownCurrency: Refusal = {
  code: "value-unknown-currency",
  message: "The currency is not one of ISO 4217.",
  hint: "Currencies are written as three capitals: EUR.",
};
const otherCurrency: Refusal = {
  code: "value-other-currency",
  message: "The amount is in another currency than the declared one.",
  hint: "Nothing is converted here: declare the attribute without a currency to hold amounts in several.",
};

export interface MoneyTerms {
  /** The only currency that the attribute takes; `null` takes any. */
  readonly declared: string | null;
  /** The currency of an amount that names none. */
  readonly assumed: string | null;
}

/** An amount with its currency: `12.50 EUR`, or the amount alone where a currency is assumed. */
export function readMoney(text: string, terms: MoneyTerms): Canonical | Refusal {
  const space = text.indexOf(" ");
  const named = space < 0 ? null : text.slice(space + 1);
  const amount = readDecimal(space < 0 ? text : text.slice(0, space));
  if (typeof amount !== "string") return amount.code === "value-not-number" ? notMoney : amount;
  const currency = named ?? terms.assumed ?? terms.declared;
  if (currency === null) return withoutCurrency;
  if (!isCurrency(currency)) return unknownCurrency;
  if (terms.declared !== null && currency !== terms.declared) return otherCurrency;
  if (named !== null && terms.assumed !== null && named !== terms.assumed) return otherCurrency;
  return `${amount} ${currency}`;
}

/** The two parts of a canonical amount of money. */
export function moneyParts(canonical: Canonical): { readonly amount: string; readonly currency: string } {
  const space = canonical.indexOf(" ");
  return { amount: canonical.slice(0, space), currency: canonical.slice(space + 1) };
}
