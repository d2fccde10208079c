import { attributeOf, type FactKey } from "../../core/ids.ts";
import type { EntityType } from "../../core/model/model.ts";

/**
 * Values in place of those that a caller may not see: of the same type, and the same wherever the same value stood, so that
 * what agreed and what differed still does.
 */
export class StandIns {
  readonly #made = new Map<string, string>();

  /** `undefined` where a type has no value that says nothing: such a fact is left out. Empty stands for itself. */
  value(type: EntityType, fact: string, value: unknown): unknown {
    if (value === null) return null;
    const attribute = type.attributes.get(fact) ?? type.attributes.get(attributeOf(fact as FactKey));
    const kind = attribute?.type.kind ?? "text";
    if (typeof value !== "string" || !isMade(kind)) return undefined;
    return this.#of(kind, value);
  }

  key(key: string): string {
    return this.#of("key", key);
  }

  #of(kind: MadeKind, value: string): string {
    const slot = `${kind}\0${value}`;
    const known = this.#made.get(slot);
    if (known !== undefined) return known;
    const made = makers[kind](this.#made.size + 1);
    this.#made.set(slot, made);
    return made;
  }
}

const day = (number: number): string => new Date(number * 86_400_000).toISOString().slice(0, 10);

/** A value of a type that nobody takes for a real one. */
const makers = {
  text: (number: number) => `text-${number}`,
  key: (number: number) => `key-${number}`,
  email: (number: number) => `person-${number}@example.org`,
  phone: (number: number) => `+49155500${String(number).padStart(5, "0")}`,
  url: (number: number) => `https://example.org/${number}`,
  integer: (number: number) => String(number),
  decimal: (number: number) => String(number),
  float: (number: number) => String(number),
  date: day,
  timestamp: (number: number) => `${day(number)}T00:00:00Z`,
} as const;

type MadeKind = keyof typeof makers;

const isMade = (kind: string): kind is MadeKind => Object.hasOwn(makers, kind);
