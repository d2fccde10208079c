import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { factsOf, scope } from "../../../test/helpers/expressions.ts";
import { checkExpression, compileExpression } from "./expression.ts";

describe("a well-typed expression", () => {
  const { condition } = fc.letrec<{ condition: string; number: string; text: string }>((tie) => ({
    number: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom(
        "count",
        "rate",
        "ratio",
        "0",
        "1.5",
        "9223372036854775807",
        "1e-300",
        "amount(budget)",
      ),
      fc
        .tuple(tie("number"), fc.constantFrom("+", "-", "*", "/"), tie("number"))
        .map((all) => `(${all.join(" ")})`),
      tie("number").map((n) => `(-${n})`),
      tie("text").map((t) => `decimal(${t})`),
      fc.tuple(tie("condition"), tie("number"), tie("number")).map(([c, a, b]) => `(${c} ? ${a} : ${b})`),
    ),
    text: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom("name", "stage", "campaign.stage", "'x'", "string(extra.a)", "string(day)"),
      fc.tuple(tie("text"), tie("text")).map(([a, b]) => `(${a} + ${b})`),
      fc.tuple(tie("text"), tie("number")).map(([t, n]) => `${t}.substring(int(${n}))`),
      tie("number").map((n) => `string(${n})`),
    ),
    condition: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom(
        "active",
        "day > date('2026-01-01')",
        "at - at == duration('0s')",
        "extra.a == extra.b",
      ),
      fc
        .tuple(tie("number"), fc.constantFrom("==", "<", ">="), tie("number"))
        .map((all) => `(${all.join(" ")})`),
      fc.tuple(tie("text"), fc.constantFrom("==", "<", "!="), tie("text")).map((all) => `(${all.join(" ")})`),
      fc
        .tuple(tie("condition"), fc.constantFrom("&&", "||"), tie("condition"))
        .map((all) => `(${all.join(" ")})`),
      tie("text").map((t) => `${t}.matches('^[a-z]+([0-9]|x{2,3})*$')`),
      tie("text").map((t) => `(${t} in ['x', 'y'])`),
    ),
  }));
  const anyValue = fc.oneof(
    fc.string(),
    fc.constantFrom("1", "-9223372036854775808", "1.10", "1e+308", "NaN", "infinity", "true", "2026-11-30"),
    fc.constantFrom(
      "12.50 EUR",
      "2026-11-30T10:00:00Z",
      "2026-11-30T10:00:00",
      '{"a":[1]}',
      "null",
      "\ud800",
    ),
    fc.bigInt().map(String),
  );

  test("passes the check and never throws, whatever the facts are", () => {
    fc.assert(
      fc.property(
        condition,
        fc.dictionary(fc.constantFrom(...scope.attributes.keys(), "campaign.stage"), anyValue),
        (text, own) => {
          const checked = checkExpression(text, scope, "boolean");
          fc.pre(checked.ok || !/longer|nested|limit/i.test(checked.message));
          expect(checked).toMatchObject({ ok: true });
          expect([true, false, null]).toContain(compileExpression(text, scope)(factsOf(own)));
        },
      ),
      { numRuns: 500 },
    );
  });

  test("reads exactly the facts that it says it reads", () => {
    fc.assert(
      fc.property(condition, (text) => {
        const checked = checkExpression(text, scope, "boolean");
        fc.pre(checked.ok);
        if (!checked.ok) return;
        const declared = new Set(checked.reads.map((read) => `${read.attribute}.${read.of ?? ""}`));
        const asked: string[] = [];
        compileExpression(
          text,
          scope,
        )({
          own: (attribute) => {
            asked.push(`${attribute}.`);
            return "1";
          },
          through: (reference, attribute) => {
            asked.push(`${reference}.${attribute}`);
            return "1";
          },
        });
        for (const read of asked) expect(declared).toContain(read);
      }),
    );
  });
});
