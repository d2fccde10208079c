import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { testHub } from "../../../test/helpers/test-hub.ts";
import { type EntityId, entityId } from "../../core/ids.ts";
import { lockHead, type Placed } from "../../store/commit.ts";
import { Committer } from "./committer.ts";
import type { Work } from "./work.ts";

const model = { "thing.yaml": "entity: thing\nattributes:\n  name: { type: text, authority: hub }\n" };
const mover = { cause: "fact" as const, actor: "test", run: null };
const anew = () => entityId(randomUUID());
const thing = anew();

/** Two processes on one log. While the slow one has prepared some work the fast one has committed three entries. */
async function overtaken() {
  const { hub } = await testHub(model);
  const newWork = () => hub.newWork(hub.database.reader, mover);
  const [slow, fast] = [new Committer(hub.database, hub.log), new Committer(hub.database, hub.log)];
  // The log has its partition from here on.
  await slow.commit(first(await newWork(), anew()));
  const late = [first(await newWork(), anew()), first(await newWork(), anew())] as const;
  const faster = first(first(first(await newWork(), anew()), anew()), thing);
  const last = ((await fast.commit(faster))?.next ?? 0) - 1;

  /** Sends one after the other, each before anything can be heard of the one before. */
  const sendAhead = async (works: readonly Work[]) => {
    const placed: Promise<Placed | null>[] = [];
    await hub.database.transact(async (tx) => {
      await lockHead(tx, hub.log);
      for (const work of works) {
        const { promise: sent, resolve } = Promise.withResolvers<void>();
        const one = slow.commitAhead(work, () => resolve());
        placed.push(one);
        await Promise.race([sent, one]);
      }
    });
    return (await Promise.all(placed)).map((one) => one?.first ?? null);
  };
  return { sendAhead, late, last, next: async () => second(await newWork(), last) };
}

const first = (work: Work, entity: EntityId): Work => append(work, entity, { previous: 0, version: 1 });
const second = (work: Work, previous: number): Work => append(work, thing, { previous, version: 2 });

function append(work: Work, entity: EntityId, place: { previous: number; version: number }): Work {
  work.append({
    ...place,
    kind: "hub",
    entity,
    record: null,
    source: "hub",
    incarnation: 0,
    position: null,
    items: [{ item: { op: "set", detail: { note: 1 } }, subject: null }],
  });
  return work;
}

it("follows what stands in the log, and not what was meant to stand there", async () => {
  const { sendAhead, late, last, next } = await overtaken();

  expect(await sendAhead([late[0], await next()])).toEqual([null, last + 1]);
});

it("places nothing behind what will not come about", async () => {
  const { sendAhead, late, last, next } = await overtaken();

  expect(await sendAhead([...late, await next()])).toEqual([null, null, null]);
  expect(await sendAhead([await next()])).toEqual([last + 1]);
});
