import type { Json } from "../../core/model/describe-model.ts";
import type { EntityType, Model } from "../../core/model/model.ts";
import { partOfModel } from "../../core/model/part-of-model.ts";

/** Names of domains; `null` is all of them, and the entity types that belong to none. */
export type Domains = readonly string[] | null;

/** What a caller may see. Rights are given by the one place that grants them; reading only asks. */
export interface Viewer {
  /** The domains that may be read at all. */
  readonly domains: Domains;
  /** The domains of which personal and sensitive values are seen; elsewhere they are masked. `[]` sees none. */
  readonly personal: Domains;
}

/** Sees everything: for the product itself, and for tests. */
export const seesAll: Viewer = { domains: null, personal: null };

/** Sees of what a caller may read every value: for what is masked only as it is written. */
export const seesClearly = ({ domains }: Viewer): Viewer => ({ ...seesAll, domains });

/** Stands in an answer in place of a value that the caller may not see. */
export const masked = { masked: true } as const;
/** Stands in an answer in place of a value that has been erased. */
export const erasedValue = { erased: true } as const;

/** A value as an answer carries it: truth values and json as themselves, all else as text, `null` where it is empty. */
export type Shown = Json | typeof masked | typeof erasedValue;

/** An entity as a request names it. */
export interface EntityAsked {
  /** `null` where the reference alone says which entity it is. */
  readonly type: string | null;
  readonly ref: string;
}

/** Whether an entity of a type is what is asked for, and the caller's to see. */
export function isAskedFor(model: Model, viewer: Viewer, asked: EntityAsked, type: string): boolean {
  if (asked.type !== null && asked.type !== type) return false;
  return isAmong(viewer.domains, model.entities.get(type)?.domain ?? null);
}

export function isAmong(domains: Domains, domain: string | null): boolean {
  return domains === null || (domain !== null && domains.includes(domain));
}

export const mayRead = (viewer: Viewer, type: EntityType): boolean => isAmong(viewer.domains, type.domain);

export const seesPersonal = (viewer: Viewer, type: EntityType): boolean =>
  isAmong(viewer.personal, type.domain);

/** The same, where the model may no longer declare the type: then only for those who see all. */
export const seesPersonalOf = (viewer: Viewer, type: EntityType | undefined): boolean =>
  type === undefined ? viewer.personal === null : seesPersonal(viewer, type);

/** Whether the keys of a source are hidden from a caller; those that the model no longer declares may be personal. */
export function hidesKeysOf(model: Model, viewer: Viewer, source: string): boolean {
  const declared = model.sources.get(source);
  if (declared?.keyPersonal === false) return false;
  return !seesPersonalOf(viewer, model.entities.get(declared?.entity ?? ""));
}

/** Whether a caller may know of a source: of whose entities it tells; of one that the model no longer has, whoever meets it. */
export function isSourceSeen(model: Model, viewer: Viewer, source: string): boolean {
  if (viewer.domains === null) return true;
  const type = model.entities.get(model.sources.get(source)?.entity ?? "");
  return type === undefined || mayRead(viewer, type);
}

/** The model, as far as it concerns what a caller may read. */
export function modelSeen(model: Model, viewer: Viewer): Model {
  const types = typesRead(viewer, model);
  return types === null ? model : partOfModel(model, new Set(types));
}

/** The entity types that a caller may read; `null` is all, the ones that the model no longer declares too. */
export function typesRead(viewer: Viewer, model: Model): readonly string[] | null {
  if (viewer.domains === null) return null;
  return [...model.entities.values()].filter((type) => mayRead(viewer, type)).map((type) => type.name);
}
