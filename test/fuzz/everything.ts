/** One model with every construct of the language, small enough to be changed a hundred thousand times. */
export const everything = {
  "systems.yaml": `systems:
  erp:  { kind: record, connector: postgres, url: "\${ERP_URL}", writable: true, owner: board, steward: desk, custodian: desk }
  shop: { kind: engagement, connector: file, path: ./shop }
  lab:  { title: Laboratory, kind: insight }
people:
  desk:  { title: Service desk, members: [ana@example.org, li@example.org] }
  board: { members: [mo@example.org] }
codes:
  grade: { a: { title: First, erp: "1" }, b: { erp: "2", shop: B }, c: {} }
  locale: { de-DE: { title: German }, en-GB: { erp: EN } }
types:
  short: { type: text, standardise: [trim, collapse-spaces, nfc], compare: { ignore: [case], max-length: { shop: 20 } } }
  place: { type: group, fields: { street: { type: text, required: true }, city: text, since: { type: date }, code: { type: code, codes: grade } } }
defaults:
  steward: desk
  within: 5m
  handover: carry
`,
  "part.yaml": `entity: part
title: Part
description: A thing with a price.
domain: goods
owner: board
match-on:
  - { keys: [number], ignore: ["0", "none"], unless-different: [grade], at-most: 50 }
  - [name, born]
exists: { authority: erp_parts, on-delete: archive }
sources:
  - name: erp_parts
    system: erp
    table: public.parts
    key: [plant, id]
    link: "https://erp.example/{plant}/{id}"
    guard: { deleted: 0.1, changed: 0.4 }
    fields:
      number: no
      name: { from: label }
      price: { from: cents, scale: 0.01, currency: { from: cur } }
      cost: { from: cost, currency: EUR }
      grade: { from: g, codes: grade }
      born: born
      seen: seen
      count: { from: n, scale: 12 }
      ratio: ratio
      open: open
      maker: { from: maker, as: erp_makers }
      note: extra.note
      mail: mail
      phone: phone
      site: site
      net: net
      tax: tax
  - { name: shop_parts, system: shop, file: "parts-*.csv", format: { type: csv, delimiter: ";" }, key: sku, links: { erp_parts: erp_key },
      fields: { number: sku, name: title, price: { from: amount, currency: EUR }, grade: { from: grade, codes: grade, write: false }, count: count, born: born, mail: mail, maker: { from: brand, by: name } } }
  - { name: lab_parts, system: lab, file: lab.jsonl, format: jsonl, key: id, fields: { number: number, ratio: quality.ratio, seen: seen, note: note, open: open, net: net } }
attributes:
  number: { type: text, required: true, standardise: [trim, upper], indexed: true, authority: erp, copies: [{ source: shop_parts, create: true }] }
  name: { type: short, authority: [{ source: shop_parts, when: "grade == 'a' && count > 3" }, { system: erp }], copies: [shop, { source: erp_parts, within: 1h, on-divergence: overwrite }], survivorship: most-recent,
          edits: { propose-from: [shop], override: { by: desk, days: 30 } }, correct: "Ask the desk." }
  price: { type: money, authority: erp, fallback: [shop], approve: { for: [source, override], by: board, count: 2, meanwhile: none }, compare: { tolerance: 0.01 } }
  cost: { type: money, currency: EUR, authority: erp, sensitive: true }
  grade: { type: code, codes: grade, authority: erp, copies: [shop], blank: gap, rules: [{ name: known-grade, check: "grade != 'c'", severity: error }] }
  born: { type: date, authority: [{ system: shop, when: "open" }, { system: erp }], compare: { tolerance: 1 }, survivorship: longest }
  seen: { type: timestamp, authority: lab, fallback: [erp], survivorship: { same-as: name } }
  count: { type: integer, authority: erp, copies: [{ system: shop, write: false }], survivorship: most-complete }
  ratio: { type: float, authority: lab, fallback: [erp], handover: adopt }
  open: { type: boolean, authority: [{ source: lab_parts, when: "ratio > 0.5" }, hub] }
  note: { type: json, authority: hub, fallback: [lab, erp] }
  mail: { type: email, personal: user.contact.email, subject: value, authority: erp, copies: [shop] }
  phone: { type: phone, standardise: [e164], personal: user.contact.phone_number, authority: erp, examples: ["+49301234"] }
  site: { type: url, authority: erp }
  maker: { type: ref, to: maker, authority: erp, copies: [{ source: shop_parts, write: false }] }
  maker_name: { copy-of: maker.name }
  net: { type: decimal, authority: erp, fallback: [lab] }
  tax: { type: decimal, authority: erp }
  gross: { type: decimal, derived: "net + tax" }
  label: { type: text, derived: "number + ' ' + maker.name" }
rules:
  - { name: dear, scope: entity, check: "price > 0 || maker.name.startsWith('X')", severity: error, dimension: accuracy, message: "It is free." }
  - { name: numbered, scope: record, check: "size(number) > 2 && number.matches('^[A-Z]+[0-9]{1,5}$')", severity: info }
`,
  "readers.yaml": `consumers:
  report: { title: A report, owner: board, entity: part, attributes: [name, price], max-age: 1d, purpose: planning }
`,
  "maker.yaml": `entity: maker
defaults: { on-divergence: ask, blank: gap }
sources:
  - { name: erp_makers, system: erp, table: public.makers, key: id, fields: { name: name, town: town, size: size, parent: { from: parent, as: erp_makers } } }
  - { name: shop_makers, system: shop, file: makers.csv, key: name, fields: { name: name, town: town } }
attributes:
  name: { type: text, authority: erp, copies: [shop] }
  town: { type: text, authority: [{ system: shop, when: "self.size >= 10" }, { system: erp }], copies: [shop_makers, erp_makers] }
  size: { type: integer, authority: erp }
  parent: { type: ref, to: maker, authority: erp }
  parent_name: { copy-of: parent.name }
`,
} as const;

/** What is held together, listed, measured, or different per locale. */
export const shapes = {
  "systems.yaml": everything["systems.yaml"],
  "shapes.yaml": `entity: crate
sources:
  - { name: erp_crates, system: erp, file: crates.jsonl, key: id,
      fields: { address: { fields: { street: street, city: town } }, tags: { from: tags, separator: "," }, weight: { from: kg, unit: g },
        title: { per: { de-DE: title_de, en-GB: title_en } }, lines: { from: lines, fields: { no: nr, text: txt } } } }
  - { name: shop_crates, system: shop, file: crates.csv, key: id,
      fields: { tags: { from: tag, element: true }, title: { from: title, per: locale }, weight: { from: weight, unit: { from: unit } } } }
attributes:
  address: { type: place, authority: erp }
  tags: { type: list, of: text, as: set, authority: [erp, shop], combine: union }
  weight: { type: quantity, unit: kg, authority: erp, copies: [shop] }
  title: { type: text, per: [locale], authority: erp, copies: [shop] }
  lines: { type: list, of: { type: group, fields: { no: { type: integer, required: true }, text: text } }, keyed-by: no, authority: erp }
  order: { type: list, of: integer, as: sequence, authority: hub }
  heavy: { type: boolean, derived: "weight > 100" }
`,
} as const;
