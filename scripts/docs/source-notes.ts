import type { SectionNotes } from "./key-note.ts";

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
} as const satisfies SectionNotes;

const shapedField = {
  fields: {
    example: "fields: { street: strasse, city: ort }",
    faults: ["unknown-attribute", "missing-key", "wrong-type"],
  },
  separator: { example: 'separator: ";"', faults: ["wrong-type"], default: "a JSON array" },
  element: { example: "element: true", faults: ["wrong-type"] },
} as const satisfies SectionNotes;

/** Of a source: how its rows are read, and what they state. */
export const sourceNotes = {
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
} as const satisfies Readonly<Record<string, SectionNotes>>;
