import type { Explainer } from "../../core/golden/explain.ts";
import type { Explanation } from "../../core/golden/explanation.ts";
import { type EntityId, entityId, type FactKey } from "../../core/ids.ts";
import type { Attribute } from "../../core/model/attribute.ts";
import { attributeOfFact } from "../../core/model/fact-attribute.ts";
import type { Place } from "../../core/model/place.ts";
import { comparable } from "../../core/value/compare.ts";
import { parseReference } from "../../core/value/reference.ts";
import { withReferences } from "../../core/value/references.ts";
import type { EntityState } from "../../store/state.ts";
import { placeText } from "../read/explain.ts";
import { explainInput } from "../read/explain-input.ts";
import type { World } from "../rehearse/world.ts";
import { valueText } from "../words.ts";
import { addressText } from "./player.ts";
import { whyFact } from "./why.ts";

/** An expectation that does not hold. */
export interface Mismatch {
  readonly place: Place;
  /** What was looked at: `name of crm:C-1, basis`. */
  readonly about: string;
  readonly expected: string;
  readonly came: string;
  /** The lines of the model, and the claims, that made it so. */
  readonly why: readonly string[];
}

/** What the steps of a test came to, told in the words of a test, and where that is not what was expected. */
export class Outcome {
  readonly world: World;
  readonly mismatches: Mismatch[] = [];
  readonly #explainer: Explainer;

  constructor(world: World, explainer: Explainer) {
    this.world = world;
    this.#explainer = explainer;
  }

  /** The lines of the model, and the claims, that made a fact what it is. */
  why(state: EntityState, fact: FactKey): readonly string[] {
    const attribute = this.attribute(state, fact);
    const value = (given: string | null) => this.shown(attribute, given);
    return whyFact(this.explain(state, fact), { value, place: placeText });
  }

  /** A fact as `explain` tells it. */
  explain(state: EntityState, fact: FactKey): Explanation {
    const { entities, references, calendar } = this.world.work;
    const others = [...entities.values()].filter((one) => one.id !== state.id);
    return this.#explainer.explain(state.type, fact, explainInput(state, { references, calendar, others }));
  }

  /** What the model declares of a fact. */
  attribute(state: EntityState, fact: FactKey): Attribute | undefined {
    const type = this.world.work.compiled.model.entities.get(state.type);
    return type && attributeOfFact(type, fact);
  }

  /** A value as it is told; a reference by a record of what it leads to. */
  shown(attribute: Attribute | undefined, value: string | null): string {
    if (value === null) return "empty";
    if (attribute?.type.kind === "ref") return this.named(entityId(value)) || value;
    const named = (text: string) =>
      (parseReference(text)?.kind === "entity" && this.named(entityId(text))) || text;
    return valueText(attribute === undefined ? value : withReferences(attribute.type, value, named));
  }

  /** The first record of an entity: a test names entities by their records. */
  named(id: EntityId | undefined): string {
    if (id === undefined) return "nothing";
    const [first] = this.world.work.entities.get(this.world.survivor(id))?.records ?? [];
    return first === undefined ? "" : addressText(first);
  }

  /** Notes that what came is not what was expected. */
  differ(mismatch: Mismatch): void {
    this.mismatches.push(mismatch);
  }
}

/** Whether two values are the same but for how they are written: `1000` and `1000.00`. */
export function isSame(attribute: Attribute | undefined, left: string | null, right: string | null): boolean {
  if (left === null || right === null || attribute === undefined) return left === right;
  const form = (value: string) => comparable(attribute.type, exactly, value, null);
  return left === right || form(left) === form(right);
}

const exactly = { ignore: new Set<never>(), tolerance: null, maxLength: new Map() };

/** In an order of its own, so that lists compare as sets. */
export const listed = (texts: readonly string[]): string =>
  texts.length === 0 ? "none" : texts.toSorted().join(", ");
