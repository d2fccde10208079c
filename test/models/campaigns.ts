/**
 * The model by which the product is explained, as its documents print it, but for `approve`, which is not yet spoken.
 */
export const campaigns = {
  "systems.yaml": `systems:
  crm:       { kind: record,     connector: postgres, url: "\${CRM_URL}", writable: true, custodian: sales-ops }
  cms:       { kind: record,     connector: postgres, url: "\${CMS_URL}", writable: true }
  ops:       { kind: engagement, connector: postgres, url: "\${OPS_URL}", writable: true }
  finance:   { kind: record,     connector: file, path: ./drop/finance }
  warehouse: { kind: insight,    connector: postgres, url: "\${DW_URL}", writable: true }
codes:                            # code lists: ours, its title, and what each system writes for it
  stage:
    draft:  { title: Draft,  crm: "D" }
    live:   { title: Live,   crm: "L" }
    closed: { title: Closed, crm: "C" }
people:
  marketing-ops: { title: Marketing operations, members: [ana@example.org, li@example.org] }
  head-of-marketing: { members: [mo@example.org] }
`,
  "campaign.yaml": `entity: campaign
title: Campaign
description: A planned marketing effort with a budget and an owner.
domain: marketing
owner: head-of-marketing
steward: marketing-ops
match-on: [ [code] ]              # records with equal values are the same entity
exists: { authority: crm, on-delete: retire }
sources:
  - { name: crm, system: crm, table: public.campaigns, key: id, link: "https://crm.example/campaigns/{key}",
      fields: { code: code, name: name, stage: { from: status, codes: stage }, owner_email: owner, budget: budget } }
  - { name: ops, system: ops, table: public.routing, key: id,
      fields: { code: campaign, name: campaign_name, owner_email: owner } }
  - { name: budgets, system: finance, file: "budgets-*.csv", key: code, fields: { code: code, budget: amount } }
  - { name: mart, system: warehouse, table: marts.campaign, key: code, fields: { code: code, name: name } }
attributes:
  code:  { type: text, required: true, standardise: [trim, upper], authority: crm }
  name:
    type: text
    authority: crm
    copies: [ ops, { source: mart, within: 1h } ]          # default freshness: 60 s
    on-divergence: overwrite
    correct: "Rename the campaign in the CRM; it reaches the copies within a minute."
  stage: { type: code, codes: stage, authority: crm }
  owner_email:
    type: email
    personal: user.contact.email                           # category of personal data
    subject: value                                         # the person is the one the value names, not the campaign
    authority:                                             # depends on the stage: the first that holds
      - { system: ops, when: "stage == 'draft'" }
      - { system: crm }
    copies: [ ops, crm ]                                   # each of them while it is not the authority
    edits: { propose-from: [ ops ], override: { by: marketing-ops, days: 30 } }
  budget: { type: money, currency: EUR, authority: finance, fallback: [ crm ] }
rules:
  - { name: budget-positive, scope: entity, check: "budget > 0", severity: error, dimension: conformity }
`,
  "content.yaml": `entity: content
match-on: []
sources:
  - { name: pages, system: cms, table: public.pages, key: slug,
      fields: { headline: title, campaign: { from: campaign, by: code }, campaign_name: campaign_label } }
attributes:
  headline:      { type: text, authority: cms }
  campaign:      { type: ref, to: campaign, authority: cms }
  campaign_name: { copy-of: campaign.name, copies: [ cms ], on-divergence: overwrite }
`,
} as const;
