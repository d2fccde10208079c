import { describe, expect, it } from "vitest";
import { samples } from "../../samples/samples.ts";
import { dayBefore, sampleDefaults } from "../../samples/shared/exports.ts";
import { comeDueAll } from "../../src/app/calendar.ts";
import { followAll } from "../../src/app/follow.ts";
import type { Hub } from "../../src/app/hub.ts";
import { asTest } from "../../src/app/model-tests/as-test.ts";
import { explainEntity } from "../../src/app/read/explain.ts";
import type { ExplainAnswer } from "../../src/app/read/explain-answer.ts";
import { seesAll, type Viewer } from "../../src/app/read/viewer.ts";
import { attributeOf, entityId, factKey } from "../../src/core/ids.ts";
import { entityStates } from "../../src/store/load-state.ts";
import type { EntityState } from "../../src/store/state.ts";
import { loadExportsInto, sampleModel } from "../helpers/sample.ts";
import { testHub } from "../helpers/test-hub.ts";

/** Every kind of case that the samples have, written as a test of the model: what happened is played in memory, and comes out the same. */
const masked: Viewer = { domains: null, personal: [] };
const lastDay = new Date().toISOString().slice(0, 10);
const monthLater = dayBefore(lastDay, -32);

describe.each(Object.entries(samples))("of the sample %s", (name, generate) => {
  it("each kind of fact of each kind of entity is written as a test that comes out as it did", async () => {
    const { hub } = await testHub(await sampleModel(name));
    const { exports, texts } = generate({ ...sampleDefaults, lastDay });
    await loadExportsInto(hub, exports, texts);
    const chosen = await unlikeEntities(hub);
    expect(new Set(chosen.map(({ type }) => type))).toEqual(new Set(hub.compiled.model.entities.keys()));
    const seen = new Set<string>();

    const wrong: string[] = [];
    for (const { id, type } of chosen) {
      const kinds = await kindsOfFacts(hub, { id, type });
      const unseen = kinds.filter(({ kind }) => !seen.has(kind) && seen.add(kind));
      for (const fact of [null, ...unseen.map((one) => one.fact)])
        for (const viewer of [seesAll, masked]) {
          const { test, ok } = await asTest(hub, viewer, { type, ref: id, fact });
          if (!ok) wrong.push(test);
        }
    }
    await comeDueAll(hub, async () => `${monthLater}T12:00:00.000000Z`);
    await followAll(hub);
    for (const { id, type } of chosen) {
      const { test, ok } = await asTest(hub, seesAll, { type, ref: id, fact: null });
      if (!ok) wrong.push(test);
    }

    expect(wrong).toEqual([]);
  });
});

/** Entities of which each has something about it that none before it has. */
async function unlikeEntities(hub: Hub): Promise<readonly EntityState[]> {
  const { reader } = hub.database;
  const rows = await reader.many<{ entity_id: string }>(
    "select entity_id from bailiwick.entity where state <> 'merged' order by entity_id",
  );
  const states = await entityStates(
    reader,
    hub.log,
    rows.map((row) => entityId(row.entity_id)),
  );
  const seen = new Set<string>();
  return [...states.values()].filter((state) => {
    const traits = traitsOf(state).filter((trait) => !seen.has(trait));
    for (const trait of traits) seen.add(trait);
    return traits.length > 0;
  });
}

function traitsOf({ type, state, golden, records, divergences, approvals, findings }: EntityState) {
  const sources = records.map(({ source, deleted, linkedBy }) => `${source} ${deleted} ${linkedBy}`);
  const facts = [...(golden?.facts ?? [])];
  return [
    state,
    sources.toSorted().join(),
    ...facts.map(([fact, { basis, value }]) => `${attributeOf(fact)} ${basis} ${value === null}`),
    ...divergences.map(({ fact, source, cause }) => `${attributeOf(fact)} ${source} ${cause}`),
    ...[...approvals.values()].map(({ fact, layer, waiting }) => `${fact} ${layer} ${waiting === null}`),
    ...findings.map(({ rule }) => rule),
  ].map((trait) => `${type} ${trait}`);
}

/** The facts of an entity, and what kind of fact each is: whose, on what ground, and how its copies stand. */
async function kindsOfFacts(hub: Hub, { id, type }: Pick<EntityState, "id" | "type">) {
  const answers = await explainEntity(hub, seesAll, { type, ref: id });
  const kindOf = ({ fact, basis, origin, copies }: ExplainAnswer) =>
    [type, attributeOf(factKey(fact)), basis, origin.source, ...copies.map((one) => one.state)].join(" ");
  return answers.map((answer) => ({ fact: answer.fact, kind: kindOf(answer) }));
}
