import { createHash } from "node:crypto";
import type pg from "pg";
import type { GoldenFact } from "../src/core/golden/golden.ts";
import { type FactKey, factKey, logIndex, recordId } from "../src/core/ids.ts";
import type { ModelFile } from "../src/core/model/model.ts";
import { goldenToRow } from "../src/store/golden-row.ts";
import { seeded } from "./accounts.ts";

export const listModel: readonly ModelFile[] = [
  { path: "systems.yaml", text: "systems:\n  crm: { kind: record }\n" },
  {
    path: "project.yaml",
    text: `entity: project
sources:
  - { name: crm, system: crm, key: id, fields: { title: title, stage: stage, budget: budget, since: since } }
attributes:
  title:  { type: text, authority: crm, indexed: true }
  stage:  { type: text, authority: crm, indexed: true }
  budget: { type: decimal, authority: crm, indexed: true }
  since:  { type: date, authority: crm, indexed: true }
`,
  },
];

export const stages = ["draft", "review", "approved", "live", "paused", "done", "archived", "cancelled"];
const trades = ["Autumn", "Bakery", "Ceramics", "Docks", "Energy", "Fairs", "Gardens", "Harbour"];
export const titles = trades.flatMap((one) => trades.map((other) => `${one} ${other}`));
export const dayOf = (nth: number): string =>
  new Date(Date.UTC(2018, 0, 1) + (nth % 3_000) * 86_400_000).toISOString().slice(0, 10);

const batch = 5_000;

/**
 * Inserts the rows of entities alone, as the product encodes golden facts; no record and no entry stands behind them, so this
 * database is for listing only.
 */
export async function fillProjects(sql: pg.Client, count: number): Promise<void> {
  const random = seeded(11);
  for (let from = 0; from < count; from += batch) {
    const size = Math.min(batch, count - from);
    const rows = Array.from({ length: size }, (_, at) => projectRow(from + at, random));
    await sql.query({
      name: "fill",
      text: `insert into bailiwick.entity
               (log_id, entity_id, type, state, version, created, last_index, updated_at, golden, basis)
             select 1, id, 'project', 'active', 1, 1, 1, now(), golden::jsonb, basis::json
             from unnest($1::uuid[], $2::text[], $3::text[]) as r (id, golden, basis)`,
      values: [rows.map((one) => one.id), rows.map((one) => one.golden), rows.map((one) => one.basis)],
    });
  }
  await sql.query("vacuum analyze bailiwick.entity");
}

function projectRow(number: number, random: () => number) {
  const among = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
  const empty = random() < 0.02;
  const values: Readonly<Record<string, string | null>> = {
    title: `${among(titles)} ${number}`,
    stage: among(stages),
    budget: empty ? null : `${Math.floor(random() * 1_000_000)}.5`,
    since: dayOf(Math.floor(random() * 3_000)),
  };
  const record = uuidOf(`record ${number}`);
  const facts = Object.entries(values).map(([name, value]): [FactKey, GoldenFact] => [
    factKey(name),
    {
      value,
      basis: "authority",
      source: "crm",
      authority: "crm",
      record: recordId(record),
      since: logIndex(1),
      handover: null,
    },
  ]);
  return { id: uuidOf(`project ${number}`), ...goldenToRow(new Map(facts), (index) => index) };
}

/** A UUIDv8 that follows from a text. */
function uuidOf(text: string): string {
  const hex = createHash("sha256").update(text).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
