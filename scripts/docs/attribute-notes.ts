import { type SectionNotes, stewardship } from "./key-note.ts";

const valueType = {
  type: { example: "type: text", faults: ["missing-type", "unknown-type", "not-yet-spoken"] },
  title: { example: "title: First day", default: "the name, as a title" },
  description: { example: "description: What finance has released." },
  codes: { example: "codes: stage", faults: ["unknown-codes", "missing-type", "wrong-type"] },
  currency: { example: "currency: EUR", faults: ["wrong-type"], default: "any" },
  unit: { example: "unit: kg", faults: ["unknown-unit", "missing-type", "wrong-type"] },
  zone: { example: "zone: false", faults: ["wrong-type"] },
  standardise: { example: "standardise: [trim, lower]", faults: ["wrong-type"], default: "`[]`" },
} as const satisfies SectionNotes;

const referent = {
  to: { example: "to: campaign", faults: ["unknown-entity", "missing-type", "wrong-type"] },
} as const satisfies SectionNotes;

const groupType = {
  fields: {
    example: "fields: { street: text, country: { type: code, codes: countries } }",
    faults: ["missing-type", "wrong-type"],
  },
  ...referent,
} as const satisfies SectionNotes;

const anyType = {
  ...valueType,
  ...groupType,
  of: { example: "of: text", faults: ["missing-type", "unknown-type", "wrong-type"] },
  as: { example: "as: sequence", faults: ["wrong-type", "contradiction"] },
  "keyed-by": { example: "keyed-by: iban", faults: ["wrong-type", "unknown-attribute", "contradiction"] },
} as const satisfies SectionNotes;

const privacy = {
  personal: { example: "personal: user.contact.email" },
  subject: { example: "subject: value", default: "`record`" },
  sensitive: { example: "sensitive: true" },
} as const satisfies SectionNotes;

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
} as const satisfies SectionNotes;

/** Of an attribute: what it holds, who is believed, who holds copies, who may differ. */
export const attributeNotes = {
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
} as const satisfies Readonly<Record<string, SectionNotes>>;
