import { describe, expect, test } from "vitest";
import { factOf, firstOf, inTurn, owner, stage } from "../../../test/helpers/in-turn.ts";
import {
  attribute,
  authority,
  claim,
  entityType,
  modelOf,
  position,
  record,
  recordsAlone,
} from "../../../test/helpers/worlds.ts";
import { factKey, logIndex } from "../ids.ts";
import type { Attribute } from "../model/attribute.ts";
import type { EntityType } from "../model/model.ts";
import { coreMeans, type Means } from "./means.ts";
import { compileResolver } from "./resolve.ts";

describe("the authority of a fact", () => {
  const type = entityType("thing", [stage, owner({ fallback: ["erp", "mart"] })]);

  test("is the first whose condition holds", () => {
    const records = [record("crm", { stage: "draft", owner: "c" }), record("ops", { owner: "o" })];

    expect(firstOf(type, records, "owner")).toMatchObject({
      value: "o",
      basis: "authority",
      source: "ops",
      record: "ops:1",
    });
  });

  test("is asked for once where several attributes have the same condition", () => {
    const judged: string[] = [];
    const means: Means = {
      ...coreMeans,
      compileExpression: (text, scope) => {
        const when = coreMeans.compileExpression(text, scope);
        return (facts) => {
          judged.push(text);
          return when(facts);
        };
      },
    };
    const asked = (name: string) => owner({ name, declared: name });
    const all = entityType("thing", [stage, asked("owner"), asked("seller"), asked("buyer")]);
    const records = [record("crm", { stage: "draft" }), record("ops", { seller: "s", buyer: "b" })];
    const input = { records, ...recordsAlone };

    const { golden } = compileResolver(modelOf([all]), all, means).resolve({
      ...input,
      previous: null,
      index: logIndex(1),
    });

    expect([...golden.facts.values()].map(({ value }) => value)).toEqual(["draft", null, "s", "b"]);
    expect(judged).toEqual(["stage == 'draft'"]);
  });

  test("is not one whose condition meets null", () => {
    expect(firstOf(type, [record("ops", { owner: "o" })], "owner")).toMatchObject({
      value: null,
      basis: "none",
      authority: "crm",
    });
  });

  test("is believed when it says empty, and no fallback is asked", () => {
    const records = [record("crm", { owner: null }), record("erp", { owner: "e" })];

    expect(firstOf(type, records, "owner")).toMatchObject({ value: null, basis: "authority", source: "crm" });
  });

  test("says nothing with an empty value where blank is a gap", () => {
    const gap = entityType("thing", [stage, owner({ fallback: ["erp"], blank: "gap" })]);
    const records = [record("crm", { owner: null }), record("erp", { owner: "e" })];

    expect(firstOf(gap, records, "owner")).toMatchObject({ value: "e", basis: "fallback", source: "erp" });
  });

  test("is not heard through a deleted record", () => {
    expect(firstOf(type, [record("crm", { owner: "c" }, { deleted: true })], "owner")).toMatchObject({
      basis: "none",
    });
  });
});

describe("fallbacks", () => {
  const type = entityType("thing", [stage, owner({ fallback: ["erp", "mart"] })]);

  test("are asked in the order declared", () => {
    const records = [record("mart", { owner: "m" }), record("erp", { owner: "e" })];

    expect(firstOf(type, records, "owner")).toMatchObject({ value: "e", source: "erp" });
  });

  test("that only hold what we wrote rank below every independent one", () => {
    const records = [
      record("mart", { owner: "m" }),
      record("erp", { owner: claim("e", 1, { ownWrite: true }) }),
    ];

    expect(firstOf(type, records, "owner")).toMatchObject({ value: "m", source: "mart" });
    expect(firstOf(type, records.slice(1), "owner")).toMatchObject({ value: "e", source: "erp" });
  });

  test("give way at once to an authority that takes over: only what an authority stood behind is carried", () => {
    const ops = record("ops", { owner: claim("o", 1) });
    const [, second] = inTurn(type, [
      [ops, record("erp", { owner: "e" })],
      [ops, record("erp", { owner: "e" }), record("crm", { stage: claim("draft", 2) })],
    ]);

    expect(factOf(second, "owner")).toMatchObject({ value: "o", basis: "authority" });
  });
});

describe("several records of one source", () => {
  const by = (survivorship: Attribute["survivorship"]) =>
    entityType("thing", [
      attribute("name", { authority: [authority("crm")], survivorship: { by: "longest" } }),
      attribute("city", { authority: [authority("crm")], survivorship }),
    ]);
  const at = (day: number) => ({ position: position(day) });
  const first = record("crm", { name: "Long name", city: claim("Ulm", 1, at(5)) }, { key: "a" });
  const second = record(
    "crm",
    { name: "Name", city: claim("Bonn", 2, at(9)), note: "more", more: "still" },
    { key: "b", created: logIndex(2) },
  );
  const third = record("crm", { city: claim("Regensburg", 3, at(7)) }, { key: "c", created: logIndex(3) });
  const records = [third, second, first];

  test.each([
    [null, "Ulm"],
    [{ by: "most-recent" }, "Bonn"],
    [{ by: "most-complete" }, "Bonn"],
    [{ by: "longest" }, "Regensburg"],
    [{ by: "same-as", attribute: "name" }, "Ulm"],
  ] as const)("%j chooses %s", (survivorship, city) => {
    expect(firstOf(by(survivorship), records, "city")).toMatchObject({ value: city });
  });

  test("the record that won the other attribute speaks alone, even if it says nothing", () => {
    const silent = record("crm", { name: "The longest name" }, { key: "d" });

    expect(firstOf(by({ by: "same-as", attribute: "name" }), [...records, silent], "city")).toMatchObject({
      basis: "none",
    });
  });
});

describe("existence", () => {
  const crm = record("crm", { stage: "live" });
  const gone = { ...crm, deleted: true };
  const other = record("crm", { stage: "live" }, { key: "2" });
  const type = (onDelete: EntityType["exists"]["onDelete"]) =>
    entityType("thing", [stage], {
      exists: { authority: "crm", onDelete, mergedInto: null, keysReused: false },
    });

  test.each([
    ["retire", [gone], "retired"],
    ["retire", [gone, other], "active"],
    ["retire", [record("ops", {}, { deleted: true })], "active"],
    ["keep", [gone], "active"],
    ["archive", [gone], "archived"],
    ["archive", [gone, other], "active"],
    ["delete-copies", [gone], "retired"],
  ] as const)("under %s, %#: the state is as declared", (onDelete, records, state) => {
    expect(inTurn(type(onDelete), [records])[0]?.golden.state).toBe(state);
  });
});

test("a fact that the model no longer declares is told as changed and gone", () => {
  const before = inTurn(entityType("thing", [stage, attribute("old", { authority: [authority("crm")] })]), [
    [record("crm", { stage: "x", old: "y" })],
  ])[0];
  const type = entityType("thing", [stage]);
  const after = compileResolver(modelOf([type]), type).resolve({
    records: [record("crm", { stage: "x" })],
    ...recordsAlone,
    previous: before?.golden ?? null,
    index: logIndex(2),
  });

  expect(after.changed).toEqual(["old"]);
  expect(after.golden.facts.has(factKey("old"))).toBe(false);
});
