import type { Attribute } from "../../core/model/attribute.ts";
import type { CodeList } from "../../core/model/model.ts";
import type { ScalarType, Standardise } from "../../core/model/value-type.ts";
import { comparable } from "../../core/value/compare.ts";

/** What a value that is to be replaced is: its type, and what counts as equal to it. */
export interface Hidden {
  readonly type: Exclude<ScalarType, { readonly kind: "ref" }>;
  readonly standardise: readonly Standardise[];
  readonly compare: Attribute["compare"];
}

/**
 * Values in place of those that a caller may not see: of the same type, and the same wherever the same value stood, so that
 * what agreed and what differed still does.
 */
export class StandIns {
  readonly #codes: ReadonlyMap<string, CodeList>;
  readonly #made = new Map<string, unknown>();
  /** How many of each kind there are. */
  readonly #counts = new Map<string, number>();

  constructor(codes: ReadonlyMap<string, CodeList>) {
    this.#codes = codes;
  }

  /** Empty stands for itself. */
  value(of: Hidden, value: unknown): unknown {
    if (value === null) return null;
    const { type, standardise } = of;
    const form = typeof value === "string" ? formOf(of, value) : JSON.stringify(value);
    if (type.kind === "code")
      return this.#of(`code ${type.codes}`, form, (count) => this.#code(type.codes, count));
    const kind = type.kind === "text" && standardise.includes("e164") ? "phone" : type.kind;
    return this.#of(kind, form, (count) => makers[kind](count, of));
  }

  key(key: string): string {
    return String(this.#of("key", key, (count) => `key-${count}`));
  }

  /** Someone of those whom the model asks, where it asks for some. */
  person(name: string, members: readonly string[]): string {
    return String(
      this.#of(`person ${members.join()}`, name, (count) => members[count - 1] ?? `someone-${count}`),
    );
  }

  /** The codes of a list stand for each other, in the order in which they are met. */
  #code(list: string, count: number): string {
    const codes = [...(this.#codes.get(list)?.codes.keys() ?? [])];
    return codes[(count - 1) % Math.max(1, codes.length)] ?? "";
  }

  #of(kind: string, form: string, make: (count: number) => unknown): unknown {
    const slot = `${kind}\0${form}`;
    if (this.#made.has(slot)) return this.#made.get(slot);
    const count = (this.#counts.get(kind) ?? 0) + 1;
    this.#counts.set(kind, count);
    const made = make(count);
    this.#made.set(slot, made);
    return made;
  }
}

/** What is as good as equal stays so: up to the length that the copy with the least room has. */
function formOf({ type, compare }: Hidden, value: string): string {
  const lengths = [...compare.maxLength.values()];
  return comparable(type, compare, value, lengths.length === 0 ? null : Math.min(...lengths));
}

const day = (count: number): string => new Date(count * 86_400_000).toISOString().slice(0, 10);

/** A value of a type that nobody takes for a real one. */
const makers: Readonly<
  Record<Exclude<Hidden["type"]["kind"], "code">, (count: number, of: Hidden) => unknown>
> = {
  text: (count, { standardise }) => (standardise.includes("digits") ? String(count) : `text-${count}`),
  email: (count) => `person-${count}@example.org`,
  phone: (count) => `+49155500${String(count).padStart(5, "0")}`,
  url: (count) => `https://example.org/${count}`,
  integer: String,
  decimal: String,
  float: String,
  boolean: (count) => count % 2 === 0,
  date: day,
  timestamp: (count, { type }) =>
    `${day(count)}T00:00:00${type.kind === "timestamp" && type.zone ? "Z" : ""}`,
  money: (count, { type }) => `${count}.00 ${(type.kind === "money" ? type.currency : null) ?? "EUR"}`,
  quantity: (count, { type }) => `${count} ${type.kind === "quantity" ? type.unit : ""}`,
  json: (count) => `text-${count}`,
};
