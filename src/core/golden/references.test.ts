import { describe, expect, test } from "vitest";
import { factOf, inTurn, stage } from "../../../test/helpers/in-turn.ts";
import {
  attribute,
  authority,
  copy,
  entityType,
  modelOf,
  record,
  recordsAlone,
} from "../../../test/helpers/worlds.ts";
import { entityId, factKey, logIndex, recordId } from "../ids.ts";
import type { References } from "./resolution.ts";
import { compileResolver } from "./resolve.ts";

describe("references", () => {
  const target = entityId("00000000-0000-8000-8000-00000000000a");
  const campaign = attribute("campaign", {
    type: { kind: "ref", to: "thing" },
    authority: [authority("cms")],
  });
  const label = attribute("label", {
    copyOf: { reference: "campaign", entity: "thing", attribute: "stage" },
    copies: [copy("cms")],
  });
  const type = entityType("thing", [stage, campaign, label]);
  const records = [record("cms", { campaign: "crm:7" })];
  const there: References = {
    entityOf: (text) => (text === "crm:7" ? target : null),
    facts: () =>
      new Map([
        [
          factKey("stage"),
          {
            value: "live",
            basis: "carried",
            source: "crm",
            record: recordId("crm:7"),
            since: logIndex(1),
            authority: "erp",
            handover: { from: "crm", to: "erp", index: logIndex(1) },
          },
        ],
      ]),
  };

  test("lead to the entity, and copy-of takes the other's fact with its basis and what it cites", () => {
    const [first] = inTurn(type, [records], { references: there });

    expect(factOf(first, "campaign")).toMatchObject({ value: target, basis: "authority", record: "cms:1" });
    expect(factOf(first, "label")).toMatchObject({
      value: "live",
      basis: "carried",
      source: "crm",
      record: "crm:7",
    });
  });

  test("that await their target are none, name who states them, and heal when it arrives", () => {
    const [first] = inTurn(type, [records]);
    const resolver = compileResolver(modelOf([type]), type);
    const healed = resolver.resolve({
      records,
      ...recordsAlone,
      previous: first?.golden ?? null,
      references: there,
      index: logIndex(2),
    });

    expect(factOf(first, "campaign")).toMatchObject({
      value: null,
      basis: "none",
      source: "cms",
      record: "cms:1",
    });
    expect(factOf(first, "label")).toMatchObject({ value: null, basis: "none", source: "cms" });
    expect(healed.changed).toEqual(["campaign", "label"]);
    expect(factOf(healed, "label")).toMatchObject({ value: "live", since: 2 });
  });
});
