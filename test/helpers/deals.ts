import { compileMapping } from "../../src/core/mapping/mapping.ts";
import type { Observation } from "../../src/core/mapping/observation.ts";
import type { Attribute } from "../../src/core/model/attribute.ts";
import type { Model } from "../../src/core/model/model.ts";
import type { Source } from "../../src/core/model/source.ts";
import type { Raw } from "../../src/core/value/raw.ts";
import type { Refusal } from "../../src/errors.ts";
import { modelOf, attributeOf as namedAttribute, sourceOf as namedSource } from "./model-of.ts";

/** The model of {@link deals} and {@link orders}. */
export const model = modelOf({
  "systems.yaml": `
systems:
  crm: { kind: record }
  shop: { kind: record }
codes:
  stage:
    draft: { title: Draft, crm: "D" }
    live:  { title: Live, crm: "L", shop: "on" }
`,
  "company.yaml": `
entity: company
match-on: [ [code], [level] ]
sources:
  - { name: companies, system: crm, key: id, fields: { code: code, level: level } }
  - { name: firms, system: shop, key: [land, no], fields: { code: code, level: level } }
attributes:
  code: { type: text, standardise: [trim, upper], authority: crm }
  level: { type: code, codes: stage, authority: crm }
`,
  "deal.yaml": `
entity: deal
sources:
  - name: deals
    system: crm
    key: id
    link: { orders: order_no }
    fields:
      title: title
      stage: { from: status, codes: stage }
      pieces: { from: dozens, scale: 12 }
      weight: { from: grams, scale: 0.001 }
      ratio: { from: ratio, scale: 0.5 }
      price: { from: cents, scale: 0.01 }
      cost: { from: cost, currency: { from: cost_currency } }
      fee: { from: fee, currency: USD }
      company: company_id
      seen: seen
      open: is_open
      city: address.city
      extra: extra
      mail: mail
  - name: orders
    system: shop
    key: [land, no]
    fields:
      title: title
      company: { from: firm, by: code }
      peer: { from: peer, as: companies }
      rank: { from: rank, by: level }
attributes:
  title: { type: text, standardise: [trim, collapse-spaces], authority: crm }
  stage: { type: code, codes: stage, standardise: [trim], authority: crm }
  pieces: { type: integer, authority: crm }
  weight: { type: decimal, authority: crm }
  ratio: { type: float, authority: crm }
  price: { type: money, currency: EUR, authority: crm }
  cost: { type: money, authority: crm }
  fee: { type: money, authority: crm }
  company: { type: ref, to: company, authority: crm }
  peer: { type: ref, to: company, authority: shop }
  rank: { type: ref, to: company, authority: shop }
  seen: { type: timestamp, authority: crm }
  open: { type: boolean, authority: crm }
  city: { type: text, authority: crm }
  extra: { type: json, authority: crm }
  mail: { type: email, standardise: [lower], authority: crm }
`,
});

/** A source of that model. */
export const sourceOf = (name: string): Source => namedSource(model, name);
/** Deals as one system holds them, in its own spelling. */
export const deals = compileMapping(model, sourceOf("deals"));
/** The same in a system that has fewer of their facts. */
export const orders = compileMapping(model, sourceOf("orders"));

/** A row by its columns. */
export type Fields = Readonly<Record<string, Raw>>;
export const rowOf = (fields: Fields) => ({ fields: new Map(Object.entries(fields)) });

/** What a row of deals states; throws where it is refused. */
export function seen(fields: Fields, mapping = deals): Observation {
  const observation = mapping.observe(rowOf(fields));
  if ("refused" in observation) throw new Error(observation.refused.message);
  return observation;
}
export const refusedOf = (fields: Fields, mapping = deals): Refusal | null => {
  const observation = mapping.observe(rowOf(fields));
  return "refused" in observation ? observation.refused : null;
};
export const claims = (observation: Observation) => Object.fromEntries(observation.claims);
/** What a deal states. */
export const deal = (fields: Fields) => seen({ id: "1", ...fields });

/** An attribute of a deal. */
export const attributeOf = (of: Model, name: string): Attribute => namedAttribute(of, "deal", name);
