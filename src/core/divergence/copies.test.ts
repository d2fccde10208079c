import { describe, expect, test } from "vitest";
import type { Basis, GoldenFact } from "../golden/golden.ts";
import { logIndex } from "../ids.ts";
import { mustFollow } from "./copies.ts";

const fact = (basis: Basis, more: Partial<GoldenFact> = {}): GoldenFact => ({
  value: "x",
  basis,
  source: "crm",
  record: null,
  since: logIndex(1),
  authority: "crm",
  handover: null,
  ...more,
});
const own = { copyOf: null };
const others = { copyOf: {} };

describe("a source has to follow a fact", () => {
  test("that another is believed for, not the one that it decides itself, nor one that nobody says", () => {
    expect(mustFollow(own, fact("authority"), "ops")).toBe(true);
    expect(mustFollow(own, fact("authority"), "crm")).toBe(false);
    expect(mustFollow(own, fact("none", { value: null, source: null }), "ops")).toBe(false);
    expect(mustFollow(own, undefined, "ops")).toBe(false);
  });

  test("of another entity, though it may be the authority there", () => {
    expect(mustFollow(others, fact("authority"), "crm")).toBe(true);
  });

  test("that is held while something waits for approval, but clears no copy for what is empty only meanwhile", () => {
    expect(mustFollow(own, fact("held"), "ops")).toBe(true);
    expect(mustFollow(own, fact("held", { value: null }), "ops")).toBe(false);
    expect(mustFollow(own, fact("authority", { value: null }), "ops")).toBe(true);
  });
});
