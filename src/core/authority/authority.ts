import type { Evaluate, FactValues } from "../expression/scope.ts";
import { listOfElements } from "../golden/elements.ts";
import type { GoldenFact } from "../golden/golden.ts";
import type { References } from "../golden/resolution.ts";
import { entityId, type FactKey, factKey } from "../ids.ts";
import type { Attribute, Authority, Expression } from "../model/attribute.ts";
import type { ListsSeen } from "../model/fact-attribute.ts";
import type { Canonical, Stated } from "../value/canonical.ts";
import { dayOf, type WorldMoment } from "../value/world-moment.ts";

/** One line of an attribute's `authority`, ready to be asked. */
export interface AuthorityRule {
  readonly declared: Authority;
  /** `null` holds always. */
  readonly when: Evaluate | null;
}

/** The authorities of an attribute in the order in which they are asked. */
export function compileAuthorities(
  attribute: Attribute,
  condition: (when: Expression) => Evaluate,
): readonly AuthorityRule[] {
  return attribute.authority.map((declared) => ({
    declared,
    when: declared.when === null ? null : condition(declared.when),
  }));
}

/** The place in the list of the authority now, -1 where no condition holds. A condition that meets null does not hold. */
export function authorityNow(rules: readonly AuthorityRule[], values: GoldenValues): number {
  for (let place = 0; place < rules.length; place++) {
    const when = rules[place]?.when;
    if (when === null || (when !== undefined && values.holds(when))) return place;
  }
  return -1;
}

/** The sources of all lines that hold: those that a union believes together, in their order. */
export function authoritiesNow(rules: readonly AuthorityRule[], values: GoldenValues): readonly string[] {
  return rules.flatMap(({ declared, when }) =>
    when === null || values.holds(when) ? [declared.source] : [],
  );
}

const noLists: ListsSeen = { own: new Map(), across: new Map() };

function* valuesOf(facts: ReadonlyMap<FactKey, GoldenFact>): Iterable<readonly [FactKey, Stated]> {
  for (const [fact, { value }] of facts) yield [fact, value];
}

/**
 * Golden facts as expressions read them: empty and unknown as null, the entity's own and those one reference away.
 * `lists` are those whose elements are facts, also across references: read by their own name they are one value.
 */
export class GoldenValues implements FactValues {
  readonly #facts: ReadonlyMap<FactKey, GoldenFact>;
  readonly #references: References;
  readonly #calendar: WorldMoment;
  readonly #lists: ListsSeen;
  /** What conditions came to: often most attributes have the same one. */
  #known: Map<Evaluate, boolean> | null = null;

  constructor(
    facts: ReadonlyMap<FactKey, GoldenFact>,
    { references, calendar }: { readonly references: References; readonly calendar: WorldMoment },
    lists: ListsSeen = noLists,
  ) {
    this.#facts = facts;
    this.#references = references;
    this.#calendar = calendar;
    this.#lists = lists;
  }

  /**
   * Whether a condition holds. Judged once: whoever asks while facts are being resolved asks after all that it reads, which is
   * what their order is for.
   */
  holds(when: Evaluate): boolean {
    this.#known ??= new Map();
    const known = this.#known.get(when);
    if (known !== undefined) return known;
    const holds = when(this) === true;
    this.#known.set(when, holds);
    return holds;
  }

  /** The day of the calendar; none before it has begun. */
  today(): Canonical | null {
    return this.#calendar === "" ? null : dayOf(this.#calendar);
  }

  own(attribute: string): Canonical | null {
    const list = this.#lists.own.get(attribute);
    if (list !== undefined) return listOfElements(list, valuesOf(this.#facts));
    return this.#facts.get(factKey(attribute))?.value ?? null;
  }

  through(reference: string, attribute: string): Canonical | null {
    const target = this.own(reference);
    if (target === null) return null;
    const facts = this.#references.facts(entityId(target));
    if (facts === null) return null;
    const list = this.#lists.across.get(reference)?.get(attribute);
    if (list !== undefined) return listOfElements(list, valuesOf(facts));
    return facts.get(factKey(attribute))?.value ?? null;
  }
}
