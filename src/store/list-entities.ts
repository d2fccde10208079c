import pg from "pg";
import type { Standing } from "../core/golden/golden.ts";
import type { ValueType } from "../core/model/value-type.ts";
import { refuse } from "../errors.ts";
import type { Reader } from "./db.ts";
import { collation, literal, sortedCharacters, sortKeyOf } from "./fact-sql.ts";
import {
  type EntityAsRead,
  type EntityReadRow,
  entityFromReadRow,
  entityReadColumns,
} from "./read-entity.ts";
import { askedText, elementsOf, someElement, type ValueAsked } from "./value-asked.ts";

export type FactOp = "eq" | "ne" | "lt" | "lte" | "gt" | "gte" | "in" | "prefix" | "contains" | "empty";

/** A condition on a value, what it is compared with in canonical text; `asked` `null` is the id. */
export interface FactCondition {
  readonly asked: ValueAsked | null;
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
  readonly sort: { readonly asked: ValueAsked; readonly descending: boolean } | null;
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
  try {
    return await pageAfter(sql, listing);
  } catch (error) {
    if (!(error instanceof pg.DatabaseError) || error.code !== queryCanceled) throw error;
    const plain = unindexed(listing).map(({ fact }) => fact);
    return refuse("list-too-slow", "There is too much to look through for a list.", {
      hint:
        plain.length === 0
          ? "Ask more narrowly."
          : `Declare \`indexed: true\` in the model on what it is asked by: ${[...new Set(plain)].join(", ")}. Or ask more narrowly.`,
    });
  }
}

const queryCanceled = "57014";

/** What a list is asked by that no index answers, so that rows are looked through. */
export const unindexed = ({ where, sort }: Pick<EntityListing, "where" | "sort">): readonly ValueAsked[] =>
  [...where, ...(sort === null ? [] : [sort])].flatMap(({ asked }) =>
    asked === null || asked.indexed ? [] : [asked],
  );

async function pageAfter(sql: Reader, listing: EntityListing): Promise<readonly ListedEntity[]> {
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
  const key = sort === null ? null : sortKeyOf(sort.asked);
  const parts = sort === null || key === null ? [] : key.parts(askedText(sort.asked));
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

function conditionSql({ asked, op, values, empty }: FactCondition, given: Values): string {
  if (asked === null) return idCondition(op, values, given);
  if (op === "empty" && asked.elements) return `${empty ? "not " : ""}${someElement(asked)}`;
  const [value = ""] = values;
  if (op === "contains") {
    const one = given.add(value, "text");
    return `exists (select from ${elementsOf(asked)} as element where ${sameElement(asked.type, "value", one)})`;
  }
  const text = askedText(asked);
  const key = sortKeyOf(asked);
  const parts = key.parts(text);
  const [leading = ""] = parts;
  if (op === "empty") return `${leading} is ${empty ? "null" : "not null"}`;
  if (op === "prefix") {
    // A text lies between its beginning and the same beginning with the last code point there is behind it.
    const from = given.add(value, "text");
    return `${leading} >= left(${from}, ${sortedCharacters}) collate "C"
      and ${leading} < (left(${from}, ${sortedCharacters - 1}) || U&'\\+10FFFF') collate "C"
      and starts_with(${text}, ${from})`;
  }
  const keyOf = (wanted: string) => {
    const one = given.add(wanted, "text");
    const asked = key.parts(one).map((part, at) => `${part}${collation(key.types[at] ?? "text")}`);
    const same = `(${parts.join(", ")}) ${op === "in" ? "=" : comparisons[op]} (${asked.join(", ")})`;
    // Texts that are longer than their key are told apart by the whole of them.
    const whole = (op === "eq" || op === "in") && wanted.length > sortedCharacters;
    return whole ? `(${same} and ${text} = ${one})` : same;
  };
  return op === "in" ? `(${values.map(keyOf).join(" or ")})` : keyOf(value);
}

/** Whether an element is the one that is asked for: amounts and instants by what they are, and not by how they are written. */
function sameElement(type: ValueType, element: string, wanted: string): string {
  if (type.kind !== "list") return "false";
  const of = type.of.kind === "group" ? type.of.fields.get(type.keyedBy ?? "")?.type : type.of;
  // A list that is not resolved anew yet may hold what was no group under the model before.
  if (of === undefined) return `bailiwick.json(${element})::jsonb = ${wanted}::jsonb`;
  const { parts, types } = sortKeyOf({ type: of });
  // The key of a text is but its beginning.
  if (types.length === 1 && types[0] === "text") return `${element} = ${wanted}`;
  const asked = parts(wanted);
  return parts(element)
    .map((part, at) => `${part} = ${asked[at]}`)
    .join(" and ");
}

function idCondition(op: FactOp, values: readonly string[], given: Values): string {
  if (op === "in") return `entity_id = any(${given.add(values, "uuid[]")})`;
  if (op === "empty" || op === "prefix" || op === "contains") return "false";
  return `entity_id ${comparisons[op]} ${given.add(values[0] ?? null, "uuid")}`;
}
