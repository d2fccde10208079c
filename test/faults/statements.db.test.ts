import pg from "pg";
import { expect, test } from "vitest";
import { setFact } from "../../src/app/edit/set-fact.ts";
import type { Hub } from "../../src/app/hub.ts";
import type { EntityId } from "../../src/core/ids.ts";
import { expectSound } from "../helpers/expect-sound.ts";
import { entityOf, goldenOf, loadText, testHub } from "../helpers/test-hub.ts";

const model = {
  "thing.yaml": `systems: { crm: { kind: record } }
entity: thing
match-on: []
sources: [ { name: crm, system: crm, key: id, fields: { name: name } } ]
attributes:
  name: { type: text, authority: crm }
  value: { type: integer, authority: hub }
`,
};

const edit = { actor: "t1", cause: "fact" as const, ifVersion: null, idempotency: null };
const set = (hub: Hub, entity: EntityId, value: string) =>
  setFact(hub, { ...edit, entity, attribute: "value", value });

async function withThings() {
  const made = await testHub(model);
  await loadText(made.hub, "crm", "id,name\n1,one\n2,two\n3,three\n");
  const things = await Promise.all(["1", "2", "3"].map((key) => entityOf(made.hub, "crm", key)));
  return { ...made, things };
}

/** What the server does once, at the next change of an entity, however that transaction ends. */
const once = (what: string): string => `
  create sequence public.times;
  grant usage on sequence public.times to public;
  create function public.fault() returns trigger language plpgsql as $$
    begin if nextval('public.times') = 1 then ${what} end if; return new; end $$;
  create trigger fault before update on bailiwick.entity for each row execute function public.fault()`;

test("a connection that the server ends between the rows and COMMIT costs nobody anything: each write is done once", async () => {
  const { hub, things, ...made } = await withThings();
  await hub.database.transact((tx) => tx.run(once("perform pg_terminate_backend(pg_backend_pid());")));

  const all = await Promise.all(things.map((entity) => set(hub, entity, "1")));

  expect(all.map((one) => one.version)).toEqual([2, 2, 2]);
  expect(new Set(all.map((one) => one.index)).size).toBe(3);
  for (const entity of things) expect(await goldenOf(hub, entity)).toMatchObject({ value: "1" });
  await expectSound({ hub, ...made });
});

test("a statement that takes too long takes its transaction with it, and what it was to write is written by the next try", async () => {
  const { hub, things, ...made } = await withThings();
  await hub.database.transact((tx) => tx.run(once("perform pg_sleep(60);")));

  const all = await Promise.all(things.map((entity) => set(hub, entity, "1")));

  expect(all.map((one) => one.version)).toEqual([2, 2, 2]);
  await expectSound({ hub, ...made });
});

test("while somebody else holds the head for too long all who wait are refused at once, and served again after", async () => {
  const { hub, things, ...made } = await withThings();
  const holder = new pg.Client({ connectionString: made.url });
  await holder.connect();
  await holder.query("begin");
  await holder.query("select from bailiwick.log_head where log_id = 1 for update");

  const waiting = await Promise.allSettled(things.map((entity) => set(hub, entity, "1")));
  await holder.end();

  const codes = waiting.map((one) => (one.status === "rejected" ? one.reason.code : "done"));
  expect(codes).toEqual(["57014", "57014", "57014"]);
  expect((await set(hub, things[0] as EntityId, "2")).version).toBe(2);
  await expectSound({ hub, ...made });
});

test("rows that are there already, though nobody could have written them, are not overwritten, and nothing else is written", async () => {
  const { hub, things, ...made } = await withThings();
  const { next } = (await hub.database.reader.one<{ next: string }>(
    "select max(next_index) as next from bailiwick.log_commit",
  )) ?? { next: "0" };
  const put = "insert into bailiwick.entry (index, previous, log_id, header) values ($1, 0, 1, 'x')";
  await hub.database.transact((tx) => tx.run(put, [next]));

  const refused = await Promise.allSettled(things.map((entity) => set(hub, entity, "1")));

  const codes = refused.map((one) => (one.status === "rejected" ? one.reason.code : "done"));
  expect(codes).toEqual(["23505", "23505", "23505"]);
  await hub.database.transact(async (tx) => {
    await tx.run("grant delete on bailiwick.entry, bailiwick.entry_0 to current_user");
    await tx.run("delete from bailiwick.entry where index = $1", [next]);
    await tx.run("revoke delete on bailiwick.entry, bailiwick.entry_0 from current_user");
  });
  expect((await set(hub, things[0] as EntityId, "2")).version).toBe(2);
  await expectSound({ hub, ...made });
});
