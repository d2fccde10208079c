import { describe, expect, test } from "vitest";
import { factOf, inTurn, owner, stage } from "../../../test/helpers/in-turn.ts";
import {
  attribute,
  authority,
  claim,
  copy,
  entityType,
  modelOf,
  record,
  recordsAlone,
} from "../../../test/helpers/worlds.ts";
import { entityId, logIndex } from "../ids.ts";
import type { ResolveInput } from "./resolution.ts";
import { compileResolver } from "./resolve.ts";

describe("a hand-over", () => {
  const type = entityType("thing", [stage, owner({ copies: [copy("ops"), copy("crm")] })]);
  const ops = record("ops", { owner: "o" });
  const crm = (stageNow: string, ownerNow: string, since = 1) =>
    record("crm", { stage: stageNow, owner: claim(ownerNow, since) });
  const draft = [ops, crm("draft", "c")];
  const live = [ops, crm("live", "c")];

  test("carries the standing value, and tells that the new authority contradicts it", () => {
    const [, second] = inTurn(type, [draft, live]);

    expect(factOf(second, "owner")).toEqual({
      value: "o",
      basis: "carried",
      source: "ops",
      record: "ops:1",
      since: 1,
      authority: "crm",
      handover: { from: "ops", to: "crm", index: 2 },
    });
    expect(second?.notices).toEqual([
      { fact: "owner", kind: "handover-contradicted", from: "ops", to: "crm" },
    ]);
  });

  test("is not over with what the new authority says in the very entry that moves authority", () => {
    const [, second] = inTurn(type, [draft, [ops, crm("live", "new", 2)]]);

    expect(factOf(second, "owner")).toMatchObject({ value: "o", basis: "carried" });
  });

  test("is over when the new authority says something after it", () => {
    const [, , third] = inTurn(type, [draft, live, [ops, crm("live", "new", 3)]]);

    expect(factOf(third, "owner")).toMatchObject({
      value: "new",
      basis: "authority",
      source: "crm",
      handover: null,
      since: 3,
    });
  });

  test("is over at once when the new authority holds the same, which keeps its since", () => {
    const [, second] = inTurn(type, [draft, [ops, crm("live", "o")]]);

    expect(factOf(second, "owner")).toMatchObject({
      value: "o",
      basis: "authority",
      source: "crm",
      since: 1,
    });
  });

  test("and back loses nothing and flaps nothing", () => {
    const told = inTurn(type, [draft, live, draft, live, draft]);

    expect(told.map((one) => factOf(one, "owner")?.value)).toEqual(["o", "o", "o", "o", "o"]);
    expect(told.map((one) => factOf(one, "owner")?.basis)).toEqual([
      "authority",
      "carried",
      "authority",
      "carried",
      "authority",
    ]);
  });

  test("takes the new authority's claim at once where the model says adopt", () => {
    const adopting = entityType("thing", [stage, owner({ handover: "adopt" })]);
    const [, second] = inTurn(adopting, [draft, live]);

    expect(factOf(second, "owner")).toMatchObject({ value: "c", basis: "authority", since: 2 });
  });

  test("keeps a value whose record is gone, without citing it", () => {
    const [, , third] = inTurn(type, [draft, live, [{ ...ops, deleted: true }, crm("live", "c")]]);

    expect(factOf(third, "owner")).toMatchObject({ value: "o", basis: "carried", record: null });
  });
});

test("a value that stands here follows an entity that was merged to its survivor", () => {
  const [old, survivor] = [
    entityId("00000000-0000-8000-8000-00000000000a"),
    entityId("00000000-0000-8000-8000-00000000000b"),
  ];
  const campaign = attribute("campaign", {
    type: { kind: "ref", to: "thing" },
    authority: [authority("ops", "stage == 'draft'"), authority("crm")],
  });
  const type = entityType("thing", [stage, campaign]);
  const resolver = compileResolver(modelOf([type]), type);
  const at = (index: number, stageNow: string, target: typeof old, previous: ResolveInput["previous"]) =>
    resolver.resolve({
      records: [record("crm", { stage: stageNow, campaign: null }), record("ops", { campaign: "erp:1" })],
      ...recordsAlone,
      previous,
      references: { entityOf: () => target, facts: () => null },
      index: logIndex(index),
    });

  const first = at(1, "draft", old, null);
  const second = at(2, "live", old, first.golden);
  const third = at(3, "live", survivor, second.golden);

  expect(factOf(second, "campaign")).toMatchObject({ value: old, basis: "carried", record: "ops:1" });
  expect(factOf(third, "campaign")).toMatchObject({
    value: survivor,
    basis: "carried",
    record: "ops:1",
    handover: { index: 2 },
  });
});
