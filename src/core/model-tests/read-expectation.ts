import { factKey } from "../ids.ts";
import type { Attribute } from "../model/attribute.ts";
import { checkShape } from "../model/check-shape.ts";
import { meant } from "../model/fault.ts";
import type { EntityType } from "../model/model.ts";
import {
  at,
  choiceAt,
  entriesAt,
  itemsAt,
  type MapNode,
  type Node,
  numberAt,
  placeOf,
  textAt,
  textsAt,
} from "../model/tree.ts";
import { policies } from "../model/vocabulary-words.ts";
import { houseRules, namesOfRules } from "../rules/names.ts";
import type {
  Address,
  CorrectExpectation,
  DivergenceExpectation,
  EntityExpectation,
  Expectation,
  ExpectedValue,
  FactExpectation,
} from "./model-test.ts";
import { addressAt, addressOf, attributeNamed, dayOf, readStated, sourceOf } from "./read-value.ts";
import { isType, kindOf, onlyKeys, type TestReading } from "./reading.ts";
import {
  awaitsDetail,
  bases,
  causes,
  copyStates,
  divergenceStates,
  factDetail,
  layers,
  patterns,
  routes,
  states,
} from "./vocabulary.ts";

const kinds = ["entity", "apart", "duplicates", "type"] as const;

/** One expectation of a test; `null` after a fault. */
export function readExpectation(node: Node, reading: TestReading): Expectation | null {
  // An empty list of duplicates says something.
  const kind = kindOf(node, kinds, reading);
  if (kind === null) return null;
  onlyKeys(node, kind, keysOf[kind], reading);
  const place = placeOf(node, kind);
  switch (kind) {
    case "entity":
      return readEntity(node, reading);
    case "apart":
      return { place, kind, records: addressesAt(node, "apart", reading) };
    case "duplicates":
      return { place, kind, pairs: itemsAt(node, kind).flatMap((pair) => pairOf(pair, reading)) };
    case "type":
      if (!isType(node, "type", reading)) return null;
      return { place, kind: "count", type: textAt(node, "type") ?? "", count: numberAt(node, "count") ?? 0 };
    default:
      return kind satisfies never;
  }
}

const keysOf = {
  entity: ["state", "records", "facts", "divergences", "findings"],
  apart: [],
  duplicates: [],
  type: ["count"],
} as const satisfies Record<(typeof kinds)[number], readonly string[]>;

function pairOf(node: Node, reading: TestReading): (readonly [Address, Address])[] {
  const [left, right] = node.kind === "list" ? node.items.map((one) => addressOf(one, reading)) : [];
  return left && right ? [[left, right]] : [];
}

const addressesAt = (node: Node, key: string, reading: TestReading): readonly Address[] =>
  itemsAt(node, key).flatMap((one) => addressOf(one, reading) ?? []);

function readEntity(node: Node, reading: TestReading): Expectation | null {
  const entity = addressAt(node, "entity", reading);
  if (entity === null) return null;
  const type = typeOf(entity, node, reading);
  return {
    place: placeOf(node, "entity"),
    kind: "entity",
    entity,
    state: choiceAt(node, "state", states, null),
    records: at(node, "records") === null ? null : addressesAt(node, "records", reading),
    facts: entriesAt(node, "facts").flatMap(({ key, value }): FactExpectation[] => {
      const attribute = type && attributeNamed(key, type, reading);
      return attribute ? [readFact(key, attribute, value, reading)] : [];
    }),
    divergences: divergencesAt(node, null, type, reading),
    findings: findingsAt(node, type, reading),
  } satisfies EntityExpectation & Pick<Expectation, "place">;
}

/** The type of an entity that a record, or a thing created here, belongs to. */
function typeOf(entity: Address, node: Node, reading: TestReading): EntityType | null {
  const source = sourceOf(entity, reading);
  if (source !== undefined) return reading.model.entities.get(source.entity) ?? null;
  // Of what is created here only the facts named tell the type: the first type that has them all.
  const names = entriesAt(node, "facts").map(({ key }) => key.text);
  const types = [...reading.model.entities.values()];
  return types.find((type) => names.every((name) => type.attributes.has(name))) ?? types[0] ?? null;
}

function readFact(
  key: { readonly text: string; readonly place: FactExpectation["place"] },
  attribute: Attribute,
  node: Node,
  reading: TestReading,
): FactExpectation {
  const fact = factKey(key.text);
  const nothing = {
    place: key.place,
    fact,
    value: undefined,
    basis: null,
    source: null,
    record: null,
    authority: null,
    correct: null,
    copies: new Map(),
    divergences: null,
    awaits: null,
  };
  if (node.kind !== "map") return { ...nothing, value: expectedValue(node, attribute, reading) };
  checkShape(node, factDetail, reading.faults);
  if (attribute.elements) reportMoreThanValue(key, node, reading);
  const value = node.entries.get("value")?.value;
  const copies = entriesAt(node, "copies").flatMap((copy) => {
    const known = attribute.copies.map(({ source }) => source);
    const state = copyStates.find((one) => copy.value.kind === "scalar" && copy.value.text === one);
    if (!known.includes(copy.key.text)) {
      const message = `'${copy.key.text}' is no copy of '${attribute.name}'`;
      reading.faults.error(copy.key.place, "unknown-source", message, meant(copy.key.text, known));
      return [];
    }
    return state === undefined ? [] : [[copy.key.text, state] as const];
  });
  return {
    ...nothing,
    value: value && expectedValue(value, attribute, reading),
    basis: choiceAt(node, "basis", bases, null),
    source: sourceAt(node, "source", reading),
    record: addressAt(node, "record", reading),
    authority: sourceAt(node, "authority", reading),
    correct: readCorrect(at(node, "correct"), reading),
    copies: new Map(copies),
    divergences: divergencesAt(node, attribute, null, reading),
    awaits: readAwaits(at(node, "awaits"), attribute, reading),
  };
}

/** A list whose elements are facts is asked about as a whole by its value alone. */
function reportMoreThanValue(
  { text }: { readonly text: string },
  node: MapNode,
  { faults }: TestReading,
): void {
  for (const [name, { key }] of node.entries)
    if (name !== "value")
      faults.error(
        key.place,
        "contradiction",
        `each element of '${text}' has a '${name}' of its own`,
        `ask of an element: "${text}[key]"`,
      );
}

function readAwaits(
  node: Node | null,
  attribute: Attribute,
  reading: TestReading,
): FactExpectation["awaits"] {
  if (node === null) return null;
  if (node.kind === "scalar" && node.text === "none") return "none";
  checkShape(node, awaitsDetail, reading.faults);
  const value = node.kind === "map" ? node.entries.get("value")?.value : undefined;
  return {
    place: node.place,
    layer: choiceAt(node, "layer", layers, null),
    value: value && expectedValue(value, attribute, reading),
    source: sourceAt(node, "source", reading),
    approvedBy:
      at(node, "approved-by") === null ? null : textsAt(node, "approved-by").map(({ text }) => text),
    declinedBy: textAt(node, "declined-by"),
  };
}

/** A source, or hub, by its name. */
function sourceAt(node: Node, key: string, { model, faults }: TestReading): string | null {
  const name = textAt(node, key);
  if (name === null || name === "hub" || model.sources.has(name)) return name;
  const what = { noun: "source", name, known: ["hub", ...model.sources.keys()] };
  faults.unknown(placeOf(node, key), "unknown-source", what);
  return null;
}

function expectedValue(node: Node, attribute: Attribute, reading: TestReading): ExpectedValue | undefined {
  const isReference = attribute.type.kind === "ref" && node.kind === "scalar" && node.value !== null;
  if (isReference) {
    const entity = addressOf(node, reading);
    return entity === null ? undefined : { entity };
  }
  const value = readStated(node, attribute, reading);
  return value === undefined ? undefined : { value };
}

function readCorrect(node: Node | null, reading: TestReading): CorrectExpectation | null {
  if (node === null) return null;
  const { model, faults } = reading;
  const place = textAt(node, "in");
  if (place !== null && place !== "hub" && !model.sources.has(place) && !model.systems.has(place)) {
    const known = ["hub", ...model.systems.keys(), ...model.sources.keys()];
    faults.unknown(placeOf(node, "in"), "unknown-system", { noun: "system", name: place, known });
  }
  return {
    place: node.place,
    in: place,
    route: choiceAt(node, "route", routes, null),
    record: addressAt(node, "record", reading),
    steward: textAt(node, "steward"),
    custodian: textAt(node, "custodian"),
  };
}

/** Divergences of an entity, or of the one attribute given. */
function divergencesAt(
  node: Node,
  only: Attribute | null,
  type: EntityType | null,
  reading: TestReading,
): readonly DivergenceExpectation[] | null {
  if (at(node, "divergences") === null) return null;
  return itemsAt(node, "divergences").flatMap((item): DivergenceExpectation[] => {
    const [name] = textsAt(item, "fact");
    const named = name && type && attributeNamed({ text: name.text, place: name.node.place }, type, reading);
    const attribute = only ?? named;
    const record = addressAt(item, "record", reading);
    if (!attribute || record === null) return [];
    const holds = item.kind === "map" ? item.entries.get("holds")?.value : undefined;
    const value = holds && readStated(holds, attribute, reading);
    return [
      {
        place: item.place,
        fact: factKey(name?.text ?? attribute.name),
        record,
        holds: value === undefined ? undefined : { value },
        cause: choiceAt(item, "cause", causes, null),
        policy: choiceAt(item, "policy", policies, null),
        pattern: choiceAt(item, "pattern", patterns, null),
        state: choiceAt(item, "state", divergenceStates, null),
        until: dayOf(item, "until", reading),
      },
    ];
  });
}

function findingsAt(
  node: Node,
  type: EntityType | null,
  { faults }: TestReading,
): EntityExpectation["findings"] {
  if (at(node, "findings") === null) return null;
  const known = new Set(type === null ? Object.values<string>(houseRules) : namesOfRules(type));
  return textsAt(node, "findings").map(({ text, node: written }) => {
    if (!known.has(text)) {
      const message = `no rule of '${type?.name ?? ""}' is called '${text}'`;
      faults.error(written.place, "unknown-attribute", message, meant(text, known));
    }
    return { rule: text, place: written.place };
  });
}
