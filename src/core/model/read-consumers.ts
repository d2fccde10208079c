import { attributeOf, factKey } from "../ids.ts";
import type { Attribute } from "./attribute.ts";
import type { Faults } from "./fault.ts";
import type { Consumer, EntityType, Model } from "./model.ts";
import { secondsOf } from "./read-copies.ts";
import { gather } from "./read-parts.ts";
import { titleOf } from "./title.ts";
import { at, type Entry, type Node, placeOf, textAt, textsAt } from "./tree.ts";

/** Who reads facts, and what for, of all documents, by name: looked up in entity types that are read already. */
export function readConsumers(
  documents: readonly Node[],
  parts: Pick<Model, "entities" | "people">,
  faults: Faults,
): ReadonlyMap<string, Consumer> {
  return gather(documents, "consumers", {
    noun: "consumer",
    faults,
    read: (name, entry) => readConsumer(name, entry, parts, faults),
  });
}

function readConsumer(
  name: string,
  { key, value: node }: Entry,
  { entities, people }: Pick<Model, "entities" | "people">,
  faults: Faults,
): Consumer {
  const owner = textAt(node, "owner");
  if (owner !== null && !people.has(owner)) {
    const what = { noun: "people", name: owner, known: people.keys() };
    faults.unknown(placeOf(node, "owner"), "unknown-people", what);
  }
  const entity = textAt(node, "entity") ?? "";
  const type = entities.get(entity);
  if (entity !== "" && type === undefined) {
    const what = { noun: "entity type", name: entity, known: entities.keys() };
    faults.unknown(placeOf(node, "entity"), "unknown-entity", what);
  }
  const attributes = type === undefined ? [] : attributesRead(node, type, faults);
  const purpose = textAt(node, "purpose");
  const personal = attributes.find((one) => one.personal !== null);
  if (purpose === null && personal !== undefined)
    faults.error(
      key.place,
      "missing-key",
      `'${name}' reads '${personal.name}', which is personal, and says no purpose`,
      "write `purpose:`, what the data is used for",
    );
  return {
    name,
    place: key.place,
    title: textAt(node, "title") ?? titleOf(name),
    owner,
    entity,
    attributes: attributes.map((one) => one.name),
    maxAgeSeconds: secondsOf(textAt(node, "max-age")),
    purpose,
  };
}

/** The attributes that a consumer names, each with all its qualifiers; without any, all of the type. */
function attributesRead(node: Node, type: EntityType, faults: Faults): readonly Attribute[] {
  const all = [...type.attributes.values()];
  if (at(node, "attributes") === null) return all;
  const read = textsAt(node, "attributes").flatMap(({ text, node: written }) => {
    const named = all.filter((one) => one.name === text || one.declared === text);
    if (named.length === 0) {
      const known = new Set(all.map((one) => one.declared));
      const what = { noun: "attribute", of: type.name, name: text, known };
      faults.unknown(written.place, "unknown-attribute", what);
    }
    return named;
  });
  return [...new Set(read)];
}

/** Those who read a fact of an entity type. */
export function consumersOf(
  model: Pick<Model, "consumers">,
  entity: string,
  fact: string,
): readonly Consumer[] {
  // An element of a list is read by whoever reads the list.
  const attribute = attributeOf(factKey(fact));
  return [...model.consumers.values()].filter(
    (one) => one.entity === entity && (one.attributes.includes(fact) || one.attributes.includes(attribute)),
  );
}
