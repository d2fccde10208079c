import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { mergeByHand, splitByHand } from "../../src/app/duplicates/decide-duplicate.ts";
import { setFact } from "../../src/app/edit/set-fact.ts";
import type { Hub } from "../../src/app/hub.ts";
import { openHub } from "../../src/app/open-hub.ts";
import type { EntityId } from "../../src/core/ids.ts";
import { MasterKey } from "../../src/sealing/master-key.ts";
import { makeTestDatabase } from "../helpers/database.ts";
import { expectSound } from "../helpers/expect-sound.ts";
import { apply, entityOf, loadText } from "../helpers/test-hub.ts";
import { type Fields, Oracle, type Source } from "./oracle.ts";

const runs = Number(process.env.BAILIWICK_RUNS ?? 30);

const modelWith = ({ keysReused }: { readonly keysReused: boolean }) => ({
  "systems.yaml": "systems:\n  one: { kind: record }\n  two: { kind: record }\n",
  "thing.yaml": `entity: thing
match-on: []
exists: { authority: a, keys-reused: ${keysReused} }
sources:
  - { name: a, system: one, key: id, format: { type: jsonl }, guard: { changed: 1, deleted: 1 }, fields: { name: name, size: size } }
  - { name: b, system: two, key: id, format: { type: jsonl }, guard: { changed: 1, deleted: 1 }, link: { a: same }, fields: { name: name, size: size } }
attributes:
  name: { type: text, authority: a, copies: [b] }
  size: { type: text, authority: b, fallback: [a], copies: [a] }
  note: { type: text, personal: user.note, authority: hub }
`,
});

type Step =
  | {
      readonly kind: "load";
      readonly source: Source;
      readonly day: number;
      readonly rows: readonly (readonly [number, Fields])[];
      readonly complete: boolean;
      readonly batchRows: number;
    }
  | { readonly kind: "note"; readonly record: string; readonly value: string }
  | { readonly kind: "merge"; readonly left: string; readonly right: string }
  | { readonly kind: "split" }
  | { readonly kind: "reopen" };

const value = fc.constantFrom<string | null>("x", "y", "z", null);
const fields: fc.Arbitrary<Fields> = fc.record({ name: value, size: value }, { requiredKeys: [] });
const key = fc.integer({ min: 0, max: 3 });
const source = fc.constantFrom<Source>("a", "b");
const record = fc.tuple(source, key).map(([of, at]) => `${of}:${at}`);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant("load" as const),
      source,
      day: fc.integer({ min: 1, max: 9 }),
      rows: fc.uniqueArray(fc.tuple(key, fields), { selector: ([at]) => at, minLength: 1, maxLength: 5 }),
      complete: fc.boolean(),
      batchRows: fc.constantFrom(1, 2, 500),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({ kind: fc.constant("note" as const), record, value: fc.constantFrom("n", "m") }),
  },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant("merge" as const), left: record, right: record }) },
  { weight: 2, arbitrary: fc.constant({ kind: "split" as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: "reopen" as const }) },
);

test("whatever is loaded, entered, merged and split in whatever order, the state is what the plainest reckoning says", {
  timeout: 60_000 + runs * 60_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 4, maxLength: 20 }),
      fc.boolean(),
      async (steps, keysReused) => {
        const { database, drop } = await makeTestDatabase();
        try {
          const master = new MasterKey(randomBytes(32));
          let hub = await openHub({ database, master });
          await apply(hub, modelWith({ keysReused }));
          const oracle = new Oracle({ keysReused });
          const merged: EntityId[] = [];
          for (const one of steps) {
            if (one.kind === "reopen") hub = await openHub({ database, master });
            else await play(hub, oracle, one, merged);
          }
          expect(await stateOf(hub)).toEqual({
            links: oracle.links(),
            golden: oracle.golden(),
            divergences: oracle.divergences(),
          });
          await expectSound({ hub, master });
        } finally {
          await drop();
        }
      },
    ),
    { numRuns: runs },
  );
});

const edit = { actor: "t", cause: "fact" as const, ifVersion: null, idempotency: null };
const person = { actor: "t", by: "ana", reason: "so it is" };

async function play(
  hub: Hub,
  oracle: Oracle,
  step: Exclude<Step, { kind: "reopen" }>,
  merged: EntityId[],
): Promise<void> {
  if (step.kind === "load") {
    const { day, complete, batchRows } = step;
    const rows = new Map(step.rows.map(([at, said]) => [String(at), said]));
    oracle.load(step.source, day, rows, complete);
    const same = (at: string) => (step.source === "b" && Number(at) % 2 === 0 ? { same: at } : {});
    const text = [...rows]
      .map(([at, said]) => `${JSON.stringify({ id: at, ...said, ...same(at) })}\n`)
      .join("");
    const asOf = `2026-01-0${day}T00:00:00.000000Z`;
    await loadText(hub, step.source, text, { format: "jsonl", asOf, complete, batchRows });
  } else if (step.kind === "note") {
    if (!oracle.records.has(step.record)) return;
    oracle.note(step.record, step.value);
    await setFact(hub, {
      ...edit,
      entity: await idOf(hub, step.record),
      attribute: "note",
      value: step.value,
    });
  } else if (step.kind === "merge") {
    const ids = oracle.records.has(step.left) && oracle.records.has(step.right);
    const [left, right] = ids ? [await idOf(hub, step.left), await idOf(hub, step.right)] : [];
    if (!oracle.merge(step.left, step.right) || left === undefined || right === undefined) return;
    const survivor = await mergeByHand(hub, { ...person, left, right });
    merged.push(survivor === left ? right : left);
  } else {
    if (oracle.split() === null) return;
    const last = merged.pop();
    if (last !== undefined) await splitByHand(hub, { ...person, merged: last });
  }
}

function idOf(hub: Hub, record: string): Promise<EntityId> {
  const [source = "", key = ""] = record.split(":");
  return entityOf(hub, source, key);
}

async function stateOf(hub: Hub) {
  const { reader } = hub.database;
  const entities = await reader.many<{ entity_id: string; golden: Fields; names: string[] | null }>(
    `select e.entity_id, e.golden, array_agg(r.source || ':' || r.key || repeat('''', r.life)) filter (where r.key is not null) as names
     from bailiwick.entity e left join bailiwick.record r using (log_id, entity_id)
     where e.merged_into is null group by e.log_id, e.entity_id, e.golden order by e.entity_id`,
  );
  const named = entities.map((one) => ({ ...one, name: (one.names ?? []).sort().join(" ") }));
  const divergences = await reader.many<{ line: string }>(
    `select concat_ws(' ', fact, source || ':' || key, coalesce(held, '-')) as line
     from bailiwick.divergence where closed is null order by line`,
  );
  return {
    links: named.map((one) => one.name).sort(),
    golden: Object.fromEntries(named.map((one) => [one.name, one.golden])),
    divergences: divergences.map((one) => one.line).sort(),
  };
}
