import { checkExpression } from "../expression/expression.ts";
import type { CheckedExpression, ExpressionResult, ExpressionScope } from "../expression/scope.ts";
import { attributeOf, factKey } from "../ids.ts";
import type { Expression } from "./attribute.ts";
import { typesOf } from "./names.ts";
import type { EntityOutline, Reading } from "./outline.ts";
import type { Place } from "./place.ts";
import { believedByElement } from "./read-type.ts";
import type { Node, ScalarNode } from "./tree.ts";
import type { ValueType } from "./value-type.ts";

/** What an expression may read: `own` without what lies across references. */
export interface Reach {
  readonly entity: EntityOutline;
  /** The attributes that there are to read; `null` is all. */
  readonly only: string | null;
  readonly across: boolean;
  /** Where it is asked of each code or element by itself, which is then `key`; with the code list that this is of. */
  readonly keyed: { readonly codes: string | null } | null;
}

/** Checks a condition against the types of what it may read; `null`, and a fault at the character, where it fails. */
export function readCondition(node: Node | null, reach: Reach, reading: Reading): Expression | null {
  if (node?.kind !== "scalar" || typeof node.value !== "string") return null;
  const checked = checkExpression(node.value, scopeOf(reach, reading), "boolean");
  return resultOf(checked, reach, node, reading);
}

/** Checks an expression that gives a value of one of the kinds; of numbers a whole one is also a decimal. */
export function readValueOf(
  node: Node | null,
  reach: Reach & { readonly type: ValueType },
  reading: Reading,
): Expression | null {
  if (node?.kind !== "scalar" || typeof node.value !== "string") return null;
  const { type } = reach;
  const scope = scopeOf(reach, reading);
  const wanted = type.kind === "code" ? { gives: type.codes } : {};
  const checked = checkExpression(node.value, { ...scope, ...wanted }, "any");
  if (checked.ok && !gives(checked.result, type)) {
    const message = `this gives ${checked.result}, and the attribute is ${type.kind}`;
    reading.faults.error(node.place, "bad-expression", message, conversionTo(type.kind));
    return null;
  }
  return resultOf(checked, reach, node, reading);
}

/** How an expression is made to give what an attribute holds. */
function conversionTo(kind: ValueType["kind"]): string {
  if (kind === "decimal" || kind === "float" || kind === "integer")
    return "convert it: decimal(…), or int(…)";
  if (kind === "date" || kind === "timestamp" || kind === "money") return `convert it: ${kind}(…)`;
  if (kind === "text" || kind === "code" || kind === "email" || kind === "phone" || kind === "url")
    return "convert it: string(…)";
  return "give the attribute the type of what it is derived as";
}

/** Whether a result of that kind is a value of the type. */
function gives(result: ExpressionResult, { kind }: ValueType): boolean {
  if (result === kind) return true;
  if (kind === "quantity") return result === "integer" || result === "decimal";
  if (result === "integer") return kind === "decimal" || kind === "float";
  if (result === "decimal") return kind === "float" || kind === "integer";
  return result === "text" && (kind === "code" || kind === "email" || kind === "phone" || kind === "url");
}

function resultOf(
  checked: CheckedExpression,
  reach: Reach,
  node: ScalarNode,
  reading: Reading,
): Expression | null {
  if (checked.ok) {
    if (checked.today && !reach.across)
      reading.faults.error(
        node.place,
        "bad-expression",
        "what is judged at the door knows no day",
        "make it a rule of scope entity",
      );
    return { text: String(node.value), place: node.place, reads: checked.reads, today: checked.today };
  }
  const column = node.textColumn === null ? node.place.column : node.textColumn + checked.offset;
  const place: Place = { ...node.place, column };
  reading.faults.error(place, "bad-expression", checked.message, checked.hint);
  return null;
}

/** The one attribute that a rule about it reads; of one declared `per` a code list by its bare name, whichever it is. */
function ownOnly(
  entity: EntityOutline,
  attributes: ReadonlyMap<string, ValueType>,
  only: string,
): ReadonlyMap<string, ValueType> {
  for (const [name, type] of attributes) {
    if (name !== only && attributeOf(factKey(name)) !== only) continue;
    return new Map([[only, type.kind === "list" && hasElements(entity, name, type) ? type.of : type]]);
  }
  return new Map();
}

const hasElements = (entity: EntityOutline, name: string, type: ValueType): boolean =>
  believedByElement(entity.attributes.get(name)?.node ?? null, type);

/** The scope that an expression sees: types of the own attributes, and of those one reference away. */
export function scopeOf(reach: Reach, reading: Reading): ExpressionScope {
  const scope = unkeyed(reach, reading);
  const { keyed } = reach;
  if (keyed === null) return scope;
  return { ...scope, key: "", ...(keyed.codes === null ? {} : { keyCodes: keyed.codes }) };
}

function unkeyed({ entity, only, across }: Reach, reading: Reading): ExpressionScope {
  const attributes = typesOf(entity, reading);
  if (!across)
    return {
      attributes: only === null ? attributes : ownOnly(entity, attributes, only),
      references: new Map(),
      codes: reading.outline.codes,
    };
  const before = reading.scopes.get(entity);
  if (before !== undefined) return before;
  const references = new Map<string, ReadonlyMap<string, ValueType>>();
  for (const [name, type] of attributes) {
    const target = type.kind === "ref" ? reading.outline.entities.get(type.to) : undefined;
    if (target !== undefined) references.set(name, typesOf(target, reading));
  }
  const scope = { attributes, references, codes: reading.outline.codes };
  reading.scopes.set(entity, scope);
  return scope;
}
