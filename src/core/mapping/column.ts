import { type Raw, RawNumber, type RawObject } from "../value/raw.ts";

/** Finds the value of one column in a row; `undefined` where the row does not have it. */
export type Column = (fields: RawObject) => Raw | undefined;

/**
 * The column of that name, or else the path of that name into nested JSON: a column called `a.b` is that column, before
 * `b` within `a` is looked for. Below
 * an object that is null everything is empty; below one that is not there nothing is stated.
 */
export function compileColumn(from: string): Column {
  if (!from.includes(".")) return (fields) => fields.get(from);
  const path = from.split(".");
  return (fields) => {
    const whole = fields.get(from);
    return whole === undefined ? walk(fields, path) : whole;
  };
}

/** Whether a header has the column, or the object that a path begins in. CSV has no objects. */
export function hasColumn(header: ReadonlySet<string>, from: string, nested: boolean): boolean {
  const [first = from] = from.split(".");
  return header.has(from) || (nested && header.has(first));
}

function walk(fields: RawObject, path: readonly string[]): Raw | undefined {
  let here: Raw | undefined = fields;
  for (const name of path) {
    if (here === null) return null;
    if (!isObject(here)) return undefined;
    here = here.get(name);
  }
  return here;
}

function isObject(raw: Raw | undefined): raw is RawObject {
  return typeof raw === "object" && raw !== null && !(raw instanceof RawNumber) && !Array.isArray(raw);
}
