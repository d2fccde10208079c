import { checkExpression } from "../expression/expression.ts";
import type { ExpressionScope } from "../expression/scope.ts";
import type { Expression, Place, ValueType } from "./model.ts";
import { typesOf } from "./names.ts";
import type { EntityOutline, Reading } from "./outline.ts";
import type { Node } from "./tree.ts";

/** What an expression may read: `own` without what lies across references. */
export interface Reach {
  readonly entity: EntityOutline;
  /** The attributes that there are to read; `null` is all. */
  readonly only: string | null;
  readonly across: boolean;
}

/** Checks a condition against the types of what it may read; `null`, and a fault at the character, where it fails. */
export function readCondition(node: Node | null, reach: Reach, reading: Reading): Expression | null {
  if (node?.kind !== "scalar" || typeof node.value !== "string") return null;
  const checked = checkExpression(node.value, scopeOf(reach, reading), "boolean");
  if (checked.ok) return { text: node.value, place: node.place, reads: checked.reads };
  const column = node.textColumn === null ? node.place.column : node.textColumn + checked.offset;
  const place: Place = { ...node.place, column };
  reading.faults.error(place, "bad-expression", checked.message, checked.hint);
  return null;
}

/** The scope that an expression sees: types of the own attributes, and of those one reference away. */
export function scopeOf({ entity, only, across }: Reach, reading: Reading): ExpressionScope {
  const attributes = typesOf(entity, reading);
  if (!across)
    return {
      attributes: only === null ? attributes : new Map([...attributes].filter(([name]) => name === only)),
      references: new Map(),
    };
  const before = reading.scopes.get(entity);
  if (before !== undefined) return before;
  const references = new Map<string, ReadonlyMap<string, ValueType>>();
  for (const [name, type] of attributes) {
    const target = type.kind === "ref" ? reading.outline.entities.get(type.to) : undefined;
    if (target !== undefined) references.set(name, typesOf(target, reading));
  }
  const scope = { attributes, references };
  reading.scopes.set(entity, scope);
  return scope;
}
