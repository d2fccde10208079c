import type pg from "pg";
import {
  boolArray,
  byteaArray,
  int4Array,
  int8Array,
  jsonArray,
  jsonbArray,
  textArray,
  uuidArray,
} from "../src/store/binary-array.ts";

/**
 * The very rows that a load resulted in, inserted into the same empty tables of another database: by `unnest`, with the same
 * binary arrays, on one connection, in batches of 2,000 records, with nothing computed.
 */
export interface BareRows {
  /** Rows of one table, in the order in which they are inserted; a value for each column. */
  readonly batches: readonly (readonly TableRows[])[];
  readonly rows: number;
}

interface TableRows {
  readonly table: Table;
  readonly columns: readonly (readonly unknown[])[];
}

interface Table {
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
}

/** By table: the index of the entry that each row came with. `$1` and `$2` bound it, the second excluded. */
const came: Readonly<Record<string, string>> = {
  record: "from bailiwick.record t where t.last_index >= $1 and t.last_index < $2",
  entity: "from bailiwick.entity t where t.created >= $1 and t.created < $2",
  entry: "from bailiwick.entry t where t.index >= $1 and t.index < $2",
  sealed: "from bailiwick.sealed t where t.index >= $1 and t.index < $2",
  subject_key: `from bailiwick.subject_key t
    join (select coalesce(s.subject_id, r.record_id) as subject_id, min(s.index) as came_with from bailiwick.sealed s
          left join bailiwick.record r on r.created = s.index group by 1) s using (subject_id)
    where came_with >= $1 and came_with < $2`,
  lookup: `from bailiwick.lookup t join bailiwick.record r using (log_id, record_id)
    where r.last_index >= $1 and r.last_index < $2`,
  divergence: "from bailiwick.divergence t where t.opened >= $1 and t.opened < $2",
  finding: "from bailiwick.finding t where t.opened >= $1 and t.opened < $2",
  duplicate: "from bailiwick.duplicate t where t.opened >= $1 and t.opened < $2",
};
const cameWith: Readonly<Record<string, string>> = {
  record: "t.last_index",
  entity: "t.created",
  entry: "t.index",
  sealed: "t.index",
  subject_key: "came_with",
  lookup: "r.last_index",
  divergence: "t.opened",
  finding: "t.opened",
  duplicate: "t.opened",
};

/** Reads what the entries of a range of the log brought, in batches of as many entries as are given. */
export async function readRows(
  from: pg.Client,
  range: { readonly first: number; readonly next: number; readonly batch: number },
): Promise<BareRows> {
  const count = Math.ceil((range.next - range.first) / range.batch);
  const batches: TableRows[][] = Array.from({ length: count }, () => []);
  let all = 0;
  for (const table of await tablesOf(from)) {
    const names = table.columns.map(({ name, type }) => (asText(type) ? `t."${name}"::text` : `t."${name}"`));
    const key = await primaryKeyOf(from, table.name);
    const { rows } = await from.query<unknown[]>({
      text: `select ${cameWith[table.name]}, ${names.join(", ")} ${came[table.name]} order by ${key}`,
      values: [range.first, range.next],
      rowMode: "array",
    });
    all += rows.length;
    const parts: unknown[][][] = Array.from({ length: count }, () => table.columns.map(() => []));
    for (const [index, ...values] of rows) {
      const part = parts[Math.floor((Number(index) - range.first) / range.batch)];
      for (const [at, value] of values.entries()) part?.[at]?.push(value);
    }
    for (const [at, columns] of parts.entries()) {
      if ((columns[0]?.length ?? 0) > 0) batches[at]?.push({ table, columns });
    }
  }
  return { batches, rows: all };
}

/** Inserts the rows, a transaction for each batch; gives the seconds that it took. */
export async function insertRows(into: pg.Client, { batches }: BareRows): Promise<number> {
  const started = performance.now();
  for (const batch of batches) {
    await into.query("begin");
    for (const { table, columns } of batch) {
      await into.query({
        name: `bare ${table.name}`,
        text: insertOf(table),
        values: table.columns.map(({ type }, at) => encoded(type, columns[at] ?? [])),
      });
    }
    await into.query("commit");
  }
  return (performance.now() - started) / 1000;
}

function insertOf({ name, columns }: Table): string {
  const names = columns.map((one) => `"${one.name}"`).join(", ");
  const values = columns.map((one, at) => `c${at}::${one.type}`).join(", ");
  const arrays = columns.map((one, at) => `$${at + 1}::${sentAs(one.type)}[]`).join(", ");
  const aliases = columns.map((_, at) => `c${at}`).join(", ");
  return `insert into bailiwick.${name} (${names}) select ${values} from unnest(${arrays}) as r (${aliases})`;
}

const sentAs = (type: string): string =>
  type === "int2" ? "int4" : type === "timestamptz" || type === "date" ? "text" : type;
/** Types that are read as their text, so that they go back as they are. */
const asText = (type: string): boolean =>
  type === "jsonb" || type === "json" || type === "timestamptz" || type === "date";

function encoded(type: string, values: readonly unknown[]): Buffer {
  switch (type) {
    case "int2":
    case "int4":
      return int4Array(values as number[]);
    case "int8":
      return int8Array(values.map((value) => (value === null ? null : Number(value))));
    case "bool":
      return boolArray(values as boolean[]);
    case "bytea":
      return byteaArray(values as (Buffer | null)[]);
    case "uuid":
      return uuidArray(values as (string | null)[]);
    case "json":
      return jsonArray(values as (string | null)[]);
    case "jsonb":
      return jsonbArray(values as (string | null)[]);
    case "text":
    case "timestamptz":
    case "date":
      return textArray(values as (string | null)[]);
    default:
      throw new Error(`The baseline cannot send the type ${type}.`);
  }
}

async function tablesOf(client: pg.Client): Promise<Table[]> {
  const { rows } = await client.query<{ name: string; columns: Table["columns"] }>(
    `select c.relname as name,
            json_agg(json_build_object('name', a.attname, 'type', t.typname) order by a.attnum) as columns
     from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     join pg_type t on t.oid = a.atttypid
     where c.relnamespace = 'bailiwick'::regnamespace and c.relname = any($1) group by c.relname order by c.relname`,
    [Object.keys(came)],
  );
  return rows;
}

async function primaryKeyOf(client: pg.Client, table: string): Promise<string> {
  const { rows } = await client.query<{ key: string }>(
    `select string_agg('t."' || a.attname || '"' || case when a.atttypid = 'text'::regtype then ' collate "C"' else '' end, ', '
                       order by k.nth) as key
     from pg_index i, unnest(i.indkey) with ordinality k (attnum, nth), pg_attribute a
     where i.indrelid = ('bailiwick.' || $1)::regclass and i.indisprimary and a.attrelid = i.indrelid and a.attnum = k.attnum`,
    [table],
  );
  return rows[0]?.key ?? "1";
}

/** One plain insert of the records as JSON into one table with a primary key: 2,000 a statement. */
export async function insertJson(
  into: pg.Client,
  rows: readonly { readonly key: string; readonly json: string }[],
): Promise<number> {
  await into.query("create table if not exists public.plain (key text primary key, doc jsonb not null)");
  const started = performance.now();
  for (let from = 0; from < rows.length; from += 2_000) {
    const part = rows.slice(from, from + 2_000).toSorted((a, b) => (a.key < b.key ? -1 : 1));
    await into.query({
      name: "plain json",
      text: "insert into public.plain (key, doc) select * from unnest($1::text[], $2::jsonb[])",
      values: [textArray(part.map((one) => one.key)), jsonbArray(part.map((one) => one.json))],
    });
  }
  return (performance.now() - started) / 1000;
}
