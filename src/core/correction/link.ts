import type { Source } from "../model/source.ts";

/** The address of a record in its own system, from the `link` of its source; `null` where none is declared. */
export function linkTo(source: Source, key: string): string | null {
  if (source.link === null) return null;
  const columns = keyParts(source, key);
  return source.link.replace(/\{([^{}]+)\}/g, (whole, name: string) => {
    const value = name === "key" ? key : columns.get(name);
    return value === undefined ? whole : encodeURIComponent(value);
  });
}

/** The key of the record that an address leads to, if it is one of this source's links. */
export function keyOfLink(source: Source, address: string): string | null {
  if (source.link === null) return null;
  const names: string[] = [];
  const pattern = source.link.split(/(\{[^{}]+\})/).map((part) => {
    if (!/^\{[^{}]+\}$/.test(part)) return escapeRegExp(part);
    names.push(part.slice(1, -1));
    return "([^/?#&]+)";
  });
  const found = new RegExp(`^${pattern.join("")}$`).exec(address);
  if (found === null) return null;
  const values = new Map<string, string>();
  for (const [at, name] of names.entries()) {
    const value = decoded(found[at + 1] ?? "");
    if (value === null) return null;
    values.set(name, value);
  }
  const whole = values.get("key");
  if (whole !== undefined) return whole;
  const parts = source.key.map((column) => values.get(column));
  if (parts.includes(undefined)) return null;
  return parts.length === 1 ? (parts[0] ?? null) : JSON.stringify(parts);
}

/** The columns of a key by name. A composite key is the JSON array of their texts. */
function keyParts(source: Source, key: string): ReadonlyMap<string, string> {
  const [only] = source.key;
  if (source.key.length === 1 && only !== undefined) return new Map([[only, key]]);
  const parts = textsOf(key);
  return new Map(source.key.map((column, at) => [column, parts[at] ?? ""]));
}

function textsOf(key: string): readonly string[] {
  try {
    const parsed: unknown = JSON.parse(key);
    return Array.isArray(parsed) ? parsed.map(String) : [];
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}

function decoded(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch (error) {
    if (error instanceof URIError) return null;
    throw error;
  }
}

const escapeRegExp = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
