import type { Attribute } from "../model/attribute.ts";
import { attributeOfFact } from "../model/fact-attribute.ts";
import { shown } from "../model/fault.ts";
import type { EntityType } from "../model/model.ts";
import type { Place } from "../model/place.ts";
import { rawOf } from "../model/raw-of.ts";
import type { Source } from "../model/source.ts";
import { at, entriesAt, type Node, placeOf, textAt, textOf } from "../model/tree.ts";
import type { Stated } from "../value/canonical.ts";
import type { Raw } from "../value/raw.ts";
import { readValue } from "../value/read-shape.ts";
import { isRefusal } from "../value/reading.ts";
import { readMoment, type WorldMoment } from "../value/world-moment.ts";
import type { Address } from "./model-test.ts";
import type { TestReading } from "./reading.ts";

/** The raw values under the keys of a map. */
export const rawsAt = (node: Node, key: string): ReadonlyMap<string, Raw> =>
  new Map(entriesAt(node, key).map((entry) => [entry.key.text, rawOf(entry.value)]));

/** A value in the form of the model; a fault, and `undefined`, where the attribute cannot have it. */
export function readStated(
  node: Node,
  attribute: Attribute,
  { model, faults }: TestReading,
): Stated | undefined {
  const reading = readValue(attribute, rawOf(node), model.codes);
  if (!isRefusal(reading)) return reading;
  const what = node.kind === "scalar" ? `'${shown(node.text)}'` : `a ${node.kind}`;
  faults.error(
    node.place,
    "wrong-type",
    `${what} is no value of '${attribute.name}': ${reading.message}`,
    reading.hint ?? `a value of its type, ${attribute.type.kind}, is expected`,
  );
  return undefined;
}

/** The record that a text names; `null` after a fault. `hub:` names an entity that the test creates. */
export function addressOf(node: Node | null, { model, faults }: TestReading): Address | null {
  const text = textOf(node);
  if (node === null || text === null) return null;
  const colon = text.indexOf(":");
  if (colon <= 0 || colon === text.length - 1) return null; // The check of shapes says it.
  const source = text.slice(0, colon);
  if (source !== "hub" && !model.sources.has(source)) {
    const what = { noun: "source", name: source, known: model.sources.keys() };
    faults.unknown(node.place, "unknown-source", what);
    return null;
  }
  return { source, key: text.slice(colon + 1), place: node.place };
}

export const addressAt = (node: Node, key: string, reading: TestReading): Address | null =>
  addressOf(at(node, key), reading);

/** The declared source of an address; `undefined` for an entity created here. */
export const sourceOf = ({ source }: Address, { model }: TestReading): Source | undefined =>
  model.sources.get(source);

/** An attribute of a type by the name under which a fact is known; a fault where it has none. */
export function attributeNamed(
  name: { readonly text: string; readonly place: Place },
  type: EntityType,
  { faults }: TestReading,
): Attribute | null {
  const attribute = attributeOfFact(type, name.text);
  if (attribute !== undefined) return attribute;
  const what = { noun: "attribute", of: type.name, name: name.text, known: type.attributes.keys() };
  faults.unknown(name.place, "unknown-attribute", what);
  return null;
}

/** A day of the calendar under a key; a fault where it is none. */
export function dayOf(node: Node, key: string, reading: TestReading): string | null {
  const text = textAt(node, key);
  return text?.length === 10 ? momentAt(node, key, null, reading) : null; // The check of shapes says it.
}

/** A day, or a moment, under a key; days begin in the zone, UTC where there is none. A fault where it is neither. */
export function momentAt(
  node: Node | null,
  key: string,
  zone: string | null,
  { faults }: TestReading,
): WorldMoment | null {
  const text = textAt(node, key);
  if (node === null || text === null) return null;
  const moment = readMoment(text, zone);
  if (typeof moment === "string") return moment;
  const what = text.length === 10 ? "day" : "moment";
  const message = `'${shown(text)}' is no ${what}: ${moment.message}`;
  faults.error(placeOf(node, key), "wrong-shape", message, moment.hint ?? "write it as 2026-11-30");
  return null;
}
