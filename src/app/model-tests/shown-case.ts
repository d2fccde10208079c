import type { Attribute } from "../../core/model/attribute.ts";
import { attributeOfFact } from "../../core/model/fact-attribute.ts";
import type { Model } from "../../core/model/model.ts";
import type { GroupType, ListType, Standardise, ValueType } from "../../core/model/value-type.ts";
import { parseReference } from "../../core/value/reference.ts";
import type { CaseStep } from "./case-of.ts";
import { StandIns } from "./stand-ins.ts";
import type { Told } from "./told.ts";

/** A case as the caller may read it: what is hidden is replaced by stand-ins, and entities are named by their records. */
export class ShownCase {
  readonly #model: Model;
  readonly #told: readonly Told[];
  readonly #standIns: StandIns;

  constructor(model: Model, told: readonly Told[]) {
    this.#model = model;
    this.#told = told;
    this.#standIns = new StandIns(model.codes);
  }

  step(told: Told, step: CaseStep["step"]): CaseStep["step"] {
    const entries = Object.entries(step).map(([name, value]) => {
      const shown = this.#part(told, step, name, value);
      return [name, shown] as const;
    });
    return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
  }

  #part(told: Told, step: CaseStep["step"], name: string, value: unknown): unknown {
    if (addresses.has(name)) return this.#addressText(told, String(value));
    if (name === "same" && Array.isArray(value))
      return value.map((one) => this.#addressText(told, String(one)));
    if (name === "claims" || name === "facts") return this.#facts(told, value);
    if (name === "links") return this.#links(told, value);
    const fact = String(step.fact);
    if (name === "value") return this.value(told, fact, value) ?? null;
    if (name === "by")
      return this.person(told, fact, "override" in step ? "override" : "approve", String(value));
    return value;
  }

  /** The name of someone who decides: another of those whom the model asks, where the caller may not see it. */
  person({ type, sight }: Told, fact: string, as: "override" | "approve", name: string): string {
    if (sight.clear) return name;
    const attribute = attributeOfFact(type, fact);
    const by = as === "override" ? attribute?.edits.override?.by : attribute?.approve?.by;
    return this.#standIns.person(name, this.#model.people.get(by ?? "")?.members ?? []);
  }

  address({ sight }: Told, source: string, key: string): string {
    return `${source}:${sight.hidesKeys(source) ? this.#standIns.key(key) : key}`;
  }

  /** An address by which the entity is known; `null` where no record tells of it and it was not created here. */
  entity(told: Told): string | null {
    const { records, hub } = told.state;
    const [first] = [...records.filter(({ deleted }) => !deleted), ...records].filter(
      ({ former }) => !former,
    );
    if (first !== undefined) return this.address(told, first.source, first.key);
    return hub.size > 0 ? `hub:${told.called}` : null;
  }

  /** A value of a fact; `undefined` where it cannot be said: of a type of which no value says nothing, or of something not told. */
  value(told: Told, fact: string, value: unknown): unknown {
    const attribute = attributeOfFact(told.type, fact);
    if (attribute === undefined) return told.sight.hides(fact) ? undefined : value;
    if (attribute.elements && value === null) return null;
    const { type, standardise, compare, qualifier, elementOf } = attribute;
    const key = qualifier !== null && elementOf?.keyedBy != null ? elementOf.keyedBy : null;
    const hidden = told.sight.hides(fact);
    return this.#shaped(value, {
      told,
      hidden,
      type,
      standardise,
      compare,
      plainField: key,
      open: attribute.elements,
    });
  }

  #shaped(value: unknown, of: Shaping): unknown {
    const { type } = of;
    if (value === null) return null;
    switch (type.kind) {
      case "ref":
        return this.#reference(of, type.to, String(value));
      case "group":
        return this.#group(value, { ...of, type });
      case "list":
        return this.#list(value, { ...of, type });
      default:
        return of.hidden ? this.#standIns.value({ ...of, type }, value) : value;
    }
  }

  #group(value: unknown, of: Shaping & { readonly type: GroupType }): unknown {
    if (typeof value !== "object" || value === null) return undefined;
    const parts = Object.entries(value).map(([name, part]) => {
      const field = of.type.fields.get(name);
      if (field === undefined || name === of.plainField) return [name, part] as const;
      const { type, standardise } = field;
      return [name, this.#shaped(part, { ...of, type, standardise })] as const;
    });
    return parts.some(([, part]) => part === undefined) ? undefined : Object.fromEntries(parts);
  }

  /** Of a list whose elements are facts the keys may be known. */
  #list(value: unknown, of: Shaping & { readonly type: ListType }): unknown {
    if (!Array.isArray(value)) return undefined;
    const { of: type, standardise, keyedBy } = of.type;
    const one = { ...of, type, standardise, plainField: of.open ? keyedBy : null };
    const elements = value.map((element) => this.#shaped(element, one));
    return elements.includes(undefined) ? undefined : elements;
  }

  /** What a source states leads somewhere by a key or a value, which may be hidden too; what is golden is told by a record of it. */
  #reference({ told, hidden }: Shaping, to: string, text: string): string | undefined {
    const way = parseReference(text);
    if (way === null || hidden) return undefined;
    if (way.kind === "record") return this.address(told, way.source, way.key);
    if (way.kind === "entity") {
      const target = this.#told.find(({ state }) => state.id === way.id);
      return (target && this.entity(target)) ?? undefined;
    }
    const attribute = this.#model.entities.get(to)?.attributes.get(way.attribute);
    const { type, standardise, compare }: Partial<Attribute> = attribute ?? {};
    if (!told.sight.of(to).hides(way.attribute)) return text;
    if (type === undefined || type.kind === "group" || type.kind === "list" || type.kind === "ref")
      return undefined;
    return `${way.attribute}=${this.#standIns.value({ type, standardise: standardise ?? [], compare: compare ?? exact }, way.value)}`;
  }

  #facts(told: Told, facts: unknown): object {
    const entries = Object.entries(typeof facts === "object" && facts !== null ? facts : {});
    const shown = entries.map(([fact, value]) => [fact, this.value(told, fact, value)] as const);
    return Object.fromEntries(shown.filter(([, value]) => value !== undefined));
  }

  #links({ sight }: Told, links: unknown): object {
    const entries = Object.entries(typeof links === "object" && links !== null ? links : {});
    return Object.fromEntries(
      entries.map(([source, key]) => [
        source,
        sight.hidesKeys(source) ? this.#standIns.key(String(key)) : key,
      ]),
    );
  }

  #addressText(told: Told, text: string): string {
    const colon = text.indexOf(":");
    return this.address(told, text.slice(0, colon), text.slice(colon + 1));
  }
}

interface Shaping {
  readonly told: Told;
  readonly hidden: boolean;
  readonly type: ValueType;
  readonly standardise: readonly Standardise[];
  readonly compare: Attribute["compare"];
  /** The field of a group that stands in the name of its fact, and so may be seen. */
  readonly plainField: string | null;
  /** Whether the keys of its elements may be seen. */
  readonly open: boolean;
}

const exact: Attribute["compare"] = { ignore: new Set(), tolerance: null, maxLength: new Map() };

/** The members of a step that name a record. */
const addresses: ReadonlySet<string> = new Set([
  "record",
  "enter",
  "override",
  "end-override",
  "approve",
  "decline",
  "waive",
]);
