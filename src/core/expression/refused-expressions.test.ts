import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { factsOf, judge, refused, scope } from "../../../test/helpers/expressions.ts";
import { checkExpression, compileExpression } from "./expression.ts";

describe("what is refused", () => {
  test("says what was probably meant", () => {
    expect(refused("stgae == 'draft'").hint).toBe("Did you mean 'stage'?");
    expect(refused("campaign.stag == 'x'").hint).toBe("Did you mean 'stage'?");
    expect(refused("name.startWith('x')").hint).toBe("Did you mean 'startsWith'?");
    expect(refused("package == 'x'").hint).toContain("self.package");
    expect(judge("self.package == 'x'", { package: "x" })).toBe(true);
    expect(refused("stage = 'x'").hint).toContain("==");
    expect(refused("double(rate) > 1").hint).toContain("decimal");
    expect(refused("at < now()").hint).toContain("clock");
  });

  test.each([
    ["", "The expression ends where a value is expected.", 0],
    ["stage ==", "The expression ends where a value is expected.", 8],
    ["stage = 'x'", "'=' is no operator.", 6],
    ["stage == 'x' & count > 1", "'&' is no operator.", 13],
    ["stage == 'x", "A text has no end.", 9],
    ["(count > 1", "The expression ends where ')' is expected.", 10],
    ["count > 1)", "')' closes a bracket that is not open.", 9],
    ["count > 1 ? true", "The expression ends where ':' is expected.", 16],
    ["stage name", "Nothing joins 'name' to what stands before it.", 6],
    ["count > > 1", "'>' stands where a value is expected.", 8],
    ["stage == 'x' and true", "Nothing joins 'and' to what stands before it.", 13],
    ["campaign.", "The expression ends where a name is expected.", 9],
    ["stage", "A condition is wanted, and this is text.", 0],
    ["budget", "A condition is wanted, and this is money in EUR.", 0],
  ])("'%s' is told in words, with what to write instead", (text, message, offset) => {
    const told = checkExpression(text, scope, "boolean");

    expect(told).toMatchObject({ ok: false, message, offset });
    expect(told.ok ? "" : told.hint).toMatch(/^[A-Z].{10,}[.)]$/);
  });

  test("names the place", () => {
    expect(checkExpression("count > 0 && nme == 'x'", scope, "boolean")).toMatchObject({ offset: 13 });
    expect(checkExpression("count >", scope, "boolean")).toMatchObject({ ok: false, offset: 7 });
  });

  test.each([
    ["nothing", ""],
    ["no condition", "name"],
    ["text with a number", "stage == 1"],
    ["boolean with text", "active == 'true'"],
    ["text plus number", "count + name == ''"],
    ["beyond 64 bits", "9223372036854775808 == count"],
    ["too large a decimal", "rate == 1e2000"],
    ["no such day", "day == '2026-02-30'"],
    ["two references away", "campaign.stage.x == 1"],
    ["a member of a prototype", "constructor == null"],
    ["a prototype", "campaign.__proto__ == null"],
    ["a loop", "[1, 2].all(x, x > 0)"],
    ["a map", "{'a': 1}.a == 1"],
    ["bytes", "b'x' == b'x'"],
    ["a pattern that is not written out", "name.matches(stage)"],
    ["a back-reference", "name.matches('(a)\\\\1')"],
    ["looking around", "name.matches('(?=a)')"],
    ["too large a pattern", "name.matches('((a{1000}){1000}){1000}')"],
    ["a pattern that repeats nothing too often", "name.matches('(((){1000}){1000}){1000}')"],
    ["too deep", `${"(".repeat(300)}active${")".repeat(300)}`],
    ["too deep a chain", `${"!".repeat(3_000)}active`],
    ["too long a text or too deep", `active${" || active".repeat(500)}`],
    ["too long", `name == '${"x".repeat(5_000)}'`],
  ])("%s is refused", (_what, text) => {
    expect(checkExpression(text, scope, "boolean").ok).toBe(false);
  });

  test("nothing that can be typed throws anything", () => {
    const part = fc.constantFrom(
      ...[
        "stage",
        "rate",
        "budget",
        "day",
        "extra",
        "campaign",
        ".",
        "(",
        ")",
        "[",
        "]",
        "'a'",
        "1",
        "1.5",
        "+",
      ],
      ...[
        "-",
        "*",
        "/",
        "%",
        "==",
        "<",
        "&&",
        "||",
        "!",
        "?",
        ":",
        ",",
        "in",
        "null",
        "size",
        "matches",
        "has",
        "\\",
      ],
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 14 }), (parts) => {
        const text = parts.join(" ");
        if (!checkExpression(text, scope, "boolean").ok) return;
        expect([true, false, null]).toContain(compileExpression(text, scope)(factsOf({})));
      }),
      { numRuns: 1_000 },
    );
  });
});
