import { resolve } from "node:path";
import pg from "pg";
import { expect, onTestFinished, test } from "vitest";
import { makeTestDatabase, testDatabase } from "../../test/helpers/database.ts";
import { statement } from "../../test/helpers/database-server.ts";
import { hubWith, loadRows } from "../../test/helpers/hub.ts";
import { migrate, readMigrations } from "./migrate.ts";

const yaml = {
  "m.yaml": `systems: { shop: {} }
entity: item
sources:
  - name: shop
    system: shop
    key: id
    fields: { whole: whole, part: part, approx: approx, price: price, flag: flag, day: day, at: at, local: local, doc: doc, note: note, owner: owner }
attributes:
  whole: { type: integer, authority: shop }
  part: { type: decimal, authority: shop }
  approx: { type: float, authority: shop }
  price: { type: money, currency: EUR, authority: shop }
  flag: { type: boolean, authority: shop }
  day: { type: date, authority: shop }
  at: { type: timestamp, authority: shop }
  local: { type: timestamp, zone: false, authority: shop }
  doc: { type: json, authority: shop }
  note: { type: text, authority: shop }
  owner: { type: email, personal: user.contact.email, authority: shop }
`,
};

const row = {
  id: "1",
  whole: "9223372036854775807",
  part: `-0.${"1".repeat(900)}`,
  approx: "5e-324",
  price: "48000.00",
  flag: true,
  day: "2024-02-29",
  at: "2026-11-30T10:00:00.5+02:00",
  local: "2026-11-30T10:00",
  doc: '{"a":[1]}',
  note: "It's",
  owner: "ana@example.org",
};

async function ask(url: string, sql: string): Promise<Record<string, unknown>> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query(sql);
    expect(rows).toHaveLength(1);
    return rows[0];
  } finally {
    await client.end();
  }
}

test("a view has each fact as a value of its own type, exactly", async () => {
  const { url, database } = await testDatabase();
  const hub = await hubWith(database, yaml);
  await loadRows(hub, "shop", [row]);

  const typed = await ask(
    url,
    `select whole::text, pg_typeof(whole)::text as whole_type, part::text, pg_typeof(part)::text as part_type,
            approx::text, price::text, pg_typeof(price)::text as price_type, price_currency, flag,
            day::text, pg_typeof(day)::text as day_type, extract(epoch from at)::text as at, local::text,
            doc, note, owner, _basis -> 'price' ->> 'basis' as basis, _version, _state
     from truth_personal.item order by _id`,
  );

  expect(typed).toEqual({
    whole: row.whole,
    whole_type: "bigint",
    part: row.part,
    part_type: "numeric",
    approx: "5e-324",
    price: "48000.00",
    price_type: "numeric",
    price_currency: "EUR",
    flag: true,
    day: "2024-02-29",
    day_type: "date",
    at: "1796025600.500000",
    local: "2026-11-30 10:00:00",
    doc: { a: [1] },
    note: "It's",
    owner: "ana@example.org",
    basis: "authority",
    _version: 1,
    _state: "active",
  });
});

test("the view for everyone has no column of what is personal", async () => {
  const { url, database } = await testDatabase();
  const hub = await hubWith(database, yaml);
  await loadRows(hub, "shop", [row]);

  const columns = Object.keys(await ask(url, "select item.* from truth.item order by _id"));

  expect(columns).toContain("price");
  expect(columns).not.toContain("owner");
});

test("the reading roles may connect to a database that is closed to everyone else", async () => {
  const { url, drop } = await makeTestDatabase({ empty: true });
  onTestFinished(drop);
  const closed = "execute format('revoke all on database %I from public', current_database());";
  await statement(url, `do $$ begin ${closed} end $$`);
  await migrate(url, await readMigrations(resolve("migrations")));

  const rights = await ask(
    url,
    `select has_database_privilege('bailiwick_truth', current_database(), 'connect') as truth,
            has_database_privilege('bailiwick_truth_personal', current_database(), 'connect') as personal`,
  );

  expect(rights).toEqual({ truth: true, personal: true });
});

test("whoever is given a reading role reads its views, and nothing behind them", async () => {
  const { url, database } = await testDatabase();
  const hub = await hubWith(database, yaml);
  await loadRows(hub, "shop", [row]);

  const rights = await ask(
    url,
    `select has_table_privilege('bailiwick_truth', 'truth.item', 'select') as reads,
            has_schema_privilege('bailiwick_truth', 'truth_personal', 'usage') as personal,
            has_table_privilege('bailiwick_truth_personal', 'truth_personal.item', 'select') as reads_personal,
            has_table_privilege('bailiwick_truth_personal', 'truth.item', 'select') as reads_both,
            has_schema_privilege('bailiwick_truth', 'bailiwick', 'usage') as behind`,
  );

  expect(rights).toEqual({
    reads: true,
    personal: false,
    reads_personal: true,
    reads_both: true,
    behind: false,
  });
});
