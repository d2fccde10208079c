import { ExpressionFault } from "./fault.ts";

/** What the parser of expressions says, and of which characters. */
interface Said {
  readonly summary: string;
  readonly range?: { readonly start: number; readonly end: number } | undefined;
}

/** What the parser says, in words for whoever wrote the expression, and with what to write instead. */
export function syntaxFault(text: string, { summary, range }: Said): ExpressionFault {
  const at = range?.start ?? 0;
  const there = text.slice(at, range?.end ?? at);
  const [message, hint] = said(summary, there) ?? [`${summary}.`, like];
  return new ExpressionFault(message, at, hint);
}

const like = "Write it as in CEL: stage == 'live' && budget > 0.";

function said(summary: string, there: string): readonly [message: string, hint: string] | null {
  const reserved = /^Reserved identifier: (\w+)/.exec(summary)?.[1];
  if (reserved !== undefined)
    return [`${summary}.`, `CEL reserves '${reserved}'; write self.${reserved} for the attribute.`];
  const operator = /^Unexpected character: '?([=&|])'?$/.exec(summary)?.[1];
  if (operator !== undefined) return [`'${operator}' is no operator.`, operators[operator] ?? like];
  if (summary.startsWith("Unterminated"))
    return ["A text has no end.", "Close it with the quote with which it began: 'live'."];
  if (summary === "Unexpected token: EOF")
    return ["The expression ends where a value is expected.", `Say what is missing. ${like}`];
  const [, wanted, got] = /^Expected (\w+), got (\w+)$/.exec(summary) ?? [];
  if (wanted !== undefined) {
    const what = tokens[wanted] ?? "something else";
    return [
      got === "EOF"
        ? `The expression ends where ${what} is expected.`
        : `'${there}' stands where ${what} is expected.`,
      wanted === "COLON" ? "A choice has two sides: budget > 0 ? 'yes' : 'no'." : `Write ${what} there.`,
    ];
  }
  if (summary.startsWith("Unexpected token: "))
    return [
      `'${there}' stands where a value is expected.`,
      `Write a name, a number or a text before it. ${like}`,
    ];
  if (/^[)\]}]/.test(there))
    return [`'${there}' closes a bracket that is not open.`, "Leave it out, or open it before."];
  if (summary.startsWith("Unexpected character: "))
    return [
      `Nothing joins '${there}' to what stands before it.`,
      "Join them by ==, &&, || or in; a text stands in quotes.",
    ];
  return null;
}

const operators: Readonly<Record<string, string>> = {
  "=": "Equality is written ==.",
  "&": "And is written &&.",
  "|": "Or is written ||.",
};

const tokens: Readonly<Record<string, string>> = {
  RPAREN: "')'",
  RBRACKET: "']'",
  RBRACE: "'}'",
  COLON: "':'",
  COMMA: "','",
  IDENTIFIER: "a name",
};
