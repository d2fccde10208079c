import type { ValueType } from "../core/model/value-type.ts";
import { factText, literal } from "./fact-sql.ts";

/** A value in an entity's row by which lists may be asked. */
export interface ValueAsked {
  readonly fact: string;
  /** A field of the group that the fact is; `null` for the fact itself. */
  readonly field: string | null;
  readonly type: ValueType;
  readonly indexed: boolean;
  /** Whether it is a list each element of which is a fact of its own, `hazards[acid]`, so that none is the list. */
  readonly elements: boolean;
}

/** Its canonical text. */
export const askedText = ({ fact, field }: Pick<ValueAsked, "fact" | "field">): string =>
  field === null ? factText(fact) : `(bailiwick.json(${factText(fact)}) ->> ${literal(field)})`;

/** Whether a list has elements that are facts of their own. */
export const someElement = ({ fact }: Pick<ValueAsked, "fact">): string =>
  `exists (select from jsonb_each_text(golden) as each (fact, value)
           where value is not null and starts_with(fact, ${literal(`${fact}[`)}))`;

/** The elements of a list that is one fact, as rows of `value`: of a keyed list the keys; of other groups their JSON. */
export function elementsOf(asked: ValueAsked): string {
  const { type } = asked;
  const each = "jsonb_array_elements";
  const list = `bailiwick.json(${askedText(asked)})::jsonb`;
  const elements = `case jsonb_typeof(${list}) when 'array' then ${list} else '[]' end`;
  const value =
    type.kind === "list" && type.keyedBy !== null
      ? `element ->> ${literal(type.keyedBy)}`
      : "element #>> '{}'";
  return `(select ${value} as value from ${each}(${elements}) as element)`;
}
