import { createHash, randomBytes } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createEntity } from "../../src/app/edit/create-entity.ts";
import type { Edited } from "../../src/app/edit/edit-entity.ts";
import { setFact } from "../../src/app/edit/set-fact.ts";
import type { Hub } from "../../src/app/hub.ts";
import { openHub } from "../../src/app/open-hub.ts";
import type { EntityId } from "../../src/core/ids.ts";
import { decodeBody } from "../../src/core/log/body.ts";
import { decodeHeader } from "../../src/core/log/header.ts";
import { Refused } from "../../src/errors.ts";
import { MasterKey } from "../../src/sealing/master-key.ts";
import { CommitUnknown, type Database } from "../../src/store/db.ts";
import { openDatabase } from "../../src/store/open-database.ts";
import { makeTestDatabase } from "../helpers/database.ts";
import { expectSound } from "../helpers/expect-sound.ts";
import { type Cut, type Line, lineTo } from "../helpers/line.ts";
import { apply } from "../helpers/test-hub.ts";

const runs = Number(process.env.BAILIWICK_RUNS ?? 12);

const model = {
  "thing.yaml": "entity: thing\nmatch-on: []\nattributes:\n  value: { type: integer, authority: hub }\n",
};

/** One request. Each states a value of its own, by which its entry is known. */
interface Ask {
  /** Through which of two processes on the same log. */
  readonly process: 0 | 1;
  readonly entity: number;
  /** `poisoned`: the database will refuse its entry. */
  readonly states: "a value" | "no integer" | "poisoned";
  readonly ifMatch: "none" | "as read" | "stale";
  readonly keyed: boolean;
}

interface Burst {
  readonly asks: readonly Ask[];
  /** What happens to the connections of the first process meanwhile. */
  readonly fault: Cut | "all at once" | null;
}

const ask: fc.Arbitrary<Ask> = fc.record({
  process: fc.constantFrom(0 as const, 0 as const, 0 as const, 1 as const),
  entity: fc.integer({ min: 0, max: 2 }),
  states: fc.oneof(
    { weight: 8, arbitrary: fc.constant("a value" as const) },
    { weight: 1, arbitrary: fc.constant("no integer" as const) },
    { weight: 1, arbitrary: fc.constant("poisoned" as const) },
  ),
  ifMatch: fc.constantFrom("none", "none", "as read", "stale"),
  keyed: fc.boolean(),
});
const burst: fc.Arbitrary<Burst> = fc.record({
  asks: fc.array(ask, { minLength: 1, maxLength: 12 }),
  fault: fc.constantFrom(null, null, "before", "after", "all at once"),
});

/** A request as it was sent, and what came of it. */
interface Asked {
  readonly of: Ask;
  readonly value: string;
  readonly ifVersion: number | null;
  readonly outcome: PromiseSettledResult<Edited>;
}

test("whatever is asked at once, refused, poisoned or cut off: each answer is in the log once, in order, and nothing else is", {
  timeout: 60_000 + runs * 60_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(burst, { minLength: 1, maxLength: 5 }), async (bursts) => {
      const world = await openWorld();
      try {
        for (const one of bursts) await world.play(one);
        await world.expectAllTold();
        await expectSound({ hub: world.hubs[1], master: world.master });
      } finally {
        await world.close();
      }
    }),
    { numRuns: runs },
  );
});

async function openWorld(): Promise<World> {
  const { database, url, drop } = await makeTestDatabase();
  const closing: (() => unknown)[] = [];
  const line = await lineTo(url, (close) => closing.push(close));
  const behind = openDatabase({ url: line.url, readers: 2, writers: 4 });
  const master = new MasterKey(randomBytes(32));
  const first = await openHub({ database: behind, master });
  await apply(first, model);
  await database.transact((tx) =>
    tx.run(`
      create function refuse_poison() returns trigger language plpgsql as
        $$ begin raise exception 'poisoned'; end $$;
      create trigger refuse_poison before insert on bailiwick.entry
        for each row when (convert_from(new.body, 'UTF8') like '%"a":"-%') execute function refuse_poison()`),
  );
  const hubs = [first, await openHub({ database, master })] as const;
  const entities: EntityId[] = [];
  for (let at = 0; at < 3; at++) {
    const created = await createEntity(first, {
      actor: "t1",
      cause: "fact",
      type: "thing",
      facts: new Map([["value", "0"]]),
      idempotency: null,
      confirmed: true,
    });
    if (created.kind !== "created") throw new Error("nothing was created");
    entities.push(created.edited.entity);
  }
  const close = async () => {
    await behind.close();
    for (const one of closing) one();
    await drop();
  };
  return new World({ hubs, database, line, entities, master, close });
}

/** Two processes on one log, the first behind a line that may break, and all that was asked of them. */
class World {
  readonly hubs: readonly [Hub, Hub];
  readonly master: MasterKey;
  readonly close: () => Promise<void>;
  readonly #database: Database;
  readonly #line: Line;
  readonly #entities: readonly EntityId[];
  readonly #asked: Asked[] = [];
  #values = 0;

  constructor(parts: {
    readonly hubs: readonly [Hub, Hub];
    readonly database: Database;
    readonly line: Line;
    readonly entities: readonly EntityId[];
    readonly master: MasterKey;
    readonly close: () => Promise<void>;
  }) {
    this.hubs = parts.hubs;
    this.master = parts.master;
    this.close = parts.close;
    this.#database = parts.database;
    this.#line = parts.line;
    this.#entities = parts.entities;
  }

  async play({ asks, fault }: Burst): Promise<void> {
    const versions = await this.#versions();
    if (fault === "before" || fault === "after") this.#line.cutNext = fault;
    const sending = asks.map(async (of): Promise<Asked> => {
      this.#values += 1;
      const value = of.states === "poisoned" ? `-${this.#values}` : String(this.#values);
      const at = versions[of.entity] ?? 0;
      const ifVersion = of.ifMatch === "none" ? null : of.ifMatch === "as read" ? at : at - 1;
      const stated = of.states === "no integer" ? `${value}.5` : value;
      const [outcome] = await Promise.allSettled([this.#send(of, stated, ifVersion)]);
      if (outcome.status === "fulfilled") await this.#expectDurable(of, outcome.value);
      return { of, value: stated, ifVersion, outcome };
    });
    if (fault === "all at once") {
      // As far into the first transactions as one question of another takes.
      await this.#versions();
      this.#line.cutAll();
    }
    const asked = await Promise.all(sending);
    this.#line.cutNext = null;
    this.#asked.push(...asked);
    if (fault === null && !asks.some((one) => one.states === "poisoned")) expectInOrder(asked);
    for (const one of asked) if (one.of.keyed) await this.#askAgain(one);
  }

  #send(of: Ask, value: string, ifVersion: number | null): Promise<Edited> {
    const entity = this.#entities[of.entity] as EntityId;
    const body = `${entity} ${value} ${ifVersion}`;
    const requestHash = createHash("sha256").update(body).digest();
    return setFact(this.hubs[of.process], {
      actor: "t1",
      cause: "fact",
      ifVersion,
      idempotency: of.keyed ? { key: value, requestHash } : null,
      entity,
      attribute: "value",
      value,
    });
  }

  /** What was answered is seen by everyone from that moment on. */
  async #expectDurable(of: Ask, answer: Edited): Promise<void> {
    const version = (await this.#versions())[of.entity];
    expect(version).toBeGreaterThanOrEqual(answer.version);
  }

  /** Under its key a request gets the answer that it got, and is done now if it was not. */
  async #askAgain(one: Asked): Promise<void> {
    const { of, value, ifVersion, outcome } = one;
    const [again] = await Promise.allSettled([this.#send({ ...of, process: 1 }, value, ifVersion)]);
    if (outcome.status === "fulfilled") expect(again).toEqual(outcome);
    else if (again.status === "fulfilled") this.#asked.push({ ...one, outcome: again });
  }

  async #versions(): Promise<readonly number[]> {
    const rows = await this.#database.reader.many<{ version: number }>(
      "select version from bailiwick.entity join unnest($1::uuid[]) with ordinality as w (id, at) on id = entity_id order by at",
      [this.#entities],
    );
    return rows.map((row) => row.version);
  }

  /** Holds what was answered against the log. */
  async expectAllTold(): Promise<void> {
    const rows = await this.#database.reader.many<{ header: Buffer; body: Buffer }>(
      "select header, body from bailiwick.entry order by index",
    );
    const entries = Map.groupBy(rows.flatMap(enteredHere), (row) => row.value);
    const told = Map.groupBy(this.#asked, (one) => one.value);
    for (const [value, asked] of told) {
      const found = (entries.get(value) ?? []).map(({ index, version }) => ({ index, version }));
      const answered = asked.flatMap(({ outcome }) =>
        outcome.status === "fulfilled" ? [outcome.value] : [],
      );
      const open = asked.some(({ outcome }) => isUnknown(outcome));
      if (answered.length === 0 && open) expect(found.length).toBeLessThanOrEqual(1);
      else
        expect(found, value).toEqual(answered.slice(0, 1).map(({ index, version }) => ({ index, version })));
      for (const one of asked) expectFair(one);
    }
    const others = [...entries.keys()].filter((value) => !told.has(value));
    expect(others).toEqual([]);
  }
}

/** What an entry says that was entered here. */
function enteredHere(row: { readonly header: Buffer; readonly body: Buffer }) {
  const [header, body] = [decodeHeader(row.header), decodeBody(row.body)];
  if (!header.ok || !body.ok) throw new Error("a stored entry can be read");
  const { index, version, source } = header.value;
  const [item] = body.value;
  return source === "hub" && item?.op === "claim" ? [{ index, version, value: String(item.after) }] : [];
}

const isUnknown = (outcome: PromiseSettledResult<Edited>): boolean =>
  outcome.status === "rejected" && outcome.reason instanceof CommitUnknown;

/** A version that was compared is the one before; a refusal of it tells another. */
function expectFair({ of, ifVersion, outcome }: Asked): void {
  if (outcome.status === "fulfilled") {
    expect(of.states).toBe("a value");
    if (ifVersion !== null) expect(outcome.value.version).toBe(ifVersion + 1);
    return;
  }
  const { reason } = outcome;
  if (!(reason instanceof Refused)) return;
  const { code, fields } = reason.refusal;
  if (code === "version-changed") expect(fields?.version).not.toBe(ifVersion);
  else expect([code, of.states]).toEqual(["value-not-integer", "no integer"]);
}

/** Those of one process stand in the log as they came, where nothing had to be done again. */
function expectInOrder(asked: readonly Asked[]): void {
  for (const process of [0, 1]) {
    const indexes = asked.flatMap(({ of, outcome }) =>
      of.process === process && outcome.status === "fulfilled" ? [outcome.value.index] : [],
    );
    expect(indexes).toEqual(indexes.toSorted((a, b) => a - b));
  }
}
