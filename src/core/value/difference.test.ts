import { expect, test } from "vitest";
import type { DivergencePattern } from "../divergence/divergence.ts";
import type { CodeList } from "../model/model.ts";
import type { ValueType } from "../model/value-type.ts";
import { differencePattern } from "./difference.ts";

const place = { file: "m.yaml", line: 1, column: 1 };
const stage: CodeList = {
  name: "stage",
  place,
  codes: new Map([
    ["draft", { code: "draft", place, title: "Draft", bySystem: new Map([["crm", "D"]]) }],
    ["live", { code: "live", place, title: "Live", bySystem: new Map([["crm", "L"]]) }],
  ]),
};

test.each<[ValueType["kind"], CodeList | null, string | null, string | null, DivergencePattern]>([
  ["text", null, "Spring Launch", "SPRING LAUNCH", "case"],
  ["text", null, "Spring Launch", "spring  launch ", "spaces"],
  ["text", null, "Spring-Launch!", "Spring Launch", "punctuation"],
  ["text", null, "Spring Launch 2026", "Spring Launch", "truncation"],
  ["text", null, "Spring Launch 2026", "Spring La...", "truncation"],
  ["text", null, "Spring Launch 2026", "Sp", "other"],
  ["text", null, "Spring Launch", "Spring Launch 2026", "other"],
  ["text", null, "Jo Smith", "Smith, Jo", "swapped"],
  ["date", null, "2026-03-04", "2026-04-03", "swapped"],
  ["date", null, "2026-03-04", "2026-03-05", "other"],
  ["decimal", null, "3.14159", "3.14", "truncation"],
  ["decimal", null, "3145", "3", "other"],
  ["integer", null, "12", "21", "other"],
  ["text", stage, "draft", "D", "code"],
  ["text", stage, "draft", "L", "other"],
  ["text", stage, "draft", "DRAFT", "case"],
  ["text", null, "draft", null, "empty"],
  ["text", null, null, "draft", "empty"],
])("%s: with codes %#, %j held as %j and %j differ by %s", (kind, codes, golden, held, pattern) => {
  const type: ValueType =
    kind === "date" ? { kind } : kind === "decimal" || kind === "integer" ? { kind } : { kind: "text" };
  expect(differencePattern({ type }, codes, golden, held)).toBe(pattern);
});
