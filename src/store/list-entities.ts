import type { Standing } from "../core/golden/golden.ts";
import type { Attribute } from "../core/model/attribute.ts";
import type { Reader } from "./db.ts";
import { collation, factText, literal, sortedCharacters, sortKeyOf } from "./fact-sql.ts";
import {
  type EntityAsRead,
  type EntityReadRow,
  entityFromReadRow,
  entityReadColumns,
} from "./read-entity.ts";

export type FactOp = "eq" | "ne" | "lt" | "lte" | "gt" | "gte" | "in" | "prefix" | "empty";

/** A condition on an indexed fact, its values in canonical text; `attribute` `null` is the id. */
export interface FactCondition {
  readonly attribute: Attribute | null;
  readonly op: FactOp;
  readonly values: readonly string[];
  /** Of `empty`: whether it is to be empty. */
  readonly empty: boolean;
}

export interface EntityListing {
  readonly log: number;
  readonly type: string;
  /** Which of them by their state; `null`: all but the archived, `any`: all. */
  readonly state: Standing | "any" | null;
  readonly where: readonly FactCondition[];
  readonly sort: { readonly attribute: Attribute; readonly descending: boolean } | null;
  readonly after: ListPosition | null;
  readonly limit: number;
}

/** Where a page ended: the parts of the sort key as text, all `null` among those without a value, and the id. */
export interface ListPosition {
  readonly key: readonly (string | null)[];
  readonly id: string;
}

export interface ListedEntity extends EntityAsRead {
  readonly position: ListPosition;
}

/**
 * Entities of one type that meet every condition, in the order of a fact and then of the id, those without a value last.
 * They are asked for in two parts, with a value and without, because only so each is one walk along an index.
 */
export async function entitiesAfter(sql: Reader, listing: EntityListing): Promise<readonly ListedEntity[]> {
  const { sort, after, limit } = listing;
  if (sort === null) return part(sql, listing, null, after, limit);
  const inValues = after === null || after.key.some((one) => one !== null);
  const first = inValues ? await part(sql, listing, "with", after, limit) : [];
  if (first.length === limit) return first;
  const rest = await part(sql, listing, "without", inValues ? null : after, limit - first.length);
  return [...first, ...rest];
}

async function part(
  sql: Reader,
  { log, type, state, where, sort }: EntityListing,
  which: "with" | "without" | null,
  after: ListPosition | null,
  limit: number,
): Promise<ListedEntity[]> {
  const values = new Values();
  const key = sort === null ? null : sortKeyOf(sort.attribute);
  const parts = sort === null || key === null ? [] : key.parts(factText(sort.attribute.name));
  const [leading] = parts;
  const conditions = [
    `log_id = ${values.add(log, "int2")}`,
    `type = ${literal(type)} and merged_into is null`,
    ...(state === "any" ? [] : [state === null ? "state <> 'archived'" : `state = ${literal(state)}`]),
    ...where.map((one) => conditionSql(one, values)),
    ...(which === null || leading === undefined
      ? []
      : [`${leading} is ${which === "with" ? "not null" : "null"}`]),
  ];
  const sortedBy = which === "with" ? [...parts, "entity_id"] : ["entity_id"];
  const collations = which === "with" ? (key?.types ?? []).map(collation) : [];
  const descending = sort?.descending === true && which === "with";
  if (after !== null) {
    const types = which === "with" ? (key?.types ?? []) : [];
    const given = [
      ...types.map((one, at) => values.add(after.key[at] ?? null, one) + collation(one)),
      values.add(after.id, "uuid"),
    ];
    conditions.push(`(${sortedBy.join(", ")}) ${descending ? "<" : ">"} (${given.join(", ")})`);
  }
  const order = sortedBy
    .map((one, at) => `${one}${collations[at] ?? ""} ${descending ? "desc" : "asc"}`)
    .join(", ");
  const keyTexts = parts.map((one, at) => `${textOf(one, key?.types[at] ?? "text")} as k${at}`);
  const rows = await sql.many<EntityReadRow & Record<string, unknown>>(
    `select ${[entityReadColumns, ...keyTexts].join(", ")} from bailiwick.entity
     where ${conditions.join("\n       and ")} order by ${order} limit ${values.add(limit, "int8")}`,
    values.list,
  );
  return rows.map((row) => ({
    ...entityFromReadRow(row),
    position: { key: parts.map((_, at) => (row[`k${at}`] as string | null) ?? null), id: row.entity_id },
  }));
}

const textOf = (expression: string, type: string): string =>
  type === "timestamptz"
    ? `to_char(${expression} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`
    : `(${expression})::text`;

/** Parameters, numbered as they are added, each with its type said. */
class Values {
  readonly list: unknown[] = [];

  add(value: unknown, type: string): string {
    this.list.push(value);
    return `$${this.list.length}::${type}`;
  }
}

const comparisons = { eq: "=", ne: "<>", lt: "<", lte: "<=", gt: ">", gte: ">=" } as const;

function conditionSql({ attribute, op, values, empty }: FactCondition, given: Values): string {
  if (attribute === null) return idCondition(op, values, given);
  const key = sortKeyOf(attribute);
  const parts = key.parts(factText(attribute.name));
  const [leading = ""] = parts;
  if (op === "empty") return `${leading} is ${empty ? "null" : "not null"}`;
  const [value = ""] = values;
  if (op === "prefix") {
    // A text lies between its beginning and the same beginning with the last code point there is behind it.
    const from = given.add(value, "text");
    return `${leading} >= left(${from}, ${sortedCharacters}) collate "C"
      and ${leading} < (left(${from}, ${sortedCharacters - 1}) || U&'\\+10FFFF') collate "C"
      and starts_with(${factText(attribute.name)}, ${from})`;
  }
  const keyOf = (text: string) => {
    const one = given.add(text, "text");
    const asked = key.parts(one).map((part, at) => `${part}${collation(key.types[at] ?? "text")}`);
    const same = `(${parts.join(", ")}) ${op === "in" ? "=" : comparisons[op]} (${asked.join(", ")})`;
    // Texts that are longer than their key are told apart by the whole of them.
    const whole = (op === "eq" || op === "in") && text.length > sortedCharacters;
    return whole ? `(${same} and ${factText(attribute.name)} = ${one})` : same;
  };
  return op === "in" ? `(${values.map(keyOf).join(" or ")})` : keyOf(value);
}

function idCondition(op: FactOp, values: readonly string[], given: Values): string {
  if (op === "in") return `entity_id = any(${given.add(values, "uuid[]")})`;
  if (op === "empty" || op === "prefix") return "false";
  return `entity_id ${comparisons[op]} ${given.add(values[0] ?? null, "uuid")}`;
}
