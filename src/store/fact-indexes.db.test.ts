import { expect, test } from "vitest";
import { apply, loadText, testHub } from "../../test/helpers/test-hub.ts";
import type { Hub } from "../app/hub.ts";

const model = (indexed: boolean) => ({
  "systems.yaml": "systems:\n  crm: { kind: record }\n",
  "project.yaml": `entity: project
sources:
  - { name: crm, system: crm, key: id, fields: { stage: stage, budget: budget, price: { from: price, currency: { from: currency } } } }
attributes:
  stage:  { type: text, authority: crm, indexed: ${indexed} }
  budget: { type: decimal, authority: crm, indexed: ${indexed} }
  price:  { type: money, authority: crm, indexed: ${indexed} }
`,
});

/** How many rows the planner expects of those that meet a condition. */
async function expected(hub: Hub, condition: string): Promise<number> {
  const row = await hub.database.reader.one<{ "QUERY PLAN": readonly { Plan: { "Plan Rows": number } }[] }>(
    `explain (format json) select entity_id from bailiwick.entity
     where log_id = 1 and type = 'project' and merged_into is null and ${condition}`,
  );
  return row?.["QUERY PLAN"][0]?.Plan["Plan Rows"] ?? Number.NaN;
}

test("the planner knows how indexed facts are spread, so that it walks the index that leads to a page soonest", async () => {
  const { hub } = await testHub(model(true));
  const rows = Array.from({ length: 2_000 }, (_, at) => {
    const [budget, currency] = [at % 10 === 0 ? "" : at, at % 4 === 0 ? "EUR" : "USD"];
    return `${at},${at % 2 === 0 ? "live" : "done"},${budget},${at},${currency}`;
  });
  await loadText(hub, "crm", ["id,stage,budget,price,currency", ...rows].join("\n"));

  await hub.database.maintain((session) => session.run("analyze bailiwick.entity"));

  const stage = `left(golden ->> 'stage', 200) = 'live' collate "C"`;
  const budget = "bailiwick.amount(golden ->> 'budget')";
  expect(await expected(hub, stage)).toBeCloseTo(1_000, -2);
  expect(await expected(hub, `${budget} is null`)).toBeCloseTo(200, -2);
  expect(await expected(hub, `${budget} < 500`)).toBeCloseTo(450, -2);
  expect(await expected(hub, `split_part(golden ->> 'price', ' ', 2) = 'EUR' collate "C"`)).toBeCloseTo(
    500,
    -2,
  );
});

test("indexes and statistics of attributes that are no longer declared as indexed are dropped", async () => {
  const { hub } = await testHub(model(true));
  const made = async () =>
    hub.database.reader.many<{ name: string }>(
      `select relname as name from pg_class where starts_with(relname, 'entity_fact_')
       union all select stxname from pg_statistic_ext where starts_with(stxname, 'entity_fact_') order by 1`,
    );
  const before = await made();

  await apply(hub, model(false));

  expect(before).toHaveLength(7);
  expect(await made()).toEqual([]);
});
