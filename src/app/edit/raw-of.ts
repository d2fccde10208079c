import { type Raw, RawNumber } from "../../core/value/raw.ts";

/**
 * A value of a JSON body as sources send values. A number of JSON has been read as a double by now, so it stands for the
 * digits that this gives; whoever minds sends text.
 */
export function rawOf(value: unknown): Raw {
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number") return new RawNumber(String(value));
  if (Array.isArray(value)) return value.map(rawOf);
  if (typeof value === "object")
    return new Map(Object.entries(value).map(([name, one]) => [name, rawOf(one)]));
  return null;
}

export const rawMembers = (members: object): ReadonlyMap<string, Raw> =>
  new Map(Object.entries(members).map(([name, value]) => [name, rawOf(value)]));
