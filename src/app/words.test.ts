import { expect, it } from "vitest";
import {
  bareText,
  countOf,
  countText,
  dayText,
  oneLine,
  smallNumber,
  spanText,
  valueText,
  wrapped,
} from "./words.ts";

it("a value stands on one line and cannot move the cursor of a terminal", () => {
  expect(valueText("a\r\nb\tc\u001b[2J")).toBe('"a⏎b⇥c�[2J"');
  expect(oneLine("a\u0007")).toBe("a�");
  expect(bareText("x")).toBe("x");
});

it("what is empty, masked or erased is said to be", () => {
  expect([null, { masked: true }, { erased: true }, 7, true].map(valueText)).toEqual([
    "(empty)",
    "(masked)",
    "(erased)",
    "7",
    "true",
  ]);
});

it.each([
  [59, "59 s"],
  [119, "119 s"],
  [120, "2 min"],
  [7_200, "2 h"],
  [172_799, "47 h"],
  [864_000, "10 d"],
  [-5, "0 s"],
])("%i seconds are %s", (seconds, text) => {
  expect(spanText(seconds)).toBe(text);
});

it("days carry their year only where it is another one", () => {
  const now = new Date("2026-11-14T00:00:00Z");

  expect(dayText("2026-11-04T06:00:00Z", now)).toBe("4 Nov");
  expect(dayText("2025-12-31T23:59:59Z", now)).toBe("31 Dec 2025");
});

it("counts and nouns agree", () => {
  expect(countText(1_234_567)).toBe("1,234,567");
  expect([countOf(1, "entity"), countOf(2, "entity"), countOf(0, "day")]).toEqual([
    "1 entity",
    "2 entities",
    "0 days",
  ]);
  expect([smallNumber(3), smallNumber(13)]).toEqual(["three", "13"]);
});

it("text is broken at its spaces, and a long word stays whole", () => {
  expect(wrapped("one two three https://a.example/very/long", 8)).toEqual([
    "one two",
    "three",
    "https://a.example/very/long",
  ]);
});

it("a group and a list are read without brackets of JSON, and a text is in quotes where it could be taken for more", () => {
  expect(valueText({ city: "Köln", street: "Ring 1" })).toBe("{ city: Köln, street: Ring 1 }");
  expect(valueText(["neu", "rot"])).toBe("[neu, rot]");
  expect(valueText([{ iban: "DE89", open: true }, { iban: "DE12" }])).toBe(
    "[{ iban: DE89, open: true }, { iban: DE12 }]",
  );
  expect(valueText({ note: "a, b", none: null, "": " x" })).toBe('{ note: "a, b", none: null, "": " x" }');
  expect(valueText([{ masked: true }, "", "a\u001b[2J"])).toBe('[(masked), "", "a�[2J"]');
  expect([valueText([]), valueText({})]).toEqual(["[]", "{}"]);
});
