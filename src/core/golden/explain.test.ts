import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { history } from "../../../test/helpers/histories.ts";
import { replay } from "../../../test/helpers/play-history.ts";
import {
  attribute,
  authority,
  claim,
  copy,
  entityType,
  modelOf,
  noReferences,
  record,
  recordsAlone,
  source,
} from "../../../test/helpers/worlds.ts";
import { compileFinder } from "../divergence/find.ts";
import { entityId, factKey, logIndex } from "../ids.ts";
import type { EntityType, Model } from "../model/model.ts";
import { compileExplainer } from "./explain.ts";
import type { ExplainInput } from "./explanation.ts";
import type { GoldenRecord, RecordState } from "./golden.ts";
import type { References } from "./resolution.ts";
import { compileResolver } from "./resolve.ts";

const stage = attribute("stage", { authority: [authority("crm")] });
const owner = attribute("owner", {
  authority: [authority("ops", "stage == 'draft'"), authority("crm")],
  fallback: ["erp"],
  copies: [copy("ops", { withinSeconds: 3600 }), copy("crm"), copy("mart")],
  correct: "Ask sales.",
});
const type = entityType("thing", [stage, owner], { steward: "ops-team" });
const model = modelOf(
  [type],
  ["crm", "ops", "erp", "mart", "web"].map((name) =>
    source(name, "thing", { link: `https://${name}.example/{key}` }),
  ),
);

function known(
  of: EntityType,
  within: Model,
  records: readonly RecordState[],
  references: References = noReferences,
  previous: GoldenRecord | null = null,
): ExplainInput {
  const decided = { records, ...recordsAlone, references };
  const index = logIndex(2);
  const { golden } = compileResolver(within, of).resolve({ ...decided, previous, index });
  const { open } = compileFinder(within, of).find({
    ...decided,
    golden,
    previous,
    before: new Map(),
    open: [],
    index,
  });
  return { ...decided, golden, open, cited: [], connectorsWrite: false };
}

const explain = (input: ExplainInput, name = "owner") =>
  compileExplainer(model).explain("thing", factKey(name), input);
const records = [
  record("crm", { stage: "live", owner: claim("ana", 2) }, { key: "7" }),
  record("ops", { owner: "bo" }),
  record("erp", { owner: "cy" }),
  record("web", { owner: "di" }),
  record("mart", {}),
];

describe("the four answers", () => {
  const told = explain(known(type, model, records));

  test("say where the fact originates, and by which line of the model", () => {
    expect(told).toMatchObject({ value: "ana", basis: "authority", since: 2 });
    expect(told.origin).toMatchObject({
      source: "crm",
      key: "7",
      since: 2,
      chosen: "only",
      rule: { index: 1, source: "crm", when: null, place: { line: 1 } },
    });
  });

  test("say where it is safe to correct", () => {
    expect(told.correct).toMatchObject({
      system: "crm",
      route: "manual",
      link: "https://crm.example/7",
      note: "Ask sales.",
      steward: "ops-team",
    });
  });

  test("say what is merely a copy, and how it stands", () => {
    expect(told.copies).toMatchObject([
      {
        source: "ops",
        value: "bo",
        state: "diverged",
        cause: "never-synced",
        withinSeconds: 3600,
        policy: "flag",
      },
      { source: "mart", key: "1", state: "unstated", cause: null },
    ]);
    expect(explain(known(type, model, records.slice(0, 1))).copies.map((one) => one.state)).toEqual([
      "none",
      "none",
    ]);
  });

  test("say of every other claim why it is not believed", () => {
    expect(Object.fromEntries(told.otherClaims.map((one) => [one.source, one.why]))).toEqual({
      ops: "It is the authority only when stage == 'draft', which does not hold now.",
      erp: "It is a fallback: asked only where the authority, crm, says nothing.",
      web: "It is neither authority, fallback nor copy of this fact: it is never believed for it.",
    });
  });
});

test("a carried value is explained by the hand-over, and its authority's own claim is shown", () => {
  const draft = [record("crm", { stage: "draft", owner: "ana" }), record("ops", { owner: "bo" })];
  const live = [record("crm", { stage: "live", owner: "ana" }), record("ops", { owner: "bo" })];
  const told = explain(known(type, model, live, noReferences, known(type, model, draft).golden));

  expect(told).toMatchObject({
    value: "bo",
    basis: "carried",
    handover: { from: "ops", to: "crm" },
    origin: { source: "ops" },
    correct: { system: "crm" },
  });
  expect(told.otherClaims).toMatchObject([{ source: "crm", value: "ana" }]);
  expect(told.otherClaims[0]?.why).toContain("hand-over from ops");
});

test("the losing record of one source is told who speaks for it", () => {
  const two = [...records.slice(0, 1), record("crm", { owner: "zo" }, { key: "9", created: logIndex(2) })];
  const told = explain(known(type, model, two));

  expect(told.origin.chosen).toBe("oldest");
  expect(told.otherClaims[0]?.why).toBe(
    "Another record of crm, 7, speaks for it (the oldest record that says something).",
  );
});

test("a copy-of fact originates, and is corrected, where it comes from", () => {
  const campaign = attribute("campaign", {
    type: { kind: "ref", to: "thing" },
    authority: [authority("cms")],
  });
  const label = attribute("label", {
    copyOf: { reference: "campaign", entity: "thing", attribute: "owner" },
    copies: [copy("cms")],
  });
  const page = entityType("page", [campaign, label]);
  const both = { ...modelOf([type, page], [...model.sources.values(), source("cms", "page")]) };
  const theirs = known(type, model, records);
  const target = entityId("00000000-0000-8000-8000-00000000000a");
  const references: References = { entityOf: () => target, facts: () => theirs.golden.facts };
  const input = {
    ...known(page, both, [record("cms", { campaign: "crm:7", label: "old" })], references),
    cited: records,
  };
  const told = compileExplainer(both).explain("page", factKey("label"), input);

  expect(told).toMatchObject({
    value: "ana",
    basis: "authority",
    correct: { system: "crm", link: "https://crm.example/7", note: "Ask sales." },
  });
  expect(told.origin).toMatchObject({
    source: "crm",
    key: "7",
    rule: { index: 1 },
    from: { entity: target, fact: "owner" },
  });
  expect(told.copies).toMatchObject([{ source: "cms", value: "old", state: "diverged" }]);
});

test("every living claim is either what is cited or explained as another, and every divergence stands at its copy", () => {
  fc.assert(
    fc.property(history, (drawn) => {
      for (const { type: of, input, resolution, found } of replay(drawn)) {
        const overrides = new Map(input.overrides);
        for (const { fact } of resolution.endedOverrides) overrides.delete(fact);
        const explainer = compileExplainer(modelOf([of]));
        for (const [key, fact] of resolution.golden.facts) {
          const told = explainer.explain(of.name, key, {
            ...input,
            overrides,
            golden: resolution.golden,
            open: found.open,
            cited: [],
            connectorsWrite: false,
          });
          const stating = input.records.filter(
            (one) => !one.deleted && one.claims.has(key) && one.id !== fact.record,
          );
          const others = told.otherClaims.filter((one) => one.record !== null);

          expect(others.map((one) => one.record)).toEqual(stating.map((one) => one.id));
          for (const { why } of told.otherClaims) expect(why).not.toContain("yet to be resolved");
          expect(told.origin.rule?.source ?? null).toBe(fact.authority);
          const differing = told.copies.filter(({ state }) => state === "diverged" || state === "allowed");
          expect(differing.map(({ record, state }) => `${record} ${state}`).toSorted()).toEqual(
            found.open
              .filter((one) => one.fact === key)
              .map(({ record, leave }) => `${record} ${leave === null ? "diverged" : "allowed"}`)
              .toSorted(),
          );
          for (const one of differing) expect(one.cause).not.toBeNull();
        }
      }
    }),
    { numRuns: 100 },
  );
});

test("a fact that is not stored, because nobody says anything, is explained all the same", () => {
  const told = explain({ ...known(type, model, []), golden: { facts: new Map(), state: "active" } });

  expect(told).toMatchObject({
    value: null,
    basis: "none",
    since: null,
    origin: { source: null, rule: { source: "crm" } },
    correct: { system: "crm", route: "manual" },
    otherClaims: [],
  });
});
