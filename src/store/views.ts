import pg from "pg";
import type { Attribute } from "../core/model/attribute.ts";
import type { EntityType, Model } from "../core/model/model.ts";
import type { ValueType } from "../core/model/value-type.ts";
import { refuse } from "../errors.ts";
import type { Effect } from "./commit.ts";
import type { Tx } from "./db.ts";
import { factText, literal, name } from "./fact-sql.ts";
import { databaseName } from "./identifier.ts";

/** The two schemas of views, and the role that reads each; `truth` leaves out what is personal or sensitive. */
const schemas = [
  { schema: "truth", role: "bailiwick_truth", also: "bailiwick_truth_personal", sealed: false },
  { schema: "truth_personal", role: "bailiwick_truth_personal", also: null, sealed: true },
] as const;

/** Makes the views of a model: one for each entity type in each schema; those of types that are gone are dropped. */
export function writeViews(log: number, model: Model): Effect {
  return async (tx) => {
    const roles = await rolesThere(tx);
    for (const { schema, role, also, sealed } of schemas) {
      const wanted = [...model.entities.values()].map((type) => databaseName(type.name));
      const there = await viewsOf(tx, schema);
      for (const gone of there) if (!wanted.includes(gone)) await dropView(tx, schema, gone);
      for (const type of model.entities.values()) {
        const view = `${name(schema)}.${name(databaseName(type.name))}`;
        await replaceView(tx, schema, databaseName(type.name), viewSql(log, view, type, sealed));
        for (const one of [role, also]) {
          if (one !== null && roles.has(one)) await tx.run(`grant select on ${view} to ${name(one)}`);
        }
      }
    }
  };
}

async function rolesThere(tx: Tx): Promise<ReadonlySet<string>> {
  const rows = await tx.many<{ rolname: string }>(
    "select rolname from pg_roles where rolname = any($1::text[]) order by rolname",
    [schemas.map((one) => one.role)],
  );
  return new Set(rows.map((row) => row.rolname));
}

async function viewsOf(tx: Tx, schema: string): Promise<readonly string[]> {
  const rows = await tx.many<{ viewname: string }>(
    "select viewname from pg_views where schemaname = $1 order by viewname",
    [schema],
  );
  return rows.map((row) => row.viewname);
}

/** Replaced where columns are only added, so that what others built on it stays; else dropped and made anew. */
async function replaceView(tx: Tx, schema: string, view: string, sql: string): Promise<void> {
  try {
    await tx.savepoint(async (inner) => inner.run(sql));
  } catch (error) {
    if (!(error instanceof pg.DatabaseError) || error.code !== invalidTableDefinition) throw error;
    await dropView(tx, schema, view);
    await tx.run(sql);
  }
}

const invalidTableDefinition = "42P16";
const dependentObjects = "2BP01";

async function dropView(tx: Tx, schema: string, view: string): Promise<void> {
  try {
    await tx.run(`drop view ${name(schema)}.${name(view)}`);
  } catch (error) {
    if (!(error instanceof pg.DatabaseError) || error.code !== dependentObjects) throw error;
    refuse(
      "view-depended-on",
      `The view ${schema}.${view} changes with the model, and something else depends on it.`,
      {
        hint: `${error.detail ?? ""} Drop that first, and make it again on the new view.`.trim(),
      },
    );
  }
}

function viewSql(log: number, view: string, type: EntityType, sealed: boolean): string {
  const columns = new Columns();
  for (const [column, expression] of fixedColumns) columns.add(column, expression);
  for (const attribute of type.attributes.values()) {
    if (attribute.sealed && !sealed) continue;
    columns.add(columnName(attribute), columnValue(attribute));
  }
  for (const attribute of type.attributes.values()) {
    if (attribute.sealed && !sealed) continue;
    for (const [beside, expression] of besides(
      columnName(attribute),
      attribute.type,
      factText(attribute.name),
    ))
      columns.add(beside, expression);
  }
  return `create or replace view ${view} as
    select ${columns.sql()} from bailiwick.entity
    where log_id = ${log} and type = ${literal(type.name)} and merged_into is null and state <> 'archived'`;
}

const fixedColumns = [
  ["_id", "entity_id"],
  ["_state", "state"],
  ["_version", "version"],
  ["_updated_at", "updated_at"],
  ["_basis", "bailiwick.basis_by_fact(golden, basis)"],
] as const;

/** The columns of one view. A name that is taken is told apart by underscores, so that none is lost. */
class Columns {
  readonly #columns = new Map<string, string>();

  add(column: string, expression: string): void {
    let free = databaseName(column);
    while (this.#columns.has(free)) free = databaseName(`${free}_`);
    this.#columns.set(free, expression);
  }

  sql(): string {
    return [...this.#columns].map(([column, expression]) => `${expression} as ${name(column)}`).join(", ");
  }
}

/** The column of an attribute; of one `per` a code list `title_de_de`, as nobody likes to quote. */
function columnName({ declared, qualifier }: Attribute): string {
  if (qualifier === null) return declared;
  return `${declared}_${qualifier.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "_")}`;
}

function columnValue(attribute: Attribute): string {
  const { name: fact, type, elements } = attribute;
  if (!elements || type.kind !== "list") return typedValue(type, factText(fact));
  // Each element is a fact: together they are the list, in the order of their keys.
  const element = type.of.kind === "group" ? "bailiwick.json(one.value)" : "to_json(one.value)";
  return `(select json_agg(${element} order by one.key collate "C") from jsonb_each_text(golden) one
    where starts_with(one.key, ${literal(`${fact}[`)}) and one.value is not null)`;
}

/** What stands in columns beside a value: the currency of money, the unit of a quantity, the fields of a group. */
function besides(column: string, type: ValueType, text: string): readonly (readonly [string, string])[] {
  switch (type.kind) {
    case "money":
      return [[`${column}_currency`, `nullif(split_part(${text}, ' ', 2), '')`]];
    case "quantity":
      return [[`${column}_unit`, `nullif(split_part(${text}, ' ', 2), '')`]];
    case "group":
      return [...type.fields.values()].flatMap((field) => {
        const inner = `(bailiwick.json(${text}) ->> ${literal(field.name)})`;
        const name = `${column}_${field.name}`;
        return [[name, typedValue(field.type, inner)] as const, ...besides(name, field.type, inner)];
      });
    default:
      return [];
  }
}

function typedValue(type: ValueType, text: string): string {
  switch (type.kind) {
    case "integer":
      return `bailiwick.whole(${text})`;
    case "decimal":
    case "money":
      return `bailiwick.amount(${text})`;
    case "float":
      return `bailiwick.float(${text})`;
    case "boolean":
      return `case ${text} when 'true' then true when 'false' then false end`;
    case "date":
      return `bailiwick.day(${text})`;
    case "timestamp":
      return type.zone ? `bailiwick.instant(${text})` : `(bailiwick.instant(${text}) at time zone 'UTC')`;
    case "ref":
      return `case when ${text} ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then ${text}::uuid end`;
    case "quantity":
      return `bailiwick.amount(split_part(${text}, ' ', 1))`;
    case "json":
    case "group":
    case "list":
      return `bailiwick.json(${text})`;
    case "text":
    case "email":
    case "phone":
    case "url":
    case "code":
      return text;
    default: {
      const unknown: never = type;
      return unknown;
    }
  }
}
