import type { Row } from "../helpers/hub.ts";

/** Goods with facts of every shape. */
export const goods = {
  "goods.yaml": `systems: { erp: {}, lab: {}, pim: {} }
codes: { locales: { de: {}, en: {} }, kind: { big: {}, small: {} } }
types:
  account: { type: group, fields: { iban: { type: text, required: true, standardise: [upper] }, limit: decimal } }
---
entity: good
domain: goods
match-on: [[code]]
sources:
  - name: erp
    system: erp
    key: id
    fields: { code: code, name: name, kind: kind, count: count, weight: weight, price: { from: price, currency: { from: currency } }, mass: { from: mass, unit: kg },
              due: due, seen: seen, odd: odd, address: address, accounts: accounts, tags: tags, sizes: sizes, steps: steps, hazards: hazards, secret: secret, held: held }
  - { name: lab, system: lab, key: id, fields: { code: code, hazards: hazards } }
  - { name: texts, system: pim, key: [code, lang], fields: { code: code, title: { from: title, per: lang } } }
attributes:
  code: { type: text, authority: erp, indexed: true }
  name: { type: text, standardise: [trim], authority: erp }
  kind: { type: code, codes: kind, authority: erp, indexed: true }
  count: { type: integer, authority: erp }
  weight: { type: decimal, authority: erp }
  price: { type: money, authority: erp }
  mass: { type: quantity, unit: kg, authority: erp }
  due: { type: date, authority: erp }
  seen: { type: timestamp, authority: erp }
  odd: { type: boolean, authority: erp }
  address: { type: group, fields: { city: { type: text, standardise: [trim] }, number: integer }, authority: erp }
  accounts: { type: list, of: account, keyed-by: iban, authority: erp }
  held: { type: list, of: account, keyed-by: iban, believed: whole, authority: erp }
  tags: { type: list, of: { type: text, standardise: [lower] }, authority: erp }
  sizes: { type: list, of: decimal, authority: erp }
  steps: { type: list, of: text, as: sequence, authority: erp }
  hazards: { type: list, of: text, combine: union, authority: [erp, lab] }
  title: { type: text, per: locales, authority: texts, indexed: true }
  secret: { type: group, fields: { word: text }, sensitive: true, authority: erp }
`,
};

/** Texts that sort and quote otherwise than letters do. */
export const words = ["Ä", "a", "Zoo", "zebra", "", "o'brien", '"x"', "\u{1f600}", "a b", "]["];
/** The item of a list that has a number, over and over. */
export const at = <Item>(items: readonly Item[], i: number): Item => items[i % items.length] as Item;
export const goodsCount = 70;
export const goodsRows: readonly Row[] = Array.from({ length: goodsCount }, (_, i) => ({
  id: String(i),
  code: `G-${i}`,
  name: i % 6 === 0 ? null : `${at(words, i * 7)}${i % 4}`,
  kind: i % 5 === 0 ? null : at(["big", "small"], i),
  count: i % 7 === 0 ? null : ((i * 7919) % 23) - 9,
  weight: i % 3 === 0 ? "2.50" : `${(i * 13) % 11}.${i % 2 === 0 ? "5" : "500"}`,
  price: i % 4 === 0 ? null : `${(i * 31) % 17}.00`,
  currency: at(["EUR", "USD"], i),
  mass: i % 4 === 1 ? null : String((i * 3) % 8),
  due: i % 5 === 2 ? null : `202${i % 7}-0${1 + (i % 9)}-11`,
  seen: `2026-01-${String(1 + (i % 9)).padStart(2, "0")}T10:00:00${at(["+02:00", "Z"], i)}`,
  odd: i % 3 === 1 ? null : i % 2 === 1,
  address: i % 5 === 4 ? null : JSON.stringify({ city: at(words, i), number: i % 3 === 0 ? null : i % 10 }),
  accounts:
    i % 4 === 0 ? null : JSON.stringify([{ iban: at(["DE1", "FR2", "a.b"], i), limit: `${i % 6}.50` }]),
  held: i % 4 === 0 ? null : JSON.stringify([{ iban: at(["DE1", "FR2"], i), limit: "1" }]),
  tags: i % 4 === 2 ? null : JSON.stringify([at(words, i), at(words, i + 1)].filter((one) => one !== "")),
  sizes: i % 5 === 1 ? null : JSON.stringify([at(["1.0", "2.50", "2.5", "3"], i), "7"]),
  steps: i % 5 === 3 ? null : JSON.stringify(["cut", at(["glue", "cut"], i)]),
  hazards: i % 4 === 3 ? null : JSON.stringify([at(["acid", "heat]", "a'b"], i)]),
  secret: JSON.stringify({ word: "w" }),
}));
