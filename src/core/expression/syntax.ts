/**
 * The only place that knows the CEL library. Of it we take the grammar: its parser reads the text. Types and
 * evaluation are ours, because the library reads decimal literals as doubles, compares 64-bit integers with doubles,
 * and throws on null, on overflow and on failed conversions, none of which an expression here may do.
 */
import { type ASTNode, Environment, ParseError } from "@marcbachmann/cel-js";
import { expressionDepthMax, expressionNodesMax, expressionTextMax } from "../../limits.ts";
import { ExpressionFault } from "./fault.ts";
import { syntaxFault } from "./syntax-fault.ts";

interface At {
  /** Where the node begins in the text, from 0. */
  readonly at: number;
}

export type BinaryOperator = "==" | "!=" | "<" | "<=" | ">" | ">=" | "+" | "-" | "*" | "/" | "%" | "in";

/** An expression as it is written. Numbers keep their text. */
export type Syntax =
  | ({ readonly is: "null" } & At)
  | ({ readonly is: "boolean"; readonly value: boolean } & At)
  | ({ readonly is: "text"; readonly value: string } & At)
  | ({ readonly is: "number"; readonly text: string; readonly whole: boolean } & At)
  | ({ readonly is: "name"; readonly name: string } & At)
  | ({ readonly is: "select"; readonly from: Syntax; readonly name: string } & At)
  | ({ readonly is: "index"; readonly from: Syntax; readonly index: Syntax } & At)
  | ({
      readonly is: "call";
      readonly name: string;
      readonly receiver: Syntax | null;
      readonly args: readonly Syntax[];
    } & At)
  | ({ readonly is: "list"; readonly items: readonly Syntax[] } & At)
  | ({ readonly is: "not" | "negative"; readonly of: Syntax } & At)
  | ({ readonly is: "and" | "or"; readonly left: Syntax; readonly right: Syntax } & At)
  | ({
      readonly is: "choice";
      readonly when: Syntax;
      readonly yes: Syntax;
      readonly no: Syntax;
    } & At)
  | ({
      readonly is: "binary";
      readonly operator: BinaryOperator;
      readonly left: Syntax;
      readonly right: Syntax;
    } & At);

const environment = new Environment({
  unlistedVariablesAreDyn: true,
  limits: { maxAstNodes: expressionNodesMax, maxDepth: expressionDepthMax },
});

const smaller = "Say part of it in an attribute of its own, with `derived`.";
const plainly = "Write texts, numbers, lists and the names of facts.";

/** Reads CEL; throws `ExpressionFault` where it is none, or larger than the bounds. */
export function parseSyntax(text: string): Syntax {
  if (text.length > expressionTextMax)
    throw new ExpressionFault(`The expression is longer than ${expressionTextMax} characters.`, 0, smaller);
  return convert(parse(text), text, 0);
}

function parse(text: string): ASTNode {
  try {
    return environment.parse(text).ast;
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    throw syntaxFault(text, error);
  }
}

function convert(node: ASTNode, text: string, depth: number): Syntax {
  const at = node.start;
  if (depth > expressionDepthMax)
    throw new ExpressionFault(`The expression is nested deeper than ${expressionDepthMax}.`, at, smaller);
  const down = (child: ASTNode): Syntax => convert(child, text, depth + 1);
  switch (node.op) {
    case "value":
      return literal(node.args, text.slice(node.start, node.end), at);
    case "id":
      return { is: "name", name: node.args, at };
    case ".":
      return { is: "select", from: down(node.args[0]), name: node.args[1], at };
    case "[]":
      return { is: "index", from: down(node.args[0]), index: down(node.args[1]), at };
    case "call":
      return { is: "call", name: node.args[0], receiver: null, args: node.args[1].map(down), at };
    case "rcall":
      return {
        is: "call",
        name: node.args[0],
        receiver: down(node.args[1]),
        args: node.args[2].map(down),
        at,
      };
    case "list":
      return { is: "list", items: node.args.map(down), at };
    case "!_":
      return { is: "not", of: down(node.args), at };
    case "-_":
      return { is: "negative", of: down(node.args), at };
    case "?:":
      return {
        is: "choice",
        when: down(node.args[0]),
        yes: down(node.args[1]),
        no: down(node.args[2]),
        at,
      };
    case "&&":
      return { is: "and", left: down(node.args[0]), right: down(node.args[1]), at };
    case "||":
      return { is: "or", left: down(node.args[0]), right: down(node.args[1]), at };
    case "map":
    case ".?":
    case "[?]":
      throw new ExpressionFault("Maps and optional access are not offered in expressions.", at, plainly);
    default:
      return {
        is: "binary",
        operator: node.op,
        left: down(node.args[0]),
        right: down(node.args[1]),
        at,
      };
  }
}

function literal(value: unknown, text: string, at: number): Syntax {
  if (value === null) return { is: "null", at };
  if (typeof value === "boolean") return { is: "boolean", value, at };
  if (typeof value === "string") return { is: "text", value, at };
  if (typeof value === "bigint") return { is: "number", text: value.toString(), whole: true, at };
  if (typeof value === "number") return { is: "number", text, whole: false, at };
  if (/^\d+[uU]$/.test(text)) return { is: "number", text: text.slice(0, -1), whole: true, at };
  throw new ExpressionFault("Bytes are not offered in expressions.", at, plainly);
}
