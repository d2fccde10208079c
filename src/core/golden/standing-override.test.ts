import { describe, expect, test } from "vitest";
import { factOf, firstOf, inTurn, owner, stage } from "../../../test/helpers/in-turn.ts";
import { attribute, authority, claim, entityType, record } from "../../../test/helpers/worlds.ts";
import { entityId, factKey, logIndex, recordId } from "../ids.ts";
import type { Override } from "./golden.ts";
import type { ResolveInput } from "./resolution.ts";

describe("an override", () => {
  const type = entityType("thing", [stage, owner()]);
  const standing = (until: Override["until"]): ResolveInput["overrides"] => {
    const fact = factKey("owner");
    return new Map([[fact, { fact, value: "boss", since: logIndex(1), until, calendar: "2026-11-01" }]]);
  };
  const day = { day: "2027-01-01" };
  const change = { change: "authority-changes" } as const;
  const crm = (value: string, since = 1, stageNow = "live") => [
    record("crm", { stage: stageNow, owner: claim(value, since) }),
    record("ops", { owner: "o" }),
  ];

  test("stands against the authority", () => {
    expect(firstOf(type, crm("c"), "owner", { overrides: standing(day) })).toMatchObject({
      value: "boss",
      basis: "override",
      source: "hub",
      record: null,
      authority: "crm",
    });
  });

  test("ends when the authority reaches the same value", () => {
    const [first] = inTurn(type, [crm("boss")], { overrides: standing(day) });

    expect(first?.endedOverrides).toEqual([{ fact: "owner", why: "agrees" }]);
    expect(factOf(first, "owner")).toMatchObject({ value: "boss", basis: "authority", source: "crm" });
  });

  test("ends with the authority's next statement only where that was the end set", () => {
    const next = [crm("c"), crm("d", 2)];

    expect(factOf(inTurn(type, next, { overrides: standing(day) })[1], "owner")).toMatchObject({
      value: "boss",
    });
    const [, second] = inTurn(type, next, { overrides: standing(change) });
    expect(second?.endedOverrides).toEqual([{ fact: "owner", why: "authority-changed" }]);
    expect(factOf(second, "owner")).toMatchObject({ value: "d", basis: "authority" });
  });

  test("ends so, too, when a slice of the authority comes into force that was recorded before it was set", () => {
    const slice = (from: string, value: string, of: { readonly id: string }) => {
      const made = record("crm", { stage: "live", owner: claim(value, 1) }, { key: "1" });
      return { ...made, id: recordId(of.id), valid: { from, to: null } };
    };
    const slices = [slice("2026-10-01", "c", { id: "a" }), slice("2026-12-01", "d", { id: "b" })];
    const on = (calendar: string, until: Override["until"]) =>
      inTurn(type, [slices, slices], { overrides: standing(until), calendar })[1];

    expect(factOf(on("2026-11-30", change), "owner")).toMatchObject({ value: "boss", basis: "override" });
    expect(factOf(on("2026-12-01", day), "owner")).toMatchObject({ value: "boss", basis: "override" });
    const [ended] = inTurn(type, [slices], { overrides: standing(change), calendar: "2026-12-01" });
    expect(ended?.endedOverrides).toEqual([{ fact: "owner", why: "authority-changed" }]);
    expect(factOf(ended, "owner")).toMatchObject({ value: "d", basis: "authority" });
  });

  test("stays when authority moves, tells the steward once, and what the new one said before is no statement", () => {
    const moved = [crm("c"), crm("c", 1, "draft"), crm("c", 1, "draft")];
    const late = moved.map((records, at) =>
      at === 0 ? records : [...records.slice(0, 1), record("ops", { owner: claim("p", 2) })],
    );
    const [, second, third] = inTurn(type, late, { overrides: standing(change) });

    expect(second?.notices).toEqual([
      { fact: "owner", kind: "authority-moved-under-override", from: "crm", to: "ops" },
    ]);
    expect(third?.notices).toEqual([]);
    expect(factOf(third, "owner")).toMatchObject({ value: "boss", basis: "override", authority: "ops" });
  });
});

test("an override of a list follows each of its references to the entity that answers now", () => {
  const [old, survivor, other] = ["a", "b", "c"].map((last) =>
    entityId(`00000000-0000-8000-8000-00000000000${last}`),
  );
  const parts = attribute("parts", {
    type: { kind: "list", of: { kind: "ref", to: "thing" }, as: "sequence", keyedBy: null, standardise: [] },
    authority: [authority("crm")],
  });
  const fact = factKey("parts");
  const set = { fact, since: logIndex(1), until: { day: "2027-01-01" }, calendar: "2026-11-01" };
  const value = JSON.stringify([other, old]);

  const parted = firstOf(entityType("thing", [parts]), [], "parts", {
    overrides: new Map([[fact, { ...set, value }]]),
    references: { entityOf: (text) => (text === old && survivor ? survivor : null), facts: () => null },
  });

  expect(parted).toMatchObject({ value: JSON.stringify([other, survivor]), basis: "override" });
});
