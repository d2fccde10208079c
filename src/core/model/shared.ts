import { namedTypeStepsMax } from "../../limits.ts";
import type { Faults } from "./fault.ts";
import { twice } from "./fault.ts";
import { at, type Entry, entriesAt, type MapNode, type Node, textAt, textOf } from "./tree.ts";
import { typeNames } from "./vocabulary-words.ts";

/** What is said once for many attributes: the named types, and the defaults of all and of each entity type. */
export interface Shared {
  readonly types: ReadonlyMap<string, Entry>;
  readonly defaults: readonly Node[];
}

const ofEntityTypes = ["owner", "steward", "custodian"];

/** Gathers the named types and the defaults of the documents that declare no entity type. */
export function readShared(documents: readonly Node[], faults: Faults): Shared {
  const types = new Map<string, Entry>();
  for (const entry of documents.flatMap((document) => entriesAt(document, "types"))) {
    const name = entry.key.text;
    const before = types.get(name);
    if (before !== undefined)
      twice(faults, entry.key.place, { noun: "type", name, before: before.key.place });
    else if (typeNames.some((word) => word === name))
      faults.error(entry.key.place, "bad-name", `'${name}' is a type of the language`, "name it otherwise");
    else types.set(name, entry);
  }
  const defaults = documents.filter((document) => textAt(document, "entity") === null);
  return { types, defaults: oncePerKey(defaults, faults) };
}

/** A default that two documents give is given by neither: nothing says which of them is meant. */
function oncePerKey(documents: readonly Node[], faults: Faults): readonly Node[] {
  const seen = new Map<string, Entry>();
  for (const entry of documents.flatMap((document) => entriesAt(document, "defaults"))) {
    const name = entry.key.text;
    const before = seen.get(name);
    if (before !== undefined)
      twice(faults, entry.key.place, { noun: "default", name, before: before.key.place });
    else seen.set(name, entry);
  }
  return documents.flatMap((document) => at(document, "defaults") ?? []);
}

/** The entity type's document, with the owner, steward and custodian that the defaults of all documents name. */
export function withEntityDefaults(node: MapNode, shared: Shared): MapNode {
  return shared.defaults.reduce<MapNode>(
    (made, given) => under(made, only(given, ofEntityTypes, true)),
    node,
  );
}

/** An attribute with what its named type and the defaults say and it does not. */
export function withShared(node: Node, entity: MapNode, shared: Shared, faults: Faults): Node {
  const typed = withNamedType(node, shared.types, faults);
  if (typed.kind !== "map") return typed;
  const own = at(entity, "defaults");
  const foreign = foreignTo(typed);
  const withOwn = own === null ? typed : under(typed, only(own, foreign, false));
  return shared.defaults.reduce<MapNode>(
    (made, given) => under(made, only(given, [...ofEntityTypes, ...foreign], false)),
    withOwn,
  );
}

/** The defaults that do not reach an attribute: it is nobody's to state, and would be refused if it said them itself. */
function foreignTo(attribute: MapNode): readonly string[] {
  if (at(attribute, "derived") !== null) return ["fallback", "survivorship", "handover", "edits"];
  return at(attribute, "copy-of") === null ? [] : ["fallback"];
}

/**
 * What is written with a named type, with what that type says: the type itself from there, all else where it is not
 * said here. A bare word is short for `type: word`.
 */
export function withNamedType(node: Node, types: Shared["types"], faults: Faults): Node {
  let made = node;
  for (let steps = 0; ; steps++) {
    const name = textOf(made) ?? textAt(made, "type");
    const named = name === null ? undefined : types.get(name);
    if (named === undefined || named.value.kind !== "map") return made;
    if (steps === namedTypeStepsMax) {
      const message = `'${name}' is a type by way of more than ${namedTypeStepsMax} others, or of itself`;
      faults.error(named.key.place, "cycle", message, "let it begin with a type of the language");
      return node;
    }
    made =
      made.kind === "map" ? under(without(made, "type"), named.value) : { ...named.value, place: made.place };
  }
}

const without = (node: MapNode, key: string): MapNode => ({
  ...node,
  entries: new Map([...node.entries].filter(([name]) => name !== key)),
});

/** The entries of a map of which nothing else is meant: with the given keys, or without them. */
function only(node: Node, keys: readonly string[], given: boolean): Node {
  if (node.kind !== "map") return node;
  return { ...node, entries: new Map([...node.entries].filter(([key]) => keys.includes(key) === given)) };
}

/** A map with what another says beneath it: its own entries count. */
function under(node: MapNode, beneath: Node): MapNode {
  if (beneath.kind !== "map" || beneath.entries.size === 0) return node;
  return { ...node, entries: new Map([...beneath.entries, ...node.entries]) };
}
