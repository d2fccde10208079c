import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isZone, readMoment } from "./world-moment.ts";

const code = (text: string, zone: string | null) => {
  const moment = readMoment(text, zone);
  return typeof moment === "string" ? moment : moment.code;
};

describe("a moment of the world", () => {
  test("is a day where it is midnight in UTC, and sorts as text", () => {
    expect(readMoment("2026-12-01", null)).toBe("2026-12-01");
    expect(readMoment("2026-12-01T02:00:00+02:00", null)).toBe("2026-12-01");
    expect(readMoment("2026-12-01 02:30Z", null)).toBe("2026-12-01T02:30:00");
    fc.assert(
      fc.property(
        fc.date({ min: new Date("0001-01-02"), max: new Date("9999-12-30"), noInvalidDate: true }),
        (at) => {
          const later = new Date(at.getTime() + 1);
          expect(code(at.toISOString(), null) < code(later.toISOString(), null)).toBe(true);
        },
      ),
    );
  });

  test("begins with its day at 00:00 in the zone, whatever the season", () => {
    expect(readMoment("2026-12-01", "Europe/Berlin")).toBe("2026-11-30T23:00:00");
    expect(readMoment("2026-07-01", "Europe/Berlin")).toBe("2026-06-30T22:00:00");
    // In Cairo the clock is put forward at midnight: the day begins at one.
    expect(readMoment("2026-04-24", "Africa/Cairo")).toBe("2026-04-23T22:00:00");
    expect(readMoment("0001-01-01", "Europe/Berlin")).toBe("0001-01-01");
  });

  test("without offset is of the zone, and refused where there is none, or where no clock showed it", () => {
    expect(code("2026-12-01T10:00:00.50", "Europe/Berlin")).toBe("2026-12-01T09:00:00.5");
    expect(code("2026-12-01T10:00", null)).toBe("valid-without-zone");
    expect(code("2026-03-29T02:30:00", "Europe/Berlin")).toBe("valid-in-gap");
    // Shown twice: the earlier.
    expect(code("2026-10-25T02:30:00", "Europe/Berlin")).toBe("2026-10-25T00:30:00");
    expect(code("2026-03-29T02:30:00+01:00", "Europe/Berlin")).toBe("2026-03-29T01:30:00");
  });

  test("is told where it is none", () => {
    expect(code("2026-02-30", null)).toBe("value-no-such-day");
    expect(code("soon", null)).toBe("value-not-timestamp");
    expect([isZone("Europe/Berlin"), isZone("UTC"), isZone("Europe/Berln")]).toEqual([true, true, false]);
  });
});
