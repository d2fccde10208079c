import { attributeNotes } from "./attribute-notes.ts";
import { type SectionNotes, stewardship } from "./key-note.ts";
import { sourceNotes } from "./source-notes.ts";

/** By section and key. A key without its note stops the generation, so none is left out. */
export const modelNotes: Readonly<Record<string, SectionNotes>> = {
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
  ...sourceNotes,
  ...attributeNotes,
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
