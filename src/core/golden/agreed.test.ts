import { describe, expect, test } from "vitest";
import { factOf, inTurn, owner, stage } from "../../../test/helpers/in-turn.ts";
import { attribute, authority, entityType, place, record } from "../../../test/helpers/worlds.ts";
import { entityId, factKey, logIndex, recordId } from "../ids.ts";
import { type Approval, approvalKey } from "./approval.ts";

describe("a fact that somebody has to agree to", () => {
  const approve = {
    for: new Set(["source"] as const),
    by: "bo",
    count: 1,
    meanwhile: "keep-last",
    place,
  } as const;
  const agreedTo = (name: string, value: string, waiting: Approval["waiting"] = null) => {
    const fact = factKey(name);
    const agreed = { value, by: ["bo"], since: logIndex(1) };
    return new Map([[approvalKey("claim", fact), { fact, layer: "claim" as const, agreed, waiting }]]);
  };
  const [old, survivor] = [
    entityId("00000000-0000-8000-8000-00000000000a"),
    entityId("00000000-0000-8000-8000-00000000000b"),
  ];
  const campaign = entityType("thing", [
    attribute("campaign", { type: { kind: "ref", to: "thing" }, authority: [authority("cms")], approve }),
  ]);
  const named = [record("cms", { campaign: "crm:7" })];

  test("is not asked about again where what was agreed to answers by another id now", () => {
    const approvals = agreedTo("campaign", old);

    const [first] = inTurn(campaign, [named], {
      approvals,
      references: { entityOf: () => survivor, facts: () => null },
    });

    expect(factOf(first, "campaign")).toMatchObject({ value: survivor, basis: "authority" });
    expect([...(first?.approvals.values() ?? [])]).toMatchObject([
      { agreed: { value: survivor, by: ["bo"] }, waiting: null },
    ]);
  });

  test("does not wait for anybody while it waits for the entity that it names", () => {
    const approvals = agreedTo("campaign", old);

    const [first] = inTurn(campaign, [named], { approvals });

    expect(factOf(first, "campaign")).toMatchObject({ value: null, basis: "none", source: "cms" });
    expect(first?.approvals).toBe(approvals);
  });

  test("keeps what was agreed to while it is carried, and what waited lapses", () => {
    const type = entityType("thing", [stage, owner({ approve })]);
    const said = (stageNow: string) => [
      record("crm", { stage: stageNow, owner: "c" }),
      record("ops", { owner: "o" }),
    ];
    const waiting = {
      ...{ value: "p", source: "ops", record: recordId("ops:1"), requester: "loader", since: logIndex(1) },
      ...{ approvers: [], declined: null },
    };
    const approvals = agreedTo("owner", "o");

    const [, carried] = inTurn(type, [said("draft"), said("live")], { approvals });
    const [, lapsed] = inTurn(type, [said("draft"), said("live")], {
      approvals: agreedTo("owner", "o", waiting),
    });

    expect(factOf(carried, "owner")).toMatchObject({ value: "o", basis: "carried" });
    expect(carried?.approvals).toBe(approvals);
    expect(lapsed?.approvals).toEqual(approvals);
  });
});
