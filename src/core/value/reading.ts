import type { Refusal } from "../../errors.ts";
import type { Canonical } from "./canonical.ts";
import type { Raw } from "./raw.ts";

/** What comes of reading a raw value: its canonical text, `null` where it is empty, or why it cannot be read. */
export type Reading = Canonical | null | Refusal;

/** Reads the raw values of one attribute; made once by `compileReader`, called for each value. */
export type Reader = (raw: Raw) => Reading;

/** Whether a value could not be read. */
export function isRefusal(reading: Reading): reading is Refusal {
  return typeof reading === "object" && reading !== null;
}
