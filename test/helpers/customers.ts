import { waiveDivergence } from "../../src/app/edit/waive-copy.ts";
import type { Hub } from "../../src/app/hub.ts";
import { listDivergences } from "../../src/app/read/divergences.ts";
import { seesAll } from "../../src/app/read/viewer.ts";
import { listWaivers } from "../../src/app/read/waivers.ts";
import type { EntityId } from "../../src/core/ids.ts";
import { inDays } from "./days.ts";
import { entityOf, loadText, testHub } from "./test-hub.ts";

/** Customers of whom three systems know the name, which each of them decides on at its time. */
export const customers = {
  "model.yaml": `systems:
  crm: { kind: record }
  desk: { kind: engagement }
  erp: { kind: record }
people:
  treasury: { members: [bo, mo] }
entity: customer
domain: sales
match-on: [ [code] ]
sources:
  - { name: crm, system: crm, key: id, fields: { code: code, name: name, stage: stage, iban: iban } }
  - { name: desk, system: desk, key: id, fields: { code: code, name: name, iban: iban } }
  - { name: erp, system: erp, key: id, fields: { code: code, name: name } }
attributes:
  code: { type: text, authority: crm, fallback: [desk] }
  stage: { type: text, authority: crm }
  name:
    type: text
    authority: [ { system: desk, when: "stage == 'lead'" }, { system: crm } ]
    handover: adopt
    copies: [ crm, { source: desk, within: 1h }, { source: erp, within: 1h } ]
    on-divergence: overwrite
    edits: { override: { days: 400 } }
  iban: { type: text, authority: crm, copies: [desk], approve: { for: [source], by: treasury, meanwhile: none } }
`,
} as const;

/** Someone who edits, whatever version there is. */
export const edit = { cause: "fact" as const, actor: "t1", ifVersion: null, idempotency: null };

export async function customer() {
  const made = await testHub(customers);
  const { hub } = made;
  await crm(hub, "Ada Lovelace Ltd");
  await desk(hub, "Ada");
  return { ...made, entity: await entityOf(hub, "crm", "1") };
}

export const crm = (hub: Hub, name: string, { stage = "won", iban = "A", key = "1", code = "X" } = {}) =>
  loadText(hub, "crm", `id,code,name,stage,iban\n${key},${code},${name},${stage},${iban}\n`);
export const desk = (hub: Hub, name: string, { key = "d", code = "X", iban = "A" } = {}) =>
  loadText(hub, "desk", `id,code,name,iban\n${key},${code},${name},${iban}\n`);
export const erp = (hub: Hub, name: string) => loadText(hub, "erp", `id,code,name\ne,X,${name}\n`);

export const leave = (
  hub: Hub,
  entity: EntityId,
  more: Partial<Parameters<typeof waiveDivergence>[1]> = {},
) =>
  waiveDivergence(hub, {
    ...{ ...edit, entity, attribute: "name", source: "desk", key: null },
    ...{ by: "ana", reason: "no room there", until: inDays(30), replaces: null },
    ...more,
  });

/** Each divergence of names as `source cause state`. */
export async function names(hub: Hub): Promise<readonly string[]> {
  const all = await Promise.all(
    (["open", "allowed"] as const).map((state) =>
      listDivergences(hub, seesAll, { limit: 100, cursor: null, filter: { state, attribute: "name" } }),
    ),
  );
  const items = all.flatMap(({ items }) => items);
  return items.map((one) => `${one.source} ${String(one.held)} ${one.cause} ${one.state}`).toSorted();
}

export const waivers = async (hub: Hub) =>
  (await listWaivers(hub, seesAll, { limit: 10, cursor: null, filter: {} })).items;
