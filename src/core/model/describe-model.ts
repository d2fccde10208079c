import type { CodeList, EntityType, Model } from "./model.ts";

/** JSON data. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/**
 * The model as plain JSON, for those who read it over the API. Without the files and the options of connectors: they
 * may name places, and secrets that should not have been written there.
 */
export function describeModel(model: Model): { readonly [key: string]: Json } {
  return {
    hash: model.hash,
    files: model.files.map(({ path }) => path),
    systems: [...model.systems.values()].map(({ options: _options, ...system }) => plain(system)),
    people: [...model.people.values()].map((people) => plain(people)),
    codes: [...model.codes.values()].map(describeCodes),
    consumers: [...model.consumers.values()].map((consumer) => plain(consumer)),
    entities: [...model.entities.values()].map(describeEntity),
  };
}

function describeCodes(list: CodeList): Json {
  return {
    name: list.name,
    place: plain(list.place),
    codes: [...list.codes.values()].map((code) => plain(code)),
  };
}

function describeEntity(entity: EntityType): Json {
  const { sources, attributes, ...rest } = entity;
  return {
    ...record(rest),
    sources: sources.map((source) => plain(source)),
    attributes: [...attributes.values()].map((attribute) => plain(attribute)),
  };
}

/** Maps as objects, sets as lists; all else as it is. */
function plain(value: unknown): Json {
  if (value instanceof Map)
    return record(Object.fromEntries([...value].map(([key, part]) => [String(key), part])));
  if (value instanceof Set) return [...value].map(plain);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === "object" && value !== null) return record(value);
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  return null;
}

function record(value: object): { readonly [key: string]: Json } {
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, plain(part)]));
}
