import type { Attribute } from "./attribute.ts";
import type { Faults } from "./fault.ts";
import type { Place } from "./place.ts";
import type { EntityDraft } from "./read-entity.ts";

/**
 * The attributes of each entity type in the order of resolution: each after those that it depends on, else as written.
 * A circle, also one through other entity types, is a fault that names its way.
 */
export function orderAttributes(
  entities: ReadonlyMap<string, EntityDraft>,
  faults: Faults,
): ReadonlyMap<string, readonly string[]> {
  const order = new Map<string, string[]>([...entities.keys()].map((name) => [name, []]));
  const state = new Map<string, "open" | "done">();
  for (const entity of entities.values())
    for (const attribute of entity.attributes.values()) {
      const visits: Visit[] = [open({ entity: entity.name, attribute: attribute.name }, entities, state)];
      visit(visits, { entities, state, order, faults });
    }
  return order;
}

interface Fact {
  readonly entity: string;
  readonly attribute: string;
}

interface Dependency {
  readonly on: Fact;
  /** What makes it depend: a condition, a copy-of, a survivorship. */
  readonly place: Place;
}

interface Visit {
  readonly fact: Fact;
  readonly rest: Dependency[];
}

interface Search {
  readonly entities: ReadonlyMap<string, EntityDraft>;
  readonly state: Map<string, "open" | "done">;
  readonly order: Map<string, string[]>;
  readonly faults: Faults;
}

/** Depth first with a stack of its own: a chain of conditions may be longer than the call stack. */
function visit(stack: Visit[], search: Search): void {
  const { entities, state, order, faults } = search;
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    const next = top.rest.shift();
    if (next === undefined) {
      stack.pop();
      if (state.get(keyOf(top.fact)) === "open") order.get(top.fact.entity)?.push(top.fact.attribute);
      state.set(keyOf(top.fact), "done");
      continue;
    }
    const seen = state.get(keyOf(next.on));
    if (seen === "open") reportCircle(stack, next, faults);
    else if (seen === undefined) stack.push(open(next.on, entities, state));
  }
}

function open(fact: Fact, entities: Search["entities"], state: Search["state"]): Visit {
  if (state.has(keyOf(fact))) return { fact, rest: [] };
  const attribute = entities.get(fact.entity)?.attributes.get(fact.attribute);
  state.set(keyOf(fact), "open");
  return { fact, rest: attribute === undefined ? [] : dependencies(fact.entity, attribute, entities) };
}

function dependencies(entity: string, attribute: Attribute, entities: Search["entities"]): Dependency[] {
  const own = entities.get(entity)?.attributes;
  const found: Dependency[] = attribute.authority.flatMap(({ when }) =>
    (when?.reads ?? []).flatMap((read) => {
      const reads: Dependency[] = [
        { on: { entity, attribute: read.attribute }, place: when?.place ?? attribute.place },
      ];
      const type = own?.get(read.attribute)?.type;
      if (read.of !== null && type?.kind === "ref" && when !== null)
        reads.push({ on: { entity: type.to, attribute: read.of }, place: when.place });
      return reads;
    }),
  );
  for (const read of attribute.derived?.reads ?? []) {
    const place = attribute.derived?.place ?? attribute.place;
    found.push({ on: { entity, attribute: read.attribute }, place });
    const type = own?.get(read.attribute)?.type;
    if (read.of !== null && type?.kind === "ref")
      found.push({ on: { entity: type.to, attribute: read.of }, place });
  }
  if (attribute.survivorship?.by === "same-as")
    found.push({ on: { entity, attribute: attribute.survivorship.attribute }, place: attribute.place });
  if (attribute.copyOf !== null) {
    const { reference, entity: target, attribute: original } = attribute.copyOf;
    found.push({ on: { entity, attribute: reference }, place: attribute.place });
    found.push({ on: { entity: target, attribute: original }, place: attribute.place });
  }
  return found.filter(({ on }) => entities.get(on.entity)?.attributes.has(on.attribute));
}

function reportCircle(stack: readonly Visit[], last: Dependency, faults: Faults): void {
  const from = stack.findIndex(({ fact }) => keyOf(fact) === keyOf(last.on));
  const way = [...stack.slice(from).map(({ fact }) => fact), last.on];
  const names = way.map(({ entity, attribute }) => `${entity}.${attribute}`);
  const some = names.length > 12 ? [...names.slice(0, 6), "…", ...names.slice(-5)] : names;
  faults.error(
    last.place,
    "cycle",
    `facts depend on each other in a circle: ${some.join(" -> ")}`,
    "each waits for the next; let one of them not depend on the others",
  );
}

const keyOf = ({ entity, attribute }: Fact): string => `${entity}.${attribute}`;
