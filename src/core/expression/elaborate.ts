import { factKey } from "../ids.ts";
import type { FactRead } from "../model/attribute.ts";
import type { ValueType } from "../model/value-type.ts";
import { calculates, negates } from "./arithmetic.ts";
import { choose } from "./choice.ts";
import { refuseForeignCodes, refuseSpelled } from "./codes.ts";
import { compares, equals, inJson } from "./comparison.ts";
import { ExpressionFault } from "./fault.ts";
import { callFunction } from "./functions.ts";
import { itemOf, memberOf } from "./json.ts";
import { elementAt, inList, quantify } from "./lists.ts";
import { literalNumber, literalText } from "./literal.ts";
import { and, asCondition, or } from "./logic.ts";
import type { ExpressionScope } from "./scope.ts";
import type { BinaryOperator, Syntax } from "./syntax.ts";
import { lift, lift2, nameOf, type Run, readFact, type Typed } from "./typed.ts";
import { unknownName } from "./unknown-name.ts";

/**
 * Checks and compiles in one pass, so that what has passed the check is what runs. Throws `ExpressionFault` with the
 * first fault; what it returns never throws.
 */
export function elaborate(
  syntax: Syntax,
  scope: ExpressionScope,
): { readonly typed: Typed; readonly reads: readonly FactRead[]; readonly today: boolean } {
  const elaboration = new Elaboration(scope);
  const typed = elaboration.typed(syntax);
  return { typed, reads: [...elaboration.reads.values()], today: elaboration.today };
}

/** What is added to a code, or subtracted, need be none of its list. */
const calculating: ReadonlySet<BinaryOperator> = new Set(["+", "-", "*", "/", "%"]);

class Elaboration {
  readonly reads = new Map<string, FactRead>();
  today = false;
  readonly #scope: ExpressionScope;
  /** The names that `exists` and `all` bring, with the types of what they stand for. */
  readonly #bound = new Map<string, ValueType>();

  constructor(scope: ExpressionScope) {
    this.#scope = scope;
  }

  typed(syntax: Syntax): Typed {
    const { at } = syntax;
    switch (syntax.is) {
      case "null":
        return { kind: "null", at };
      case "boolean":
        return { kind: "boolean", at, run: () => syntax.value };
      case "text":
        return literalText(syntax.value, at);
      case "number":
        return literalNumber(syntax.text, syntax.whole, at);
      case "name":
        return this.#own(syntax.name, at);
      case "select":
        return this.#select(syntax);
      case "index":
        return this.#index(syntax);
      case "call":
        return this.#call(syntax);
      case "list":
        throw new ExpressionFault(
          "A list stands only to the right of 'in'.",
          at,
          "Write stage in ['draft', 'live'].",
        );
      case "not": {
        const of = this.#condition(syntax.of);
        return { kind: "boolean", at, run: lift(of, (value) => !value) };
      }
      case "negative":
        return this.#negative(syntax.of, at);
      case "and":
        return { kind: "boolean", at, run: and(this.#condition(syntax.left), this.#condition(syntax.right)) };
      case "or":
        return { kind: "boolean", at, run: or(this.#condition(syntax.left), this.#condition(syntax.right)) };
      case "choice":
        return this.#choice(syntax);
      case "binary":
        return this.#binary(syntax);
    }
  }

  #condition(syntax: Syntax): Run<boolean> {
    return asCondition(this.typed(syntax));
  }

  #own(name: string, at: number): Typed {
    const bound = this.#bound.get(name);
    if (bound !== undefined) return readFact(bound, (facts) => facts.bound?.(name) ?? null, at);
    const type = this.#scope.attributes.get(name);
    if (type === undefined) {
      if (name === "today") return this.#today(at);
      const key = this.#scope.key ?? null;
      if (name === "key" && key !== null) {
        const { keyCodes } = this.#scope;
        const codes = keyCodes === undefined ? {} : { codes: keyCodes };
        return { kind: "text", at, literal: null, ...codes, run: () => key };
      }
      throw unknownName(name, this.#scope.attributes, "attribute", at);
    }
    this.reads.set(name, { attribute: name, of: null });
    return readFact(type, (facts) => facts.own(name), at);
  }

  /** The day, where no attribute has that name. */
  #today(at: number): Typed {
    this.today = true;
    return readFact({ kind: "date" }, (facts) => facts.today?.() ?? null, at);
  }

  #select(syntax: Extract<Syntax, { readonly is: "select" }>): Typed {
    const { from, name, at } = syntax;
    if (from.is === "name") {
      const target = this.#scope.references.get(from.name);
      if (target !== undefined) return this.#through(from.name, target, name, at);
      if (from.name === "self" && !this.#scope.attributes.has("self")) return this.#own(name, at);
    }
    if (from.is === "select" && from.from.is === "name" && from.from.name === "self") {
      const target = this.#scope.references.get(from.name);
      if (target !== undefined) return this.#through(from.name, target, name, at);
    }
    const typed = this.typed(from);
    if (typed.kind === "json")
      return { kind: "json", at, run: lift(typed.run, (value) => memberOf(value, name)) };
    if (typed.kind === "group") {
      const field = typed.type.fields.get(name);
      if (field === undefined) throw unknownName(name, typed.type.fields, "field of the group", at);
      return readFact(
        field.type,
        lift(typed.run, (fields) => fields.get(name) ?? null),
        at,
      );
    }
    throw new ExpressionFault(
      `There is no '.${name}' of ${nameOf(typed)}.`,
      at,
      from.is === "select"
        ? "Expressions reach facts one reference away, not further."
        : "Only groups, json and references have parts.",
    );
  }

  #through(reference: string, target: ReadonlyMap<string, ValueType>, attribute: string, at: number): Typed {
    const type = target.get(attribute);
    if (type === undefined) throw unknownName(attribute, target, `attribute of ${reference}`, at);
    this.reads.set(`${reference}.${attribute}`, { attribute: reference, of: attribute });
    return readFact(type, (facts) => facts.through(reference, attribute), at);
  }

  #index(syntax: Extract<Syntax, { readonly is: "index" }>): Typed {
    const { at } = syntax;
    const qualified = this.#qualified(syntax);
    if (qualified !== null) return qualified;
    const from = this.typed(syntax.from);
    const index = this.typed(syntax.index);
    if (from.kind === "list") return elementAt(from, index, at);
    if (from.kind !== "json")
      throw new ExpressionFault(`${nameOf(from)} has no items.`, at, "Only lists and json have items.");
    if (index.kind === "number") return { kind: "json", at, run: lift2(from.run, index.run, itemOf) };
    if (index.kind === "text") return { kind: "json", at, run: lift2(from.run, index.run, memberOf) };
    throw new ExpressionFault(
      "An item is named by a whole number or by a text.",
      index.at,
      "Write extra[0], or extra['name'].",
    );
  }

  /** `title['de-DE']` of an attribute that has a value for each code, also across a reference; else `null`. */
  #qualified({ from, index, at }: Extract<Syntax, { readonly is: "index" }>): Typed | null {
    if (index.is !== "text") return null;
    if (from.is === "name") {
      const fact = factKey(from.name, index.value);
      return this.#scope.attributes.has(fact) ? this.#own(fact, at) : null;
    }
    if (from.is !== "select" || from.from.is !== "name") return null;
    const fact = factKey(from.name, index.value);
    const reference = from.from.name;
    const target = this.#scope.references.get(reference);
    if (target?.has(fact)) return this.#through(reference, target, fact, at);
    const isSelf = reference === "self" && !this.#scope.attributes.has("self");
    return isSelf && this.#scope.attributes.has(fact) ? this.#own(fact, at) : null;
  }

  /** `tags.exists(tag, …)` and `tags.all(tag, …)`; `null` for any other call. */
  #quantified({ name, receiver, args, at }: Extract<Syntax, { readonly is: "call" }>): Typed | null {
    const [variable, test] = args;
    if ((name !== "exists" && name !== "all") || receiver === null) return null;
    const list = this.typed(receiver);
    if (list.kind !== "list" || variable?.is !== "name" || test === undefined || args.length !== 2)
      return null;
    if (this.#bound.has(variable.name) || this.#scope.attributes.has(variable.name))
      throw new ExpressionFault(
        `'${variable.name}' means something already.`,
        variable.at,
        "Choose another name.",
      );
    this.#bound.set(variable.name, list.type.of);
    const run = quantify(name, list, variable.name, this.#condition(test));
    this.#bound.delete(variable.name);
    return { kind: "boolean", at, run };
  }

  #call(syntax: Extract<Syntax, { readonly is: "call" }>): Typed {
    const { name, receiver, at } = syntax;
    const quantified = this.#quantified(syntax);
    if (quantified !== null) return quantified;
    const [only] = syntax.args;
    if (name === "has" && receiver === null && only !== undefined && syntax.args.length === 1)
      return {
        kind: "boolean",
        at,
        run: lift(equals(this.typed(only), { kind: "null", at }, at), (is) => !is),
      };
    const [first] = receiver === null ? [] : [receiver];
    const given = first === undefined ? syntax.args : [first, ...syntax.args];
    const args = given.map((each) => this.typed(each));
    return callFunction({ name, args, at }, receiver === null ? "function" : "method");
  }

  #negative(of: Syntax, at: number): Typed {
    // The least integer has no positive counterpart, so the sign belongs to the literal.
    if (of.is === "number") return literalNumber(`-${of.text}`, of.whole, at);
    return negates(this.typed(of), at);
  }

  #choice(syntax: Extract<Syntax, { readonly is: "choice" }>): Typed {
    const when = this.#condition(syntax.when);
    const [yes, no] = [this.typed(syntax.yes), this.typed(syntax.no)];
    return choose(when, yes, no, syntax.at);
  }

  #binary(syntax: Extract<Syntax, { readonly is: "binary" }>): Typed {
    const { operator, at } = syntax;
    const left = this.typed(syntax.left);
    if (operator === "in") return { kind: "boolean", at, run: this.#in(left, syntax.right, at) };
    const right = this.typed(syntax.right);
    if (!calculating.has(operator)) refuseForeignCodes(left, right, this.#scope.codes);
    switch (operator) {
      case "==":
        return { kind: "boolean", at, run: equals(left, right, at) };
      case "!=":
        return { kind: "boolean", at, run: lift(equals(left, right, at), (equal) => !equal) };
      case "<":
      case "<=":
      case ">":
      case ">=":
        return { kind: "boolean", at, run: compares(operator, left, right, at) };
      default:
        return calculates(operator, left, right, at);
    }
  }

  #in(left: Typed, right: Syntax, at: number): Run<boolean> {
    if (right.is !== "list") {
      const container = this.typed(right);
      if (container.kind === "list") {
        const { of } = container.type;
        if (of.kind === "code" && left.kind === "text")
          refuseSpelled(of.codes, left.spelled, this.#scope.codes);
        return inList(left, container, at);
      }
      if (container.kind === "json") return inJson(left, container, at);
      throw new ExpressionFault(`Nothing is in ${nameOf(container)}.`, at, "Write a list: x in ['a', 'b'].");
    }
    const items = right.items.map((item) => this.typed(item));
    for (const item of items) refuseForeignCodes(left, item, this.#scope.codes);
    if (left.kind === "text" && items.every((item) => item.kind === "text" && item.literal !== null)) {
      const texts = new Set(items.map((item) => (item.kind === "text" ? item.literal : null)));
      return lift(left.run, (value) => texts.has(value));
    }
    const tests = items.map((item) => equals(left, item, at));
    return tests.length === 0 ? () => false : tests.reduce(or);
  }
}
