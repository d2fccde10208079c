import pg from "pg";
import type { Attribute } from "../core/model/attribute.ts";

/**
 * Characters of a text by which it is sorted and found: an index takes some 2,700 bytes of a key, and a character has up to
 * four. Longer texts are told apart by the whole value when they are asked for, and sort beside each other.
 */
export const sortedCharacters = 200;

const { escapeIdentifier, escapeLiteral } = pg;

export const name = escapeIdentifier;
export const literal = escapeLiteral;

/** The canonical text of a fact in an entity's row. */
export const factText = (attribute: string): string => `(golden ->> ${literal(attribute)})`;

/** How facts of an attribute are ordered: one expression, or two for amounts in several currencies. */
export interface SortKey {
  /** Over a text expression, the key parts of it. */
  readonly parts: (text: string) => readonly string[];
  /** The type of each part, as its values are given. */
  readonly types: readonly ("text" | "numeric" | "timestamptz")[];
}

/**
 * What makes texts sort by code points. It stands beside the value that a fact is compared with, never beside the fact: the
 * planner knows an expression by its statistics only where it reads just as in these, which leave the collation out.
 */
export const collation = (type: SortKey["types"][number]): string => (type === "text" ? ' collate "C"' : "");

const beginning = (text: string): string => `left(${text}, ${sortedCharacters})`;

/** Sorts as core's `compareValues` does, but that texts longer than the index takes sort by their beginning. */
export function sortKeyOf({ type }: Pick<Attribute, "type">): SortKey {
  switch (type.kind) {
    case "integer":
    case "decimal":
    case "float":
      return { parts: (text) => [`bailiwick.amount(${text})`], types: ["numeric"] };
    case "quantity":
      return { parts: (text) => [`bailiwick.amount(split_part(${text}, ' ', 1))`], types: ["numeric"] };
    case "timestamp":
      return { parts: (text) => [`bailiwick.instant(${text})`], types: ["timestamptz"] };
    case "money":
      return type.currency === null
        ? {
            parts: (text) => [`split_part(${text}, ' ', 2)`, `bailiwick.amount(${text})`],
            types: ["text", "numeric"],
          }
        : { parts: (text) => [`bailiwick.amount(${text})`], types: ["numeric"] };
    case "text":
    case "email":
    case "phone":
    case "url":
    case "code":
    case "boolean":
    case "date":
    case "ref":
    case "json":
    case "group":
    case "list":
      return { parts: (text) => [beginning(text)], types: ["text"] };
    default: {
      const unknown: never = type;
      return unknown;
    }
  }
}
