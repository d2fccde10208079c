import type { FaultCode } from "../../src/core/model/fault.ts";

/** What the documents say of a key beside what the vocabulary says: one example, and the faults that it can be. */
export interface KeyNote {
  /** One line of YAML; it is checked against the shape of the key. */
  readonly example: string;
  /** Faults beyond those that any key may have. */
  readonly faults?: readonly FaultCode[];
  /** The default, where the words of the vocabulary do not end in one. */
  readonly default?: string;
}

const stewardship = {
  owner: { example: "owner: head-of-marketing", faults: ["unknown-people"] },
  steward: { example: "steward: marketing-ops", faults: ["unknown-people"] },
  custodian: { example: "custodian: sales-ops" },
} as const satisfies Readonly<Record<string, KeyNote>>;

const partField = {
  from: { example: "from: address.city", faults: ["missing-key"] },
  codes: {
    example: "codes: stage",
    faults: ["unknown-codes", "contradiction", "no-inverse", "wrong-type"],
  },
  by: { example: "by: code", faults: ["unknown-attribute", "contradiction", "no-inverse", "wrong-type"] },
  as: { example: "as: crm", faults: ["unknown-source", "no-route", "ambiguous-name", "wrong-type"] },
  currency: { example: "currency: EUR", faults: ["contradiction", "missing-currency", "wrong-type"] },
  unit: {
    example: "unit: g",
    faults: ["unknown-unit", "contradiction", "wrong-type"],
    default: "the declared one",
  },
  scale: { example: "scale: 0.01", faults: ["no-inverse", "wrong-type"], default: "1" },
  write: { example: "write: false", default: "`true`" },
} as const satisfies Readonly<Record<string, KeyNote>>;

const shapedField = {
  fields: {
    example: "fields: { street: strasse, city: ort }",
    faults: ["unknown-attribute", "missing-key", "wrong-type"],
  },
  separator: { example: 'separator: ";"', faults: ["wrong-type"], default: "a JSON array" },
  element: { example: "element: true", faults: ["wrong-type"] },
} as const satisfies Readonly<Record<string, KeyNote>>;

const valueType = {
  type: { example: "type: text", faults: ["missing-type", "unknown-type", "not-yet-spoken"] },
  title: { example: "title: First day", default: "the name, as a title" },
  description: { example: "description: What finance has released." },
  codes: { example: "codes: stage", faults: ["unknown-codes", "missing-type", "wrong-type"] },
  currency: { example: "currency: EUR", faults: ["wrong-type"], default: "any" },
  unit: { example: "unit: kg", faults: ["unknown-unit", "missing-type", "wrong-type"] },
  zone: { example: "zone: false", faults: ["wrong-type"] },
  standardise: { example: "standardise: [trim, lower]", faults: ["wrong-type"], default: "`[]`" },
} as const satisfies Readonly<Record<string, KeyNote>>;

const referent = {
  to: { example: "to: campaign", faults: ["unknown-entity", "missing-type", "wrong-type"] },
} as const satisfies Readonly<Record<string, KeyNote>>;

const groupType = {
  fields: {
    example: "fields: { street: text, country: { type: code, codes: countries } }",
    faults: ["missing-type", "wrong-type"],
  },
  ...referent,
} as const satisfies Readonly<Record<string, KeyNote>>;

const anyType = {
  ...valueType,
  ...groupType,
  of: { example: "of: text", faults: ["missing-type", "unknown-type", "wrong-type"] },
  as: { example: "as: sequence", faults: ["wrong-type", "contradiction"] },
  "keyed-by": { example: "keyed-by: iban", faults: ["wrong-type", "unknown-attribute", "contradiction"] },
} as const satisfies Readonly<Record<string, KeyNote>>;

const privacy = {
  personal: { example: "personal: user.contact.email" },
  subject: { example: "subject: value", default: "`record`" },
  sensitive: { example: "sensitive: true" },
} as const satisfies Readonly<Record<string, KeyNote>>;

const governance = {
  blank: { example: "blank: gap", default: "`empty`" },
  fallback: { example: "fallback: [crm]", faults: ["unmapped", "ambiguous-name"], default: "`[]`" },
  survivorship: {
    example: "survivorship: most-recent",
    faults: ["unknown-attribute", "cycle"],
    default: "the oldest record that says something",
  },
  handover: { example: "handover: adopt" },
  "on-divergence": { example: "on-divergence: overwrite", faults: ["overwrite-without-write"] },
  within: { example: "within: 5m" },
  edits: { example: "edits: { override: true }" },
  correct: { example: "correct: Rename the campaign in the CRM." },
  ...stewardship,
} as const satisfies Readonly<Record<string, KeyNote>>;

/** By section and key. A key without its note stops the generation, so none is left out. */
export const modelNotes: Readonly<Record<string, Readonly<Record<string, KeyNote>>>> = {
  document: {
    systems: { example: "systems: { crm: { kind: record } }", faults: ["bad-name", "duplicate-name"] },
    people: { example: "people: { sales-ops: { members: [sam@example.org] } }", faults: ["duplicate-name"] },
    codes: {
      example: 'codes: { stage: { live: { title: Live, crm: "L" } } }',
      faults: ["duplicate-name", "missing-key", "unknown-system"],
    },
    types: {
      example: "types: { address: { type: group, fields: { street: text, city: text } } }",
      faults: ["bad-name", "duplicate-name", "cycle"],
    },
    consumers: {
      example: "consumers: { planning: { owner: sales-ops, entity: campaign, attributes: [name] } }",
      faults: ["bad-name", "duplicate-name"],
    },
    defaults: {
      example: "defaults: { owner: head-of-marketing, on-divergence: overwrite, within: 5m }",
      faults: ["duplicate-name"],
    },
    entity: { example: "entity: campaign", faults: ["bad-name", "duplicate-name"] },
    title: { example: "title: Campaign", default: "the name, as a title" },
    description: { example: "description: A planned marketing effort." },
    domain: { example: "domain: marketing" },
    ...stewardship,
    "match-on": { example: "match-on: [[code]]", faults: ["unknown-attribute", "unmapped"], default: "`[]`" },
    exists: { example: "exists: { authority: crm, on-delete: retire }", faults: ["missing-key"] },
    sources: {
      example: "sources: [{ name: crm, system: crm, key: id, fields: { code: code } }]",
      faults: ["duplicate-name"],
    },
    attributes: {
      example: "attributes: { code: { type: text, authority: crm } }",
      faults: ["bad-name", "cycle"],
    },
    rules: { example: 'rules: [{ name: positive, check: "budget > 0" }]', faults: ["duplicate-name"] },
  },
  systems: {
    title: { example: "title: CRM", default: "the name, as a title" },
    kind: { example: "kind: engagement", default: "`record`" },
    connector: { example: "connector: file", default: "none" },
    writable: { example: "writable: true" },
    url: { example: `url: "\${CRM_URL}"`, faults: ["contradiction"] },
    path: { example: "path: ./drop/finance", faults: ["contradiction"] },
    ...stewardship,
  },
  people: {
    title: { example: "title: Marketing operations", default: "the name, as a title" },
    members: { example: "members: [ana@example.org, li@example.org]" },
  },
  consumers: {
    title: { example: "title: Weekly planning", default: "the name, as a title" },
    owner: { example: "owner: head-of-marketing", faults: ["missing-key", "unknown-people"] },
    entity: { example: "entity: campaign", faults: ["missing-key", "unknown-entity"] },
    attributes: { example: "attributes: [name, stage]", faults: ["unknown-attribute"] },
    "max-age": { example: "max-age: 1h" },
    purpose: { example: "purpose: Planning of the coming week", faults: ["missing-key"] },
  },
  codes: {
    title: { example: "title: Draft", default: "the code, as a title" },
    "<system>": { example: 'crm: "D"', faults: ["unknown-system", "no-inverse"] },
  },
  "match-on": {
    keys: { example: "keys: [tax_id]", faults: ["unknown-attribute", "unmapped"] },
    ignore: { example: 'ignore: ["000000000"]', default: "`[]`" },
    "unless-different": {
      example: "unless-different: [country]",
      faults: ["unknown-attribute"],
      default: "`[]`",
    },
    "at-most": { example: "at-most: 50", default: "no bound" },
  },
  exists: {
    authority: { example: "authority: crm", faults: ["unknown-source", "ambiguous-name"], default: "nobody" },
    "on-delete": { example: "on-delete: retire", faults: ["missing-key"] },
    "merged-into": { example: "merged-into: merged_into", faults: ["missing-key", "duplicate-key"] },
    "keys-reused": { example: "keys-reused: true", faults: ["missing-key"] },
  },
  sources: {
    name: { example: "name: budgets", faults: ["bad-name", "duplicate-name"] },
    system: { example: "system: finance", faults: ["unknown-system"] },
    table: { example: "table: public.campaigns", faults: ["contradiction"] },
    file: { example: 'file: "budgets-*.csv"', faults: ["contradiction"] },
    format: { example: "format: jsonl", default: "found out from name and content" },
    key: { example: "key: [tenant, id]", faults: ["missing-key", "duplicate-key"] },
    "key-personal": { example: "key-personal: true" },
    link: {
      example: 'link: "https://crm.example/campaigns/{key}"',
      faults: ["unknown-placeholder", "unknown-source"],
    },
    links: {
      example: "links: { crm: crm_id }",
      faults: ["unknown-source", "ambiguous-name", "duplicate-key"],
    },
    fields: {
      example: "fields: { code: code, stage: { from: status, codes: stage } }",
      faults: ["unknown-attribute"],
    },
    guard: { example: "guard: { deleted: 0.05 }" },
    valid: { example: "valid: { from: valid_from, to: valid_to }", faults: ["contradiction"] },
  },
  valid: {
    from: { example: "from: valid_from" },
    to: { example: "to: valid_to", faults: ["contradiction"], default: "no end" },
    order: { example: "order: changed_at", default: "two such rows of one file are refused" },
    zone: { example: "zone: Europe/Berlin", default: "UTC, for days alone", faults: ["wrong-shape"] },
  },
  format: {
    type: { example: "type: csv" },
    delimiter: { example: 'delimiter: ";"' },
  },
  fields: {
    ...partField,
    ...shapedField,
    per: {
      example: "per: { de: title_de, en: title_en }",
      faults: ["missing-key", "unknown-codes", "no-inverse", "wrong-type"],
    },
  },
  "per of fields": { ...partField, ...shapedField },
  "fields of fields": partField,
  "unit of fields": { from: { example: "from: unit_code" } },
  currency: { from: { example: "from: currency_code" } },
  guard: {
    deleted: { example: "deleted: 0.05" },
    changed: { example: "changed: 0.9" },
  },
  attributes: {
    ...anyType,
    examples: { example: "examples: [Spring Launch, Summer by the Lake]", faults: ["wrong-type"] },
    hierarchy: { example: "hierarchy: true", faults: ["wrong-type"] },
    per: { example: "per: locales", faults: ["unknown-codes", "contradiction"] },
    believed: { example: "believed: whole", faults: ["wrong-type", "contradiction"] },
    combine: { example: "combine: union", faults: ["wrong-type", "contradiction"] },
    "copy-of": { example: "copy-of: campaign.name", faults: ["unknown-attribute", "contradiction", "cycle"] },
    derived: { example: 'derived: "net + tax"', faults: ["bad-expression", "contradiction", "cycle"] },
    required: { example: "required: true" },
    compare: { example: "compare: { ignore: [case] }", faults: ["wrong-type"], default: "exact" },
    ...privacy,
    indexed: { example: "indexed: true" },
    authority: {
      example: "authority: [{ system: ops, when: \"stage == 'draft'\" }, crm]",
      faults: [
        "missing-authority",
        "unmapped",
        "ambiguous-name",
        "unknown-system",
        "unreachable-authority",
        "cycle",
      ],
    },
    copies: {
      example: "copies: [ops, { source: mart, within: 1h }]",
      faults: ["unmapped", "ambiguous-name", "duplicate-name", "always-authority", "copy-and-fallback"],
      default: "`[]`",
    },
    approve: {
      example: "approve: { by: head-of-marketing, count: 2 }",
      faults: ["unknown-people", "contradiction"],
    },
    rules: { example: 'rules: [{ name: long, check: "size(name) > 2" }]', faults: ["duplicate-name"] },
    ...governance,
  },
  types: { ...anyType, compare: { example: "compare: { ignore: [case] }", default: "exact" }, ...privacy },
  of: { ...valueType, ...groupType },
  "fields of a group": { ...valueType, ...referent, required: { example: "required: true" } },
  defaults: governance,
  approve: {
    for: { example: "for: [source, correction]", default: "all three" },
    by: { example: "by: treasury", faults: ["unknown-people", "contradiction"] },
    count: { example: "count: 2" },
    meanwhile: { example: "meanwhile: none" },
  },
  local: {
    when: { example: "when: \"stage == 'live'\"", faults: ["bad-expression"] },
    by: { example: "by: support", faults: ["unknown-people"] },
    days: { example: "days: 14" },
  },
  compare: {
    ignore: { example: "ignore: [case, whitespace]", faults: ["wrong-type"], default: "`[]`" },
    tolerance: { example: "tolerance: 0.005", faults: ["wrong-type"], default: "0" },
    "max-length": { example: "max-length: { zendesk: 40 }", faults: ["unknown-system", "wrong-type"] },
  },
  authority: {
    system: { example: "system: crm", faults: ["unmapped", "ambiguous-name", "contradiction"] },
    source: { example: "source: budgets", faults: ["unmapped", "unknown-source", "contradiction"] },
    when: { example: "when: \"stage == 'draft'\"", faults: ["bad-expression", "cycle"], default: "always" },
  },
  survivorship: { "same-as": { example: "same-as: street", faults: ["unknown-attribute", "cycle"] } },
  copies: {
    source: { example: "source: mart", faults: ["unmapped", "unknown-source", "contradiction"] },
    system: { example: "system: ops", faults: ["unmapped", "ambiguous-name", "contradiction"] },
    within: { example: "within: 1h" },
    "on-divergence": { example: "on-divergence: flag", default: "that of the attribute" },
    create: { example: "create: true" },
    write: { example: "write: false", faults: ["contradiction", "not-writable", "no-inverse"] },
  },
  edits: {
    "propose-from": {
      example: "propose-from: [ops]",
      faults: ["unmapped", "ambiguous-name"],
      default: "`[]`",
    },
    override: { example: "override: { by: marketing-ops, days: 30 }", default: "`false`" },
    local: { example: "local: { days: 14 }", faults: ["contradiction"], default: "not allowed" },
  },
  override: {
    by: { example: "by: marketing-ops", faults: ["unknown-people"], default: "any steward" },
    days: { example: "days: 30", default: "no bound" },
  },
  rules: {
    name: { example: "name: budget-positive", faults: ["bad-name", "duplicate-name"] },
    scope: { example: "scope: record" },
    attribute: {
      example: "attribute: budget",
      faults: ["missing-key", "unknown-attribute", "contradiction"],
    },
    check: { example: 'check: "budget > 0"', faults: ["bad-expression"] },
    severity: { example: "severity: error" },
    dimension: { example: "dimension: completeness" },
    message: { example: "message: The last day is before the first." },
  },
};
