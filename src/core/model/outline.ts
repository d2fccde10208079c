import type { ExpressionScope } from "../expression/scope.ts";
import type { Faults } from "./fault.ts";
import type { CodeList, People, Place, System, ValueType } from "./model.ts";
import { readType } from "./read-type.ts";
import { at, entriesAt, itemsAt, type MapNode, type Node, textAt } from "./tree.ts";

/** All names that the model declares, and the types: what every reference is looked up in. */
export interface Outline {
  readonly systems: ReadonlyMap<string, System>;
  readonly people: ReadonlyMap<string, People>;
  readonly codes: ReadonlyMap<string, CodeList>;
  readonly entities: ReadonlyMap<string, EntityOutline>;
  readonly sources: ReadonlyMap<string, SourceOutline>;
}

export interface EntityOutline {
  readonly name: string;
  readonly place: Place;
  readonly node: MapNode;
  readonly sources: ReadonlyMap<string, SourceOutline>;
  readonly attributes: ReadonlyMap<string, AttributeOutline>;
}

export interface SourceOutline {
  readonly name: string;
  readonly place: Place;
  readonly entity: string;
  readonly system: string;
  readonly node: Node;
  /** The attributes that it has fields for. */
  readonly maps: ReadonlySet<string>;
}

export interface AttributeOutline {
  readonly name: string;
  readonly place: Place;
  readonly node: Node;
  /** `null` for a `copy-of`, whose type is that of the original, and where it is faulty. */
  readonly ownType: ValueType | null;
  /** Reference and attribute as written, `null` where it is no copy of another entity's fact. */
  readonly copyOf: { readonly reference: string; readonly attribute: string } | null;
}

/** What a reading of one part needs besides its node. */
export interface Reading {
  readonly outline: Outline;
  readonly faults: Faults;
  /** The types of an entity type's attributes, and the scopes of its expressions, once they have been asked for. */
  readonly types: Map<EntityOutline, ReadonlyMap<string, ValueType>>;
  readonly scopes: Map<EntityOutline, ExpressionScope>;
}

/** The entity types, their sources and attributes by name; names given twice are faults, and the first counts. */
export function outlineEntities(
  documents: readonly Node[],
  parts: Pick<Outline, "systems" | "codes">,
  faults: Faults,
): Pick<Outline, "entities" | "sources"> {
  const entities = new Map<string, EntityOutline>();
  const sources = new Map<string, SourceOutline>();
  for (const node of documents) {
    if (node.kind !== "map") continue;
    const name = textAt(node, "entity");
    if (name === null) {
      reportHeadless(node, faults);
      continue;
    }
    const place = node.entries.get("entity")?.key.place ?? node.place;
    const before = entities.get(name);
    if (before !== undefined) {
      twice(faults, place, { noun: "entity type", name, before: before.place });
      continue;
    }
    if (at(node, "attributes") === null)
      faults.error(place, "missing-key", `'attributes' of '${name}' are missing`, "say what is known of it");
    const attributes = new Map(
      entriesAt(node, "attributes").map((entry) => [
        entry.key.text,
        outlineAttribute(entry.key.text, entry.value, { place: entry.key.place, codes: parts.codes, faults }),
      ]),
    );
    entities.set(name, {
      name,
      place,
      node,
      attributes,
      sources: outlineSources(name, node, { systems: parts.systems, all: sources, faults }),
    });
  }
  return { entities, sources };
}

function reportHeadless(node: MapNode, faults: Faults): void {
  const parts = new Set(["systems", "people", "codes"]);
  const stray = ["sources", "attributes", "rules", "match-on", "exists"].find((key) => node.entries.has(key));
  if (stray === undefined && [...node.entries.keys()].some((key) => parts.has(key) || key === "entity"))
    return;
  const entry = node.entries.get(stray ?? "");
  if (entry !== undefined)
    faults.error(
      entry.key.place,
      "missing-key",
      `'${stray}' of which entity type?`,
      "write `entity: <name>` above it",
    );
}

function outlineSources(
  entity: string,
  node: MapNode,
  context: {
    readonly systems: ReadonlyMap<string, System>;
    readonly all: Map<string, SourceOutline>;
    readonly faults: Faults;
  },
): ReadonlyMap<string, SourceOutline> {
  const { systems, all, faults } = context;
  const own = new Map<string, SourceOutline>();
  for (const item of itemsAt(node, "sources")) {
    const name = textAt(item, "name");
    const system = textAt(item, "system");
    if (name === null || system === null) continue;
    const place = item.kind === "map" ? (item.entries.get("name")?.value.place ?? item.place) : item.place;
    const before = all.get(name);
    if (name === "hub")
      faults.error(place, "bad-name", "'hub' is the name of Bailiwick itself", "name the source otherwise");
    else if (before !== undefined) twice(faults, place, { noun: "source", name, before: before.place });
    else {
      if (systems.has(name) && name !== system)
        faults.error(
          place,
          "ambiguous-name",
          `the source '${name}' of the system '${system}' has the name of another system`,
          "name the source otherwise",
        );
      const maps = new Set(entriesAt(item, "fields").map((field) => field.key.text));
      const source = { name, place, entity, system, node: item, maps };
      all.set(name, source);
      own.set(name, source);
    }
  }
  return own;
}

function outlineAttribute(
  name: string,
  node: Node,
  context: { readonly place: Place; readonly codes: Outline["codes"]; readonly faults: Faults },
): AttributeOutline {
  const { place, faults } = context;
  const written = textAt(node, "copy-of");
  if (written === null) return { name, place, node, ownType: readType(name, node, context), copyOf: null };
  const parts = written.split(".");
  const [reference = "", attribute = ""] = parts;
  const stray = ["type", "authority", "fallback"].find((key) => at(node, key) !== null);
  if (stray !== undefined)
    faults.error(
      place,
      "contradiction",
      `'${name}' is a copy of another entity's fact and has '${stray}'`,
      `leave '${stray}' out: it is that of the original`,
    );
  if (parts.length === 2 && reference !== "" && attribute !== "")
    return { name, place, node, ownType: null, copyOf: { reference, attribute } };
  const copyPlace = at(node, "copy-of")?.place ?? place;
  faults.error(
    copyPlace,
    "wrong-shape",
    "'copy-of' names a reference and an attribute",
    "as in campaign.name",
  );
  return { name, place, node, ownType: null, copyOf: null };
}

/** Reports a name that is declared twice. */
export function twice(
  faults: Faults,
  place: Place,
  what: { readonly noun: string; readonly name: string; readonly before: Place },
): void {
  const hint = `it is declared at ${what.before.file}:${what.before.line} already`;
  faults.error(place, "duplicate-name", `the ${what.noun} '${what.name}' is declared twice`, hint);
}
