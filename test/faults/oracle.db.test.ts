import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { comeDueAll } from "../../src/app/calendar.ts";
import { mergeByHand, splitByHand } from "../../src/app/duplicates/decide-duplicate.ts";
import { setFact } from "../../src/app/edit/set-fact.ts";
import { waiveDivergence, withdrawWaiver } from "../../src/app/edit/waive-copy.ts";
import type { Hub } from "../../src/app/hub.ts";
import { openHub } from "../../src/app/open-hub.ts";
import { waiverKey } from "../../src/core/divergence/waiver.ts";
import { type EntityId, entityId, factKey } from "../../src/core/ids.ts";
import { Refused } from "../../src/errors.ts";
import { MasterKey } from "../../src/sealing/master-key.ts";
import { headOf } from "../../src/store/commit.ts";
import { entityStates } from "../../src/store/load-state.ts";
import { makeTestDatabase } from "../helpers/database.ts";
import { expectSound } from "../helpers/expect-sound.ts";
import { apply, entityOf, loadText } from "../helpers/test-hub.ts";
import { copied, type Fields, Oracle, type Source } from "./oracle.ts";

const asked = process.env.BAILIWICK_RUNS;
const runs = Number(asked ?? 30);
/** The same histories every time, so that nothing fails by chance; others where more are asked for. */
const seed = asked === undefined ? { seed: 20_261_121 } : {};

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
# Reads the day, so that each day that comes moves the calendar.
rules: [{ name: begun, check: "today >= date('2126-01-01')" }]
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
  /** The nth of those that differ, or that may; where it is not said which, or there is none, the record named. */
  | { readonly kind: "allow"; readonly nth: number | null; readonly record: string; readonly until: string }
  | { readonly kind: "disallow"; readonly nth: number | null; readonly record: string }
  | { readonly kind: "day"; readonly day: string }
  | { readonly kind: "reopen" };

/** The day on which everything begins: later than any clock says, which therefore moves no calendar. */
const firstDay = "2126-01-01";
const days = ["2126-01-20", "2126-02-01", "2126-03-01"] as const;

const value = fc.constantFrom<string | null>("x", "y", "z", null);
const fields: fc.Arbitrary<Fields> = fc.record({ name: value, size: value }, { requiredKeys: [] });
const key = fc.integer({ min: 0, max: 3 });
const source = fc.constantFrom<Source>("a", "b");
const record = fc.tuple(source, key).map(([of, at]) => `${of}:${at}`);
const nth = fc.option(fc.nat({ max: 3 }), { freq: 4 });
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
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant("allow" as const),
      nth,
      record,
      until: fc.constantFrom(...days),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("disallow" as const), nth, record }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("day" as const), day: fc.constantFrom(...days) }) },
  { weight: 1, arbitrary: fc.constant({ kind: "reopen" as const }) },
);

test("whatever is loaded, entered, merged, split and allowed in whatever order, the state is what the plainest reckoning says", {
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
          const oracle = new Oracle({ keysReused, today: firstDay });
          await comeDueAll(hub, async () => `${firstDay}T00:00:00.000000Z`);
          const merged: EntityId[] = [];
          for (const one of steps) {
            if (one.kind === "reopen") hub = await openHub({ database, master });
            else await play(hub, oracle, one, merged);
          }
          expect(await stateOf(hub)).toEqual({
            links: oracle.links(),
            golden: oracle.golden(),
            divergences: oracle.divergences(),
            allowed: oracle.allowed(),
          });
          await expectSound({ hub, master });
        } finally {
          await drop();
        }
      },
    ),
    { numRuns: runs, ...seed },
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
  } else if (step.kind === "day") {
    if (step.day <= (await calendarOf(hub))) return;
    oracle.day(step.day);
    await comeDueAll(hub, async () => `${step.day}T00:00:00.000000Z`);
  } else if (step.kind === "allow" || step.kind === "disallow") {
    const all = step.kind === "allow" ? oracle.whichDiffer() : oracle.whichMay();
    const record = (step.nth === null ? undefined : all[step.nth % Math.max(1, all.length)]) ?? step.record;
    if (!oracle.records.has(record)) return;
    const happened = step.kind === "allow" ? oracle.allow(record, step.until) : oracle.disallow(record);
    expect(await leaveGiven(hub, { ...step, record })).toBe(happened);
  } else {
    if (oracle.split() === null) return;
    const last = merged.pop();
    if (last !== undefined) await splitByHand(hub, { ...person, merged: last });
  }
}

/** Lets a copy differ, or no longer; whether that was taken. */
async function leaveGiven(hub: Hub, step: Extract<Step, { kind: "allow" | "disallow" }>): Promise<boolean> {
  const [source = "a", key = ""] = step.record.split(":") as [Source, string];
  const attribute = copied[source];
  const entity = await idOf(hub, step.record);
  const here = { ...edit, entity, attribute, source, key };
  const state = await hub.entities.state(entity);
  const living = state?.records.find((one) => one.source === source && one.key === key && !one.former);
  const waiver = living && state?.waivers.get(waiverKey(factKey(attribute), living.id));
  try {
    if (step.kind === "disallow") await withdrawWaiver(hub, here);
    else
      await waiveDivergence(hub, { ...here, ...person, until: step.until, replaces: waiver?.since ?? null });
    return true;
  } catch (error) {
    if (error instanceof Refused) return false;
    throw error;
  }
}

async function calendarOf(hub: Hub): Promise<string> {
  return (await headOf(hub.database.reader, hub.log)).calendar.slice(0, 10);
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
    `select concat_ws(' ', fact, source || ':' || key, coalesce(held, '-'), 'until ' || until_day) as line
     from bailiwick.divergence where closed is null order by line`,
  );
  const ids = entities.map((one) => entityId(one.entity_id));
  const allowed = [...(await entityStates(reader, hub.log, ids)).values()].flatMap(({ waivers, records }) =>
    [...waivers.values()].map(({ record: id, until }) => {
      const of = records.find((one) => one.id === id);
      return `${of?.source}:${of?.key}${"'".repeat(of?.life ?? 0)} ${until}`;
    }),
  );
  return {
    links: named.map((one) => one.name).sort(),
    golden: Object.fromEntries(named.map((one) => [one.name, one.golden])),
    divergences: divergences.map((one) => one.line).sort(),
    allowed: allowed.sort(),
  };
}
