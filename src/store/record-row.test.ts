import fc from "fast-check";
import { expect, test } from "vitest";
import type { Position } from "../core/golden/golden.ts";
import { positionFromRow, positionToRow } from "./record-row.ts";

const instants = fc
  .date({ min: new Date("0001-01-01T00:00:00Z"), max: new Date("9999-12-31T23:59:59Z"), noInvalidDate: true })
  .chain((date) =>
    fc
      .nat({ max: 999 })
      .map((micros) => date.toISOString().replace("Z", `${String(micros).padStart(3, "0")}Z`)),
  );
const positions: fc.Arbitrary<Position> = fc.record({
  incarnation: fc.nat({ max: 9 }),
  kind: fc.constantFrom("file", "api", "lsn", "gtid", "poll"),
  at: fc.oneof(
    instants,
    fc.stringMatching(/^[!#-[\]-~]{1,40}$/),
    fc.constantFrom("2026-02-30T00:00:00.000000Z", "2026-02-28T00:00:00Z", "1", "f1", "~00000012/00000003"),
  ),
});

test("a position is read from a row as it was written there", () => {
  fc.assert(
    fc.property(positions, (position) => {
      expect(positionFromRow(positionToRow(position), position.incarnation)).toEqual(position);
    }),
  );
});

test("the instant of a file takes half of its text in a row, to the microsecond", () => {
  const position: Position = { incarnation: 1, kind: "file", at: "2026-11-21T08:00:00.123456Z" };

  expect(positionToRow(position)).toBe("f1795248000123456");
});
