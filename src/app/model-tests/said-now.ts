import { attributeOf, factKey } from "../../core/ids.ts";
import type { RecordStep } from "../../core/model-tests/model-test.ts";
import type { Raw } from "../../core/value/raw.ts";
import type { atTheDoor } from "../load/door.ts";

/** What a record says, as the steps of a test have it. */
export interface Said {
  /** `null` where the claims are given in the form of the model. */
  readonly columns: ReadonlyMap<string, Raw> | null;
  readonly claims: RecordStep["claims"];
  readonly links: RecordStep["links"];
  /** From when until when what it says by fact is true; `null`: ever. */
  readonly valid: RecordStep["valid"];
}

/** What a record says now: what it said before, but for what the step says anew, or that it is silent about. */
export function saidNow(
  before: Said | undefined,
  {
    columns,
    claims,
    links,
    without,
    valid,
  }: Pick<RecordStep, "columns" | "claims" | "links" | "without" | "valid">,
): Said {
  const silent = new Set(without);
  const over = <Key extends string, Value>(was: ReadonlyMap<Key, Value>, is: ReadonlyMap<Key, Value>) =>
    new Map([...was, ...is].filter(([name]) => !silent.has(name)));
  // Where nothing is given but the record, its source writes it: the columns of its key alone may link it.
  const byFact = claims.size + links.size > 0 || valid !== null;
  const asColumns = columns.size > 0 || (!byFact && before?.columns !== null);
  // A list that is stated as a whole is stated anew.
  const stays = [...(before?.claims ?? [])].filter(
    ([fact]) => claims.get(factKey(attributeOf(fact))) !== null || attributeOf(fact) === fact,
  );
  return {
    valid: valid ?? before?.valid ?? null,
    columns: asColumns ? over(before?.columns ?? new Map(), columns) : null,
    claims: over(new Map(stays), claims),
    links: over(before?.links ?? new Map(), links),
  };
}

/** The row as its source would hand it over: the columns of the key are those of the address unless the step says otherwise. */
export function batchOf(
  keyColumns: readonly string[],
  key: string,
  { columns }: Pick<Said, "columns">,
): Parameters<typeof atTheDoor>[1] {
  const parts = keyColumns.length === 1 ? [key] : partsOf(key);
  const fields = new Map<string, Raw>(keyColumns.map((column, at) => [column, parts[at] ?? null]));
  for (const [column, raw] of columns ?? []) fields.set(column, raw);
  return { rows: [{ line: 1, fields, bytes: new Uint8Array() }], refused: [] };
}

function partsOf(key: string): readonly string[] {
  try {
    const parsed: unknown = JSON.parse(key);
    return Array.isArray(parsed) ? parsed.map(String) : [key];
  } catch (error) {
    if (error instanceof SyntaxError) return [key];
    throw error;
  }
}
