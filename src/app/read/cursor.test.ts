import { expect, test } from "vitest";
import { cursorAfter, readCursor } from "./cursor.ts";

test("a cursor is read where its own question wants it, and refused by another log or a list of other parts", () => {
  const cursor = cursorAfter(1, ["a", 2, null]);

  expect(readCursor(1, cursor, 3)).toEqual(["a", 2, null]);
  for (const [log, parts] of [
    [2, 3],
    [1, 2],
    [1, 4],
  ] as const)
    expect(() => readCursor(log, cursor, parts)).toThrow("not one of this question");
});
