/** One type with an attribute of each kind, most of them indexed, for tests of lists and views. */
export const things = {
  "things.yaml": `systems:
  shop: { kind: record }
  mirror: { kind: engagement }
codes:
  size: { s: {}, m: {}, l: {} }
entity: thing
domain: goods
match-on: [ [sku] ]
sources:
  - { name: shop, system: shop, file: shop.jsonl, key: id,
      fields: { sku: sku, name: name, size: size, weight: weight, count: count, ratio: ratio, price: { from: price, currency: { from: currency } }, cost: cost,
                born: born, seen: seen, local: local, fragile: fragile, notes: notes, buyer: buyer, parent: { from: parent, as: shop } } }
  - { name: mirror, system: mirror, file: mirror.jsonl, key: id, fields: { sku: sku, name: name, size: size } }
attributes:
  sku: { type: text, authority: shop, indexed: true }
  name: { type: text, authority: shop, copies: [mirror], indexed: true }
  size: { type: code, codes: size, authority: shop, copies: [mirror], indexed: true }
  weight: { type: decimal, authority: shop, indexed: true }
  count: { type: integer, authority: shop, indexed: true }
  ratio: { type: float, authority: shop, indexed: true }
  price: { type: money, authority: shop, indexed: true }
  cost: { type: money, currency: EUR, authority: shop, indexed: true }
  born: { type: date, authority: shop, indexed: true }
  seen: { type: timestamp, authority: shop, indexed: true }
  local: { type: timestamp, zone: false, authority: shop }
  fragile: { type: boolean, authority: shop, indexed: true }
  notes: { type: json, authority: shop }
  buyer: { type: email, personal: user.contact.email, authority: shop, indexed: true }
  parent: { type: ref, to: thing, authority: shop, indexed: true }
rules:
  - { name: has-weight, scope: record, check: "weight > decimal('0')", severity: error, dimension: conformity }
`,
} as const;
