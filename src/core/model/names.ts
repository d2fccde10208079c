import { copyStepsMax } from "../../limits.ts";
import { factKey } from "../ids.ts";
import { meant } from "./fault.ts";
import type { AttributeOutline, EntityOutline, Reading, SourceOutline } from "./outline.ts";
import type { Node } from "./tree.ts";
import type { ValueType } from "./value-type.ts";

/** A name as it is written, and where. */
export interface Written {
  readonly text: string;
  readonly node: Node;
}

/**
 * The source that a name means for an attribute: the source of that name, or the one source of the system of that
 * name that maps the attribute. Anything else is a fault, and `null`.
 */
export function sourceOfAttribute(
  written: Written,
  of: { readonly entity: EntityOutline; readonly attribute: string; readonly role: string },
  reading: Reading,
): string | null {
  const { outline, faults } = reading;
  const { text, node } = written;
  const mapping = [...of.entity.sources.values()].filter((source) => source.maps.has(of.attribute));
  const named = of.entity.sources.get(text);
  if (named?.maps.has(of.attribute)) return text;
  const ofSystem = mapping.filter((source) => source.system === text);
  const [only] = ofSystem;
  if (named === undefined && only !== undefined && ofSystem.length === 1) return only.name;

  if (named === undefined && ofSystem.length > 1) {
    const message = `'${text}' has several sources of '${of.attribute}': ${namesOf(ofSystem)}`;
    faults.error(node.place, "ambiguous-name", message, "name the source");
  } else if (named !== undefined || outline.systems.has(text)) {
    const message = `'${text}' is ${of.role} of '${of.attribute}' and has no source that maps it`;
    const hint =
      mapping.length === 0 ? "no source has a field for it" : `it is mapped by: ${namesOf(mapping)}`;
    faults.error(node.place, "unmapped", message, hint);
  } else reportUnknown(written, of, reading);
  return null;
}

/** Whether a source that maps an attribute has a field for this qualifier of it. */
export const mapsFact = (source: string, { name }: AttributeOutline, entity: EntityOutline): boolean =>
  entity.sources.get(source)?.maps.has(name) ?? false;

/** The source that a name means for an entity type: by its own name, or that of a system with one source here. */
export function sourceOfEntity(written: Written, entity: EntityOutline, reading: Reading): string | null {
  const { text, node } = written;
  if (entity.sources.has(text)) return text;
  const ofSystem = [...entity.sources.values()].filter((source) => source.system === text);
  const [only] = ofSystem;
  if (only !== undefined && ofSystem.length === 1) return only.name;
  if (ofSystem.length > 1) {
    const message = `'${text}' has several sources of '${entity.name}': ${namesOf(ofSystem)}`;
    reading.faults.error(node.place, "ambiguous-name", message, "name the source");
  } else reportUnknown(written, { entity, role: "source" }, reading);
  return null;
}

function reportUnknown(
  { text, node }: Written,
  of: { readonly entity: EntityOutline; readonly role: string },
  { outline, faults }: Reading,
): void {
  const elsewhere = outline.sources.get(text);
  if (elsewhere !== undefined) {
    const message = `the source '${text}' is one of '${elsewhere.entity}', not of '${of.entity.name}'`;
    faults.error(node.place, "unknown-source", message, meant(text, of.entity.sources.keys()));
  } else if (outline.systems.has(text)) {
    const message = `the system '${text}' has no source of '${of.entity.name}'`;
    faults.error(node.place, "unknown-source", message, meant(text, of.entity.sources.keys()));
  } else if (text === "hub") {
    faults.error(
      node.place,
      "unknown-source",
      `'hub' cannot be ${of.role} here`,
      "it can be an authority only",
    );
  } else {
    const known = new Set([...of.entity.sources.keys(), ...outline.systems.keys()]);
    const noun = known.size === 0 ? "source" : outline.systems.size > 0 ? "system" : "source";
    const code = noun === "system" ? "unknown-system" : "unknown-source";
    faults.unknown(node.place, code, { noun, name: text, known });
  }
}

/** Whether an attribute of that name is declared; a fault where not. */
export function isAttribute(written: Written, entity: EntityOutline, { faults }: Reading): boolean {
  if (entity.attributes.has(written.text)) return true;
  const per = entity.declared.get(written.text);
  if (per) {
    const [code = ""] = per.codes.keys();
    const message = `'${written.text}' has a value per code of '${per.name}', and one of them is meant here`;
    faults.error(written.node.place, "ambiguous-name", message, `write "${factKey(written.text, code)}"`);
    return false;
  }
  faults.unknown(written.node.place, "unknown-attribute", {
    noun: "attribute",
    of: entity.name,
    name: written.text,
    known: entity.attributes.keys(),
  });
  return false;
}

/** The types of an entity type's attributes; of a `copy-of` that of the original. What cannot be known is not there. */
export function typesOf(entity: EntityOutline, reading: Reading): ReadonlyMap<string, ValueType> {
  const before = reading.types.get(entity);
  if (before !== undefined) return before;
  const types = new Map<string, ValueType>();
  for (const name of entity.attributes.keys()) {
    const type = typeThrough(entity, name, reading);
    if (type !== null) types.set(name, type);
  }
  reading.types.set(entity, types);
  return types;
}

function typeThrough(entity: EntityOutline, attribute: string, reading: Reading): ValueType | null {
  let here: EntityOutline | undefined = entity;
  let name = attribute;
  for (let steps = 0; here !== undefined; steps++) {
    const outlined: AttributeOutline | undefined = here.attributes.get(name);
    if (outlined === undefined) return null;
    if (outlined.copyOf === null) return outlined.ownType;
    if (steps === copyStepsMax) {
      const place = entity.attributes.get(attribute)?.place ?? entity.place;
      const message = `'${attribute}' is a copy of copies, more than ${copyStepsMax} in a row or in a circle`;
      reading.faults.error(place, "cycle", message, "copy from the original");
      return null;
    }
    const to: ValueType | null | undefined = here.attributes.get(outlined.copyOf.reference)?.ownType;
    here = to?.kind === "ref" ? reading.outline.entities.get(to.to) : undefined;
    name = outlined.copyOf.attribute;
  }
  return null;
}

const namesOf = (sources: readonly SourceOutline[]): string => sources.map(({ name }) => name).join(", ");
