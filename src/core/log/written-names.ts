import type { Basis } from "../golden/golden.ts";
import type { BodyItem, Sealed } from "./entry.ts";

/**
 * The names by which a body calls the members of its items, short because a usual body repeats them eight times: with them it
 * has a quarter less bytes. In their order the long names are in theirs. They never change.
 */
const written: Readonly<Record<keyof BodyItem, string>> = {
  after: "a",
  authority: "au",
  basis: "b",
  before: "be",
  detail: "d",
  fact: "f",
  from: "fr",
  handover: "h",
  op: "o",
  ownWrite: "ow",
  record: "r",
  since: "s",
  source: "so",
  to: "t",
};
const writtenSealed: Readonly<Record<keyof Sealed, string>> = { sealed: "h", slot: "n" };

/** How a body writes each basis. */
export const writtenBasis: Readonly<Record<Basis, string>> = {
  authority: "a",
  carried: "c",
  derived: "d",
  fallback: "f",
  held: "h",
  none: "n",
  override: "o",
};

const backwards = (names: Readonly<Record<string, string>>): ReadonlyMap<unknown, string> =>
  new Map(Object.entries(names).map(([name, short]) => [short, name]));

/** By what is written: what it stands for. */
export const memberNames = backwards(written);
export const sealedNames = backwards(writtenSealed);
export const basisNames = backwards(writtenBasis);

/** What a written name stands for; one that stands for nothing becomes a name that nothing has. */
export const nameOf = (names: ReadonlyMap<unknown, string>, short: unknown): string =>
  names.get(short) ?? `? ${String(short)}`;
