import { nearest } from "../model/nearest.ts";
import { ExpressionFault } from "./fault.ts";

/** The fault of a name that is not known there, with the one that may be meant. */
export function unknownName(
  name: string,
  known: ReadonlyMap<string, unknown>,
  what: string,
  at: number,
): ExpressionFault {
  const near = nearest(name, known.keys());
  const qualified = [...known.keys()].find((one) => one.startsWith(`${name}[`));
  if (qualified !== undefined) {
    const code = qualified.slice(name.length + 1, -1);
    return new ExpressionFault(
      `'${name}' has a value for each code, and one of them is meant here.`,
      at,
      `Write ${name}['${code}'].`,
    );
  }
  const asked =
    name === "key" ? "'key' is the code or the key of an attribute that has a fact for each." : null;
  return new ExpressionFault(
    `Unknown ${what} '${name}'.`,
    at,
    near === null ? (asked ?? thereIs(known)) : `Did you mean '${near}'?`,
  );
}

function thereIs(known: ReadonlyMap<string, unknown>): string {
  const names = [...known.keys()].sort();
  if (names.length === 0) return "There is none here.";
  return `There is: ${names.slice(0, 12).join(", ")}${names.length > 12 ? ", …" : ""}.`;
}
