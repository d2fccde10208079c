import { describe, expect, test } from "vitest";
import { sliceName, validity } from "../../core/golden/validity.ts";
import { KeysSeen } from "./door.ts";

const slice = (from: string, to: string | null, order: string | null = null) => ({
  key: "1",
  valid: validity(from, to),
  order,
});

describe("the keys that a run has seen", () => {
  test("contradict a slice that is true while another of its key is, whichever comes first", () => {
    const seen = new KeysSeen();

    expect(seen.overlaps(slice("2026-01-01", "2026-03-01"))).toBe(false);
    expect(seen.overlaps(slice("2026-03-01", null))).toBe(false);
    expect(seen.overlaps(slice("2026-02-01", "2026-04-01"))).toBe(true);
    expect(seen.overlaps({ ...slice("2026-02-01", null), key: "2" })).toBe(false);
  });

  test("judge a slice by what was said of it last: an earlier word on the same beginning counts no more", () => {
    const seen = new KeysSeen();
    seen.overlaps(slice("2026-01-01", null, "1"));

    expect(seen.overlaps(slice("2026-01-01", "2026-03-01", "2"))).toBe(false);
    expect(seen.overlaps(slice("2026-03-01", null, "1"))).toBe(false);
    // Told late: what is later has been taken in already.
    expect(seen.overlaps(slice("2026-01-01", null, "1"))).toBe(false);
    expect(seen.overlaps(slice("2026-02-01", "2026-03-01", "3"))).toBe(true);
  });

  test("have all slices of a key of which a row was refused, and none of it came in well", () => {
    const seen = new KeysSeen();
    seen.see(sliceName("1", "2026-01-01"), Buffer.alloc(6, 1));
    seen.overlaps(slice("2026-01-01", null));
    const before = [seen.has("1", "2026-01-01"), seen.has("1", "2026-05-01"), seen.accepted("1")];

    seen.refuse("1");

    expect(before).toEqual([true, false, true]);
    expect([seen.has("1", "2026-05-01"), seen.accepted("1")]).toEqual([true, false]);
    expect([seen.has("2", ""), seen.accepted("2"), seen.accepted(null)]).toEqual([false, false, false]);
  });
});
