import type { Attribute } from "../../src/core/model/attribute.ts";
import { formatFault } from "../../src/core/model/fault.ts";
import type { EntityType, Model } from "../../src/core/model/model.ts";
import { readModel } from "../../src/core/model/read-model.ts";
import type { Source } from "../../src/core/model/source.ts";

/** The model of YAML texts by path; throws, with every fault in its message, where something is wrong with them. */
export function modelOf(yaml: Readonly<Record<string, string>>): Model {
  const { model, faults } = readModel(Object.entries(yaml).map(([path, text]) => ({ path, text })));
  if (model === null)
    throw new Error(`a model of the tests is faulty:\n${faults.map(formatFault).join("\n")}`);
  return model;
}

/** What a model of the tests has by a name; throws where it has none. */
export function entityOf(model: Model, name: string): EntityType {
  const entity = model.entities.get(name);
  if (entity === undefined) throw new Error(`no entity type ${name}`);
  return entity;
}

export function attributeOf(model: Model, entity: string, name: string): Attribute {
  const attribute = entityOf(model, entity).attributes.get(name);
  if (attribute === undefined) throw new Error(`no attribute ${name}`);
  return attribute;
}

export function sourceOf(model: Model, name: string): Source {
  const source = model.sources.get(name);
  if (source === undefined) throw new Error(`no source ${name}`);
  return source;
}
