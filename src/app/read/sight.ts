import { linkTo } from "../../core/correction/link.ts";
import type { Attribute } from "../../core/model/attribute.ts";
import { attributeOfFact, declaredAs } from "../../core/model/fact-attribute.ts";
import type { EntityType, Model } from "../../core/model/model.ts";
import type { Stated } from "../../core/value/canonical.ts";
import { toJson } from "../../core/value/to-json.ts";
import {
  erasedValue,
  hidesKeysOf,
  isSourceSeen,
  masked,
  mayRead,
  type Shown,
  seesPersonalOf,
  type Viewer,
} from "./viewer.ts";

/** What one caller sees of the entities of one type. The one place where a value becomes part of an answer. */
export class Sight {
  readonly type: EntityType | undefined;
  /** Whether personal and sensitive values are shown. */
  readonly clear: boolean;
  readonly #model: Model;
  readonly #viewer: Viewer;

  /** Of a type that the model no longer declares nothing is known, so all of it is masked but for those who see all. */
  constructor(model: Model, viewer: Viewer, typeName: string) {
    this.#model = model;
    this.#viewer = viewer;
    this.type = model.entities.get(typeName);
    this.clear = seesPersonalOf(viewer, this.type);
  }

  /** What the same caller sees of the entities of another type. */
  of(typeName: string): Sight {
    return new Sight(this.#model, this.#viewer, typeName);
  }

  attribute(fact: string): Attribute | undefined {
    if (this.type === undefined) return undefined;
    return attributeOfFact(this.type, fact) ?? declaredAs(this.type, fact);
  }

  /** The names of the people whom the model calls so. */
  membersOf(people: string): ReadonlySet<string> {
    return new Set(this.#model.people.get(people)?.members);
  }

  hides(fact: string): boolean {
    return !this.clear && this.attribute(fact)?.sealed !== false;
  }

  value(fact: string, value: Stated): Shown {
    if (this.hides(fact)) return masked;
    const attribute = this.attribute(fact);
    return attribute === undefined ? value : toJson(attribute.type, value);
  }

  /** A value as a source states it: references are texts there, whatever they lead to. */
  claim(fact: string, value: Stated): Shown {
    return this.value(fact, value);
  }

  /** A source by its name; `null` where it tells of entities that the caller may not read. */
  source(name: string | null): string | null {
    return name !== null && this.knows(name) ? name : null;
  }

  /** Whether the caller may know of a source: a fact may be copied or derived from what is not his to read. */
  knows(source: string): boolean {
    return isSourceSeen(this.#model, this.#viewer, source);
  }

  /** Whether a fact is copied from an entity that is not the caller's to read: then where it comes from is not either. */
  hidesOrigin(fact: string): boolean {
    const copied = this.attribute(fact)?.copyOf?.entity;
    return copied !== undefined && !this.reads(copied);
  }

  /** Whether the caller may read the entities of a type that this one refers to. */
  reads(typeName: string): boolean {
    const type = this.#model.entities.get(typeName);
    return type === undefined ? this.#viewer.domains === null : mayRead(this.#viewer, type);
  }

  /** Keys belong to the type that their source holds, which is another where a fact is copied from another entity. */
  hidesKeys(source: string): boolean {
    return source !== "hub" && hidesKeysOf(this.#model, this.#viewer, source);
  }

  key(source: string | null, key: string | null): Shown {
    if (source === null || key === null || !this.knows(source)) return null;
    return this.hidesKeys(source) ? masked : key;
  }

  link(source: string | null, key: string | null): string | null {
    const declared = source === null ? undefined : this.#model.sources.get(source);
    if (declared === undefined || key === null) return null;
    if (!this.knows(declared.name) || this.hidesKeys(declared.name)) return null;
    return linkTo(declared, key);
  }

  /** In place of what is personal and no longer kept. */
  get forgotten(): Shown {
    return this.clear ? erasedValue : masked;
  }

  system(source: string): string {
    return this.#model.sources.get(source)?.system ?? source;
  }

  /** The people who answer for edits of a fact at a copy: those whom the model names, else the custodian of its system. */
  editorOf(fact: string, source: string): string | null {
    const { local = null } = this.attribute(fact)?.edits ?? {};
    return local?.by ?? this.#model.systems.get(this.system(source))?.custodian ?? null;
  }

  /** Free text that may hold personal values: reasons, names of persons. */
  words(text: Stated): Shown {
    return this.clear || text === null ? text : masked;
  }
}
