import type { FindInput } from "../../src/core/divergence/finding.ts";
import type { Claim, Position, RecordState } from "../../src/core/golden/golden.ts";
import type { References, ResolveInput } from "../../src/core/golden/resolution.ts";
import { entityId, factKey, logIndex, recordId } from "../../src/core/ids.ts";
import type { Attribute, Authority, Copy } from "../../src/core/model/attribute.ts";
import type { EntityType, Model, System } from "../../src/core/model/model.ts";
import type { Place } from "../../src/core/model/place.ts";
import type { Source } from "../../src/core/model/source.ts";
import type { Stated } from "../../src/core/value/canonical.ts";

/** Small models and records made by hand, for tests and benchmarks of core. Every default is the model's own. */
export const place: Place = { file: "test.yaml", line: 1, column: 1 };

export const authority = (source: string, when: string | null = null): Authority => ({
  place,
  source,
  when: when === null ? null : { text: when, place, reads: [{ attribute: "stage", of: null }], today: false },
});

export const copy = (source: string, more: Partial<Copy> = {}): Copy => ({
  place,
  source,
  withinSeconds: 60,
  onDivergence: "flag",
  create: false,
  write: true,
  ...more,
});

export const attribute = (name: string, more: Partial<Attribute> = {}): Attribute => ({
  name,
  declared: name,
  qualifier: null,
  per: null,
  place,
  title: name,
  description: "",
  examples: [],
  type: { kind: "text" },
  required: false,
  standardise: [],
  compare: { ignore: new Set(), tolerance: null, maxLength: new Map() },
  personal: null,
  subject: "record",
  sensitive: false,
  sealed: false,
  blank: "empty",
  indexed: false,
  owner: null,
  steward: null,
  custodian: null,
  authority: [],
  fallback: [],
  survivorship: null,
  handover: "carry",
  copies: [],
  edits: { proposeFrom: [], override: null, local: null },
  onDivergence: "flag",
  correct: null,
  copyOf: null,
  elements: false,
  elementOf: null,
  combine: null,
  hierarchy: false,
  derived: null,
  approve: null,
  ...more,
});

export function entityType(name: string, attributes: readonly Attribute[], more: Partial<EntityType> = {}) {
  return {
    name,
    place,
    title: name,
    description: "",
    domain: null,
    owner: null,
    steward: null,
    custodian: null,
    matchOn: [],
    exists: { authority: null, onDelete: "keep", mergedInto: null, keysReused: false },
    sources: [],
    attributes: new Map(attributes.map((one) => [one.name, one])),
    rules: [],
    digest: "",
    ...more,
  } satisfies EntityType;
}

export const system = (name: string, more: Partial<System> = {}): System => ({
  name,
  place,
  title: name,
  kind: "record",
  connector: null,
  writable: false,
  owner: null,
  steward: null,
  custodian: null,
  options: {},
  ...more,
});

export const source = (name: string, entity: string, more: Partial<Source> = {}): Source => ({
  name,
  place,
  entity,
  system: name,
  table: null,
  file: null,
  format: null,
  key: ["id"],
  keyPersonal: false,
  link: null,
  valid: null,
  fields: new Map(),
  links: new Map(),
  guard: { deleted: 1, changed: 1 },
  digest: "",
  ...more,
});

/** A model of these types and sources; each source is a system of its own name. */
export function modelOf(types: readonly EntityType[], sources: readonly Source[] = []): Model {
  return {
    hash: "",
    files: [],
    systems: new Map(sources.map((one) => [one.system, system(one.system)])),
    people: new Map(),
    codes: new Map(),
    consumers: new Map(),
    entities: new Map(types.map((type) => [type.name, type])),
    sources: new Map(sources.map((one) => [one.name, one])),
  };
}

export const position = (at: number | string): Position => ({
  incarnation: 1,
  kind: "file",
  at: String(at).padStart(8, "0"),
});

export const claim = (value: Stated, since = 1, more: Partial<Claim> = {}): Claim => ({
  value,
  since: logIndex(since),
  position: position(since),
  ownWrite: false,
  ...more,
});

export const entity = entityId("00000000-0000-8000-8000-000000000001");

/** A living record of `entity`; `stated` gives each claim whole, or only its value, said with entry 1. */
export function record(
  source: string,
  stated: Readonly<Record<string, Stated | Claim>>,
  more: Partial<RecordState> & { readonly key?: string } = {},
): RecordState {
  const key = more.key ?? "1";
  const claims = Object.entries(stated).map(
    ([name, said]) =>
      [factKey(name), said !== null && typeof said === "object" ? said : claim(said)] as const,
  );
  return {
    id: recordId(`${source}:${key}`),
    source,
    key,
    entity,
    deleted: false,
    valid: null,
    position: position(1),
    created: logIndex(1),
    claims: new Map(claims),
    ...more,
  };
}

/** No reference leads anywhere. */
export const noReferences: References = { entityOf: () => null, facts: () => null };

/**
 * Records alone speak: nothing was entered or decided here, nothing awaits approval, nobody in particular states it, no copy may
 * differ, no day has begun, and no reference leads anywhere.
 */
export const recordsAlone: Omit<ResolveInput, "records" | "previous" | "index"> &
  Pick<FindInput, "waivers" | "today"> = {
  hub: new Map(),
  overrides: new Map(),
  approvals: new Map(),
  waivers: new Map(),
  requester: "nobody",
  calendar: "",
  today: "2026-01-01",
  references: noReferences,
};
