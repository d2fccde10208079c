import type { ExpressionScope } from "../expression/scope.ts";
import { factKey } from "../ids.ts";
import { type Faults, twice } from "./fault.ts";
import type { CodeList, People, System } from "./model.ts";
import type { Place } from "./place.ts";
import { readType } from "./read-type.ts";
import { type Shared, withEntityDefaults, withShared } from "./shared.ts";
import { at, type Entry, entriesAt, itemsAt, type MapNode, type Node, textAt, textsAt } from "./tree.ts";
import type { ValueType } from "./value-type.ts";

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
  /** By name; of one that is declared `per` a code list one for each code, by `name[code]`. */
  readonly attributes: ReadonlyMap<string, AttributeOutline>;
  /** The names as declared, each with the code list that it is declared `per`, or `null`. */
  readonly declared: ReadonlyMap<string, CodeList | null>;
}

export interface SourceOutline {
  readonly name: string;
  readonly place: Place;
  readonly entity: string;
  readonly system: string;
  readonly node: Node;
  /** The attributes that it has fields for, with and without their qualifiers. */
  readonly maps: ReadonlySet<string>;
}

export interface AttributeOutline {
  readonly name: string;
  readonly declared: string;
  readonly qualifier: string | null;
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
  parts: Pick<Outline, "systems" | "codes"> & { readonly shared: Shared },
  faults: Faults,
): Pick<Outline, "entities" | "sources"> {
  const entities = new Map<string, EntityOutline>();
  const sources = new Map<string, SourceOutline>();
  for (const written of documents) {
    if (written.kind !== "map") continue;
    const name = textAt(written, "entity");
    if (name === null) {
      reportHeadless(written, faults);
      continue;
    }
    const node = withEntityDefaults(written, parts.shared);
    const place = node.entries.get("entity")?.key.place ?? node.place;
    const before = entities.get(name);
    if (before !== undefined) {
      twice(faults, place, { noun: "entity type", name, before: before.place });
      continue;
    }
    if (at(node, "attributes") === null)
      faults.error(place, "missing-key", `'attributes' of '${name}' are missing`, "say what is known of it");
    const context = { codes: parts.codes, shared: parts.shared, faults };
    const outlined = entriesAt(node, "attributes").map((entry) => outlineAttribute(entry, node, context));
    const attributes = new Map(outlined.flatMap(({ all }) => all.map((one) => [one.name, one] as const)));
    const declared = new Map(outlined.map(({ name, per }) => [name, per] as const));
    entities.set(name, {
      name,
      place,
      node,
      attributes,
      declared,
      sources: outlineSources(name, node, { systems: parts.systems, all: sources, declared, faults }),
    });
  }
  return { entities, sources };
}

function reportHeadless(node: MapNode, faults: Faults): void {
  const parts = new Set(["systems", "people", "codes", "consumers", "types", "defaults"]);
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
    readonly declared: EntityOutline["declared"];
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
      const maps = new Set(entriesAt(item, "fields").flatMap((field) => mappedBy(field, context.declared)));
      const source = { name, place, entity, system, node: item, maps };
      all.set(name, source);
      own.set(name, source);
    }
  }
  return own;
}

/** The attributes that a field maps: of one declared `per` a code list each code that it names, or all. */
function mappedBy({ key, value }: Entry, declared: EntityOutline["declared"]): readonly string[] {
  const per = declared.get(key.text);
  if (!per) return [key.text];
  const named = at(value, "per");
  const codes = named?.kind === "map" ? named.entries.keys() : per.codes.keys();
  return [key.text, ...[...codes].map((code) => factKey(key.text, code))];
}

interface AttributeContext {
  readonly codes: Outline["codes"];
  readonly shared: Shared;
  readonly faults: Faults;
}

/** One attribute, or, declared `per` a code list, one for each of its codes. */
function outlineAttribute(
  { key, value }: Entry,
  entity: MapNode,
  { codes, shared, faults }: AttributeContext,
): { readonly name: string; readonly per: CodeList | null; readonly all: readonly AttributeOutline[] } {
  const node = withShared(value, entity, shared, faults);
  const name = key.text;
  const per = readPer(name, node, { codes, faults });
  const context = { place: key.place, codes, types: shared.types, faults };
  const copyOf = readCopyOf(name, node, context);
  const one = {
    name,
    declared: name,
    qualifier: null,
    place: key.place,
    node,
    ownType: textAt(node, "copy-of") === null ? readType(name, node, context) : null,
    copyOf,
  };
  if (per === null) return { name, per, all: [one] };
  const all = [...per.codes.keys()].map((qualifier): AttributeOutline => {
    const original = copyOf && { ...copyOf, attribute: factKey(copyOf.attribute, qualifier) };
    return { ...one, name: factKey(name, qualifier), qualifier, copyOf: original };
  });
  return { name, per, all };
}

function readPer(
  name: string,
  node: Node,
  { codes, faults }: Pick<AttributeContext, "codes" | "faults">,
): CodeList | null {
  const [written, second] = textsAt(node, "per");
  if (written === undefined) return null;
  const message = `'${name}' is declared per several code lists`;
  if (second !== undefined)
    faults.error(second.node.place, "contradiction", message, "leave all but one of them out");
  const list = codes.get(written.text);
  if (list === undefined)
    faults.unknown(written.node.place, "unknown-codes", {
      noun: "code list",
      name: written.text,
      known: codes.keys(),
    });
  return list ?? null;
}

function readCopyOf(
  name: string,
  node: Node,
  { place, faults }: { readonly place: Place; readonly faults: Faults },
): AttributeOutline["copyOf"] {
  const written = textAt(node, "copy-of");
  if (written === null) return null;
  const stray = ["type", "authority", "fallback", "derived"].find((key) => at(node, key) !== null);
  if (stray !== undefined)
    faults.error(
      place,
      "contradiction",
      `'${name}' is a copy of another entity's fact and has '${stray}'`,
      `leave '${stray}' out: it is that of the original`,
    );
  const [, reference, attribute] = /^([^.[\]]+)\.([^.[\]]+(?:\[.+\])?)$/.exec(written) ?? [];
  if (reference !== undefined && attribute !== undefined) return { reference, attribute };
  const copyPlace = at(node, "copy-of")?.place ?? place;
  faults.error(
    copyPlace,
    "wrong-shape",
    "'copy-of' names a reference and an attribute",
    "as in campaign.name",
  );
  return null;
}
