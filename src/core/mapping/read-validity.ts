import type { Refusal } from "../../errors.ts";
import { type Valid, validity } from "../golden/validity.ts";
import type { Source } from "../model/source.ts";
import type { Raw, RawObject } from "../value/raw.ts";
import { scalarText } from "../value/raw-text.ts";
import { textFault } from "../value/text-fault.ts";
import { readMoment, type WorldMoment } from "../value/world-moment.ts";
import { compileColumn } from "./column.ts";

/** What a row says of when it is true. */
export interface Dating {
  readonly valid: Valid | null;
  /** By which the later of two rows about the same beginning is known. */
  readonly order: string | null;
}

export const undated: Dating = { valid: null, order: null };

/** Reads the columns that date a row; `null` where the source is not dated. */
export function compileValidity({ valid }: Source): ((row: RawObject) => Dating | Refusal) | null {
  if (valid === null) return null;
  const { zone } = valid;
  const from = compileColumn(valid.from);
  const to = valid.to === null ? () => null : compileColumn(valid.to);
  const order = valid.order === null ? () => null : compileColumn(valid.order);
  return (row) => {
    const begins = momentIn(from(row), valid.from, zone);
    if (typeof begins === "object" && begins !== null) return begins;
    const ends = momentIn(to(row), valid.to ?? "", zone);
    if (typeof ends === "object" && ends !== null) return ends;
    const until = ends?.startsWith(lastDay) ? null : ends;
    if (until !== null && until <= (begins ?? "")) return endsBefore;
    const place = textIn(order(row));
    if (typeof place === "object" && place !== null) return place;
    return { valid: validity(begins ?? "", until), order: place };
  };
}

/** Many systems write it where they know no end. */
const lastDay = "9999-12-31";

function momentIn(raw: Raw | undefined, column: string, zone: string | null): WorldMoment | null | Refusal {
  const text = textIn(raw);
  if (typeof text !== "string") return text;
  const moment = readMoment(text, zone);
  if (typeof moment === "string") return moment;
  return { ...moment, message: `${moment.message} (column '${column}')`, fields: { column } };
}

function textIn(raw: Raw | undefined): string | null | Refusal {
  if (raw === undefined || raw === null || raw === "") return null;
  const text = scalarText(raw);
  return typeof text === "string" ? (textFault(text) ?? text) : text;
}

const endsBefore: Refusal = {
  code: "valid-ends-first",
  message: "The row ends to be true before it begins, or when it does.",
  hint: "The end is the first day or moment when it is true no more.",
};
