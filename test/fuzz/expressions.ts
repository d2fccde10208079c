import type { Random } from "../../samples/shared/random.ts";

/** An attribute that an expression may name, with the word of its type. */
export interface Named {
  readonly name: string;
  readonly type: string;
}

const operators = ["&&", "||", "==", "!=", "<", "<=", ">", ">=", "+", "-", "*", "/", "%", "in", "?:"];
const functions =
  "size matches startsWith endsWith contains decimal int double string bool date timestamp duration lower upper trim has nothing".split(
    " ",
  );
const literals =
  "0 1 -1 1.5 1e400 9223372036854775807 9223372036854775808 0x10 'a' '' \"x\" '\\u0000' true false null [] [1,'a'] {} {'a':1} b'x' 1u decimal('0.01') date('2026-01-01') timestamp('2026-01-01T00:00:00Z') duration('1h') '^(a+)+$' '(a|b){500}'".split(
    " ",
  );

/** An expression, mostly well formed, sometimes of sense, over some names. */
export function expression(random: Random, names: readonly string[], depth: number): string {
  if (depth <= 0 || random.below(4) === 0)
    return random.below(2) === 0 && names.length > 0 ? random.pick(names) : random.pick(literals);
  const inner = () => expression(random, names, depth - 1);
  switch (random.below(8)) {
    case 0:
      return `(${inner()})`;
    case 1:
      return `!${inner()}`;
    case 2:
      return `${random.pick(functions)}(${inner()})`;
    case 3:
      return `${inner()}.${random.pick(functions)}(${inner()})`;
    case 4:
      return `${inner()}[${inner()}]`;
    default: {
      const operator = random.pick(operators);
      return operator === "?:" ? `${inner()} ? ${inner()} : ${inner()}` : `${inner()} ${operator} ${inner()}`;
    }
  }
}

/** An expression that fits its types, as far as the names and their types can be told from the text of a model. */
export function fittingExpression(
  random: Random,
  names: readonly Named[],
  of: string,
  depth: number,
): string {
  const inner = (type: string) => fittingExpression(random, names, type, depth - 1);
  const named = names.filter(({ type }) => type === of || (of === "text" && type === "code"));
  if (depth <= 0 || (of !== "boolean" && random.below(3) > 0))
    return named.length > 0 && random.below(4) > 0
      ? random.pick(named).name
      : random.pick(constants[of] ?? ["null"]);
  if (of !== "boolean") {
    if (of === "text")
      return random.pick([
        () => `${inner("text")} + ${inner("text")}`,
        () => `string(${inner("integer")})`,
      ])();
    if (of === "date" || of === "timestamp") return inner(of);
    return `(${inner(of)} ${random.pick(["+", "-", "*", "/", "%"])} ${inner(of)})`;
  }
  const compared = random.pick(["integer", "decimal", "float", "text", "date", "timestamp"]);
  return random.pick([
    () => `(${inner("boolean")} ${random.pick(["&&", "||", "=="])} ${inner("boolean")})`,
    () => `!(${inner("boolean")})`,
    () => `${inner(compared)} ${random.pick(["==", "!=", "<", "<=", ">", ">="])} ${inner(compared)}`,
    () => `(${inner("boolean")} ? ${inner("boolean")} : ${inner("boolean")})`,
    () => `${inner("text")}.matches('${random.pick(patterns)}')`,
    () => `${inner("text")}.${random.pick(["startsWith", "endsWith", "contains"])}(${inner("text")})`,
    () => `size(${inner("text")}) > ${inner("integer")}`,
    () => `${inner("text")} in ['a', ${inner("text")}]`,
    () => `${random.pick(names.map(({ name }) => name).concat("a"))} == null`,
  ])();
}

const constants: Readonly<Record<string, readonly string[]>> = {
  boolean: ["true", "false"],
  integer: ["0", "1", "-3", "9223372036854775807"],
  decimal: ["decimal('0')", "decimal('0.01')", "decimal('1e30')", "decimal('-7')"],
  float: ["0.0", "1.5", "-1e300", "1e308"],
  text: ["''", "'a'", "'Straße'", "'\\u0301'"],
  date: ["date('2026-01-31')", "date('0001-01-01')", "date('9999-12-31')"],
  timestamp: ["timestamp('2026-03-29T02:30:00Z')", "timestamp('9999-12-31T23:59:59Z')"],
};
const patterns = ["^[A-Z]+$", "(a+)+$", "^.{2,9}$", "x*x*x*x*b", "[^a-z]", "(a|b|ab){1,20}c", "\\\\d{1,100}"];

/** Expressions that are long, deep or slow to match. */
export const heavyExpression = (random: Random, names: readonly string[]): string => {
  const name = names.length > 0 ? random.pick(names) : "a";
  const times = 1 + random.below(3_000);
  return random.pick([
    () => "(".repeat(times) + name + ")".repeat(times),
    () => `${name} + `.repeat(times) + name,
    () => [...Array.from({ length: times }, () => `${name} == 'a'`), "true"].join(" || "),
    () => "!".repeat(times) + name,
    () => "-".repeat(times) + name,
    () => `${name}${".a".repeat(times)}`,
    () => `${name}${"[0]".repeat(times)}`,
    () => `${name} ? `.repeat(times) + name,
    () => `[${"[".repeat(times)}${"]".repeat(times)}]`,
    () => `${name}.matches('${"(a*)*".repeat(times % 200)}b{1,${times}}')`,
    () => `${name} == '${"x".repeat(times * 2)}'`,
    () => expression(random, names, 12),
  ])();
};
