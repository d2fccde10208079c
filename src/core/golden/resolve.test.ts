import { describe, expect, test } from "vitest";
import {
  attribute,
  authority,
  claim,
  copy,
  entityType,
  modelOf,
  nobodyAsked,
  noReferences,
  place,
  position,
  record,
} from "../../../test/helpers/worlds.ts";
import { entityId, factKey, logIndex, recordId } from "../ids.ts";
import type { Attribute } from "../model/attribute.ts";
import type { EntityType } from "../model/model.ts";
import { type Approval, approvalKey } from "./approval.ts";
import type { Override, RecordState } from "./golden.ts";
import { coreMeans, type Means } from "./means.ts";
import type { References, Resolution, ResolveInput } from "./resolution.ts";
import { compileResolver } from "./resolve.ts";

const stage = attribute("stage", { authority: [authority("crm")] });
const owner = (more: Partial<Attribute> = {}) =>
  attribute("owner", { authority: [authority("ops", "stage == 'draft'"), authority("crm")], ...more });

/** Resolves the entries one after the other: each gives the records as they then are, entry 1 first. */
function inTurn(
  type: EntityType,
  entries: readonly (readonly RecordState[])[],
  more: Partial<ResolveInput> = {},
) {
  const resolver = compileResolver(modelOf([type]), type);
  let last: Resolution | null = null;
  return entries.map((records, at) => {
    const previous = last?.golden ?? null;
    last = resolver.resolve({
      records,
      hub: new Map(),
      overrides: new Map(),
      ...nobodyAsked,
      references: noReferences,
      ...more,
      previous,
      index: logIndex(at + 1),
    });
    return last;
  });
}

const factOf = (resolution: Resolution | undefined, name: string) =>
  resolution?.golden.facts.get(factKey(name));
const now = (
  type: EntityType,
  records: readonly RecordState[],
  name: string,
  more: Partial<ResolveInput> = {},
) => factOf(inTurn(type, [records], more)[0], name);

describe("the authority of a fact", () => {
  const type = entityType("thing", [stage, owner({ fallback: ["erp", "mart"] })]);

  test("is the first whose condition holds", () => {
    const records = [record("crm", { stage: "draft", owner: "c" }), record("ops", { owner: "o" })];

    expect(now(type, records, "owner")).toMatchObject({
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
    const input = { records, hub: new Map(), overrides: new Map(), ...nobodyAsked };

    const { golden } = compileResolver(modelOf([all]), all, means).resolve({
      ...input,
      references: noReferences,
      previous: null,
      index: logIndex(1),
    });

    expect([...golden.facts.values()].map(({ value }) => value)).toEqual(["draft", null, "s", "b"]);
    expect(judged).toEqual(["stage == 'draft'"]);
  });

  test("is not one whose condition meets null", () => {
    expect(now(type, [record("ops", { owner: "o" })], "owner")).toMatchObject({
      value: null,
      basis: "none",
      authority: "crm",
    });
  });

  test("is believed when it says empty, and no fallback is asked", () => {
    const records = [record("crm", { owner: null }), record("erp", { owner: "e" })];

    expect(now(type, records, "owner")).toMatchObject({ value: null, basis: "authority", source: "crm" });
  });

  test("says nothing with an empty value where blank is a gap", () => {
    const gap = entityType("thing", [stage, owner({ fallback: ["erp"], blank: "gap" })]);
    const records = [record("crm", { owner: null }), record("erp", { owner: "e" })];

    expect(now(gap, records, "owner")).toMatchObject({ value: "e", basis: "fallback", source: "erp" });
  });

  test("is not heard through a deleted record", () => {
    expect(now(type, [record("crm", { owner: "c" }, { deleted: true })], "owner")).toMatchObject({
      basis: "none",
    });
  });
});

describe("fallbacks", () => {
  const type = entityType("thing", [stage, owner({ fallback: ["erp", "mart"] })]);

  test("are asked in the order declared", () => {
    const records = [record("mart", { owner: "m" }), record("erp", { owner: "e" })];

    expect(now(type, records, "owner")).toMatchObject({ value: "e", source: "erp" });
  });

  test("that only hold what we wrote rank below every independent one", () => {
    const records = [
      record("mart", { owner: "m" }),
      record("erp", { owner: claim("e", 1, { ownWrite: true }) }),
    ];

    expect(now(type, records, "owner")).toMatchObject({ value: "m", source: "mart" });
    expect(now(type, records.slice(1), "owner")).toMatchObject({ value: "e", source: "erp" });
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
    expect(now(by(survivorship), records, "city")).toMatchObject({ value: city });
  });

  test("the record that won the other attribute speaks alone, even if it says nothing", () => {
    const silent = record("crm", { name: "The longest name" }, { key: "d" });

    expect(now(by({ by: "same-as", attribute: "name" }), [...records, silent], "city")).toMatchObject({
      basis: "none",
    });
  });
});

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
    expect(now(type, crm("c"), "owner", { overrides: standing(day) })).toMatchObject({
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
      hub: new Map(),
      overrides: new Map(),
      ...nobodyAsked,
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
    hub: new Map(),
    overrides: new Map(),
    ...nobodyAsked,
    previous: before?.golden ?? null,
    references: noReferences,
    index: logIndex(2),
  });

  expect(after.changed).toEqual(["old"]);
  expect(after.golden.facts.has(factKey("old"))).toBe(false);
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
      hub: new Map(),
      overrides: new Map(),
      ...nobodyAsked,
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

  const parted = now(entityType("thing", [parts]), [], "parts", {
    overrides: new Map([[fact, { ...set, value }]]),
    references: { entityOf: (text) => (text === old && survivor ? survivor : null), facts: () => null },
  });

  expect(parted).toMatchObject({ value: JSON.stringify([other, survivor]), basis: "override" });
});

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
