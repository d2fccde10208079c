import { expect, test } from "vitest";
import { expectSound } from "../../../test/helpers/expect-sound.ts";
import { edit, keyed, products } from "../../../test/helpers/products.ts";
import { countOf, goldenOf, rowsAsWritten } from "../../../test/helpers/test-hub.ts";
import { mergeByHand } from "../duplicates/decide-duplicate.ts";
import { openHub } from "../open-hub.ts";
import { seesAll, type Viewer } from "../read/viewer.ts";
import { createEntity } from "./create-entity.ts";
import { entityToEdit } from "./entity-to-edit.ts";
import { setFact } from "./set-fact.ts";

test("of two writers who saw the same version one is told that it changed, and to what", async () => {
  const { hub, anvil, ...rest } = await products();
  const first = await setFact(hub, { ...edit, entity: anvil, attribute: "count", value: "0" });
  const write = (value: string) =>
    setFact(hub, { ...edit, ifVersion: first.version, entity: anvil, attribute: "count", value });

  const both = await Promise.allSettled([write("1"), write("2")]);

  expect(both[0]).toMatchObject({ status: "fulfilled", value: { version: first.version + 1 } });
  expect(both[1]).toMatchObject({
    status: "rejected",
    reason: { refusal: { code: "version-changed", fields: { version: first.version + 1 } } },
  });
  expect(await goldenOf(hub, anvil)).toMatchObject({ count: "1" });
  await expectSound({ hub, ...rest });
});

test("two processes lose no update: each version is taken once", async () => {
  const { hub, master, anvil } = await products();
  const other = await openHub({ database: hub.database, master });
  let version = (await setFact(hub, { ...edit, entity: anvil, attribute: "count", value: "0" })).version;
  let taken = 0;
  for (let round = 0; round < 8; round++) {
    const tries = [hub, other, hub, other].map((one, i) =>
      setFact(one, {
        ...edit,
        ifVersion: version,
        entity: anvil,
        attribute: "count",
        value: `${round + 1}${i}`,
      }),
    );
    const won = (await Promise.allSettled(tries)).filter((one) => one.status === "fulfilled");
    expect(won).toHaveLength(1);
    taken += won.length;
    version += 1;
  }
  expect(taken).toBe(8);
  await expectSound({ hub, master });
});

test("a request asked again under its key is answered again and done once, in one group and later", async () => {
  const { hub, anvil, ...rest } = await products();
  const ask = (value: string) =>
    setFact(hub, { ...edit, entity: anvil, attribute: "count", value, idempotency: keyed("k1", value) });

  const [first, twin] = await Promise.all([ask("1"), ask("1")]);
  const later = await ask("1");
  const before = await rowsAsWritten(hub);

  expect(twin).toEqual(first);
  expect(later).toEqual(first);
  await expect(ask("2")).rejects.toMatchObject({ refusal: { code: "idempotency-key-reused" } });
  const [won, lost] = await Promise.allSettled([
    setFact(hub, { ...edit, entity: anvil, attribute: "count", value: "3", idempotency: keyed("k2", "3") }),
    setFact(hub, { ...edit, entity: anvil, attribute: "count", value: "4", idempotency: keyed("k2", "4") }),
  ]);
  expect(won.status).toBe("fulfilled");
  expect(lost).toMatchObject({ reason: { refusal: { code: "idempotency-key-reused" } } });
  // Beside one that was asked before, and under the same key of another, what is new is done.
  const other = { ...edit, entity: anvil, attribute: "count" };
  const [, again, fresh, others] = await Promise.all([
    setFact(hub, { ...other, value: "5" }),
    ask("1"),
    setFact(hub, { ...other, value: "6", idempotency: keyed("k3", "6") }),
    setFact(hub, { ...other, actor: "t2", value: "7", idempotency: keyed("k1", "1") }),
  ]);
  expect(again).toEqual(first);
  expect([fresh.version, others.version]).toEqual([first.version + 3, first.version + 4]);
  expect(await goldenOf(hub, anvil)).toMatchObject({ count: "7" });
  expect(before.idempotency).toHaveLength(1);
  await expectSound({ hub, ...rest });
});

test("creating again under the same key gives the same entity, and possible duplicates are shown first", async () => {
  const { hub, ...rest } = await products();
  const create = (name: string, more: { confirmed?: boolean; key?: string } = {}) =>
    createEntity(hub, {
      actor: "t1",
      cause: "fact" as const,
      type: "brand",
      facts: new Map([["name", name]]),
      idempotency: more.key === undefined ? null : keyed(more.key, name),
      confirmed: more.confirmed ?? false,
    });

  const first = await create("Acme", { key: "c1" });
  const again = await create("Acme", { key: "c1" });
  const shown = await create("Acme");
  const second = await create("Acme", { confirmed: true });

  expect(first.kind).toBe("created");
  expect(again).toEqual(first);
  expect(shown).toMatchObject({ kind: "possible-duplicates" });
  expect(second.kind).toBe("created");
  expect(await countOf(hub, "entity", "type = 'brand'")).toBe(2);
  const [one, twin] = await Promise.all([create("Bolt", { key: "c2" }), create("Bolt", { key: "c2" })]);
  expect(twin).toEqual(one);
  expect(await countOf(hub, "entity", "type = 'brand'")).toBe(3);
  await expectSound({ hub, ...rest });
});

test("an edit under the id of an entity that was merged is made on the one that answers for it", async () => {
  const { hub, anvil, bell, ...rest } = await products();
  const [left, right] = [anvil, bell];
  const survivor = await mergeByHand(hub, { actor: "t1", by: "ana", reason: "same", left, right });
  const merged = survivor === anvil ? bell : anvil;

  const [first, second] = await Promise.all([
    setFact(hub, { ...edit, entity: merged, attribute: "count", value: "1" }),
    setFact(hub, { ...edit, entity: survivor, attribute: "count", value: "2" }),
  ]);

  expect([first.entity, second.entity]).toEqual([survivor, survivor]);
  expect([1, 2]).toContain(Math.abs(first.version - second.version));
  expect(await goldenOf(hub, survivor)).toMatchObject({ count: first.version > second.version ? "1" : "2" });
  await expectSound({ hub, ...rest });
});

test("an id that is taken at its word is edited only as what it was taken for, by whom it is to be seen", async () => {
  const { hub, anvil } = await products();
  const before = await rowsAsWritten(hub);
  const nobody = { domains: [], personal: [] };
  const ask = async (viewer: Viewer, type: string | null, id: string) => {
    const of = await entityToEdit(hub, viewer, { type, ref: id });
    return setFact(hub, { ...edit, ...of, attribute: "count", value: "1" });
  };
  const unknown = { refusal: { code: "entity-unknown" } };

  await expect(ask(seesAll, "brand", anvil)).rejects.toMatchObject(unknown);
  await expect(ask(nobody, null, anvil)).rejects.toMatchObject(unknown);
  await expect(ask(nobody, "product", anvil)).rejects.toMatchObject({
    refusal: { code: "entity-type-unknown" },
  });
  await expect(ask(seesAll, "product", anvil.replaceAll(/^./g, "f"))).rejects.toMatchObject(unknown);
  await expect(ask(seesAll, "thing", anvil)).rejects.toMatchObject({
    refusal: { code: "entity-type-unknown" },
  });
  expect(await rowsAsWritten(hub)).toEqual(before);
  expect(await ask(seesAll, "product", anvil.toUpperCase())).toMatchObject({ entity: anvil });
});
