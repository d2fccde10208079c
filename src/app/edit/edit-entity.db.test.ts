import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { expectSound } from "../../../test/helpers/expect-sound.ts";
import { logText } from "../../../test/helpers/log-text.ts";
import {
  accountOf,
  apply,
  countOf,
  entityOf,
  goldenOf,
  loadText,
  openDivergences,
  rowsAsWritten,
  testHub,
} from "../../../test/helpers/test-hub.ts";
import { invariant } from "../../errors.ts";
import { mergeByHand } from "../duplicates/decide-duplicate.ts";
import { followAll } from "../follow.ts";
import { openHub } from "../open-hub.ts";
import { seesAll, type Viewer } from "../read/viewer.ts";
import { createEntity } from "./create-entity.ts";
import { entityToEdit } from "./entity-to-edit.ts";
import { endOverride, setOverride } from "./override-fact.ts";
import { setFact } from "./set-fact.ts";

const model = {
  "systems.yaml": `systems:
  crm: { kind: record }
  ops: { kind: engagement }
people:
  desk: { members: [ana@example.org, li@example.org] }
`,
  "brand.yaml": `entity: brand
match-on: [ [name] ]
sources:
  - { name: brands, system: ops, key: id, fields: { name: name } }
attributes:
  name: { type: text, authority: hub, fallback: [brands] }
`,
  "product.yaml": `entity: product
match-on: [ [code] ]
sources:
  - { name: crm, system: crm, key: id, fields: { code: code, name: name, owner: owner, stage: stage } }
  - { name: ops, system: ops, key: id, fields: { code: code, name: name, owner: owner } }
attributes:
  code: { type: text, authority: crm, fallback: [ops] }
  stage: { type: text, authority: crm }
  name:
    type: text
    authority: [ { system: hub, when: "stage == 'draft'" }, { system: crm } ]
    copies: [ ops, crm ]
    edits: { override: { by: desk, days: 30 } }
  owner: { type: email, personal: user.contact.email, subject: value, authority: crm, copies: [ops], edits: { override: { days: 9 } } }
  note: { type: text, personal: user.note, authority: hub }
  brand: { type: ref, to: brand, authority: hub }
  brand_name: { copy-of: brand.name }
  count: { type: integer, authority: hub }
`,
} as const;

const crm = "id,code,name,owner,stage\n1,A,Anvil,zoe-canary@example.org,live\n2,B,Bell,,draft\n";
const ops = "id,code,name,owner\nx,A,Anvil,zoe-canary@example.org\n";
const edit = { actor: "t1", cause: "fact" as const, ifVersion: null, idempotency: null };
const person = { by: "ana@example.org", reason: "reason-canary" };
const today = "2026-01-01";
const keyed = (key: string, body: string) => ({
  key,
  requestHash: createHash("sha256").update(body).digest(),
});

async function products() {
  const made = await testHub(model);
  await followAll(made.hub);
  await loadText(made.hub, "crm", crm);
  await loadText(made.hub, "ops", ops);
  const anvil = await entityOf(made.hub, "crm", "1");
  const bell = await entityOf(made.hub, "crm", "2");
  return { ...made, anvil, bell };
}

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
  await expectSound({ hub, ...rest });
});

test("a reference entered here leads to its entity at once, and heals where it has to wait", async () => {
  const { hub, anvil, bell, ...rest } = await products();
  await loadText(hub, "brands", "id,name\nb1,Acme\n");
  const brand = await entityOf(hub, "brands", "b1");

  await setFact(hub, { ...edit, entity: anvil, attribute: "brand", value: "brands:b1" });
  await setFact(hub, { ...edit, entity: bell, attribute: "brand", value: "brands:b2" });
  const waiting = await goldenOf(hub, bell);
  await loadText(hub, "brands", "id,name\nb1,Acme\nb2,Bolt\n");
  await followAll(hub);

  expect(await goldenOf(hub, anvil)).toMatchObject({ brand, brand_name: "Acme" });
  expect(waiting).toMatchObject({ brand: null });
  expect(await goldenOf(hub, bell)).toMatchObject({ brand_name: "Bolt" });
  await setFact(hub, { ...edit, entity: brand, attribute: "name", value: "Acme Ltd" });
  await followAll(hub);
  expect(await goldenOf(hub, anvil)).toMatchObject({ brand_name: "Acme Ltd" });
  expect(await countOf(hub, "follow")).toBe(0);
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

test("a fact decided elsewhere is not entered here, and what cannot be read is refused", async () => {
  const { hub, anvil } = await products();
  const before = await rowsAsWritten(hub);
  const refused = (attribute: string, value: string, code: string) =>
    expect(setFact(hub, { ...edit, entity: anvil, attribute, value }), code).rejects.toMatchObject({
      refusal: { code },
    });

  await refused("code", "Z", "not-edited-here");
  await refused("colour", "red", "attribute-unknown");
  await refused("__proto__", "x", "attribute-unknown");
  await refused("count", "1.5", "value-not-integer");
  await refused("count", "1e400", "value-not-integer");

  expect(await rowsAsWritten(hub)).toEqual(before);
});

test("authority handed over carries the standing value until the new authority has spoken", async () => {
  const { hub, bell, ...rest } = await products();
  await setFact(hub, { ...edit, entity: bell, attribute: "name", value: "Working title" });
  const drafted = await goldenOf(hub, bell);

  await loadText(hub, "crm", "id,code,name,owner,stage\n2,B,Bell,,live\n");
  const carried = await goldenOf(hub, bell);
  await loadText(hub, "crm", "id,code,name,owner,stage\n2,B,Bell 2,,live\n");
  const spoken = await goldenOf(hub, bell);
  await loadText(hub, "crm", "id,code,name,owner,stage\n2,B,Bell 2,,draft\n");

  expect(drafted).toMatchObject({ name: "Working title" });
  expect(carried).toMatchObject({ name: "Working title", stage: "live" });
  expect(spoken).toMatchObject({ name: "Bell 2" });
  expect(await goldenOf(hub, bell)).toMatchObject({ name: "Bell 2", stage: "draft" });
  await expectSound({ hub, ...rest });
});

test("an override stands against the authority until it ends, agrees, or is lifted", async () => {
  const { hub, anvil, ...rest } = await products();
  const set = (value: string, until: Parameters<typeof setOverride>[1]["until"]) =>
    setOverride(hub, { ...edit, ...person, entity: anvil, attribute: "name", value, until, today });

  await set("Hammer", { change: "authority-changes" });
  expect(await goldenOf(hub, anvil)).toMatchObject({ name: "Hammer" });
  expect(await openDivergences(hub)).toContain("name ops:x in-transit Anvil");
  await expectSound({ hub, ...rest });
  await loadText(hub, "crm", crm.replace("Anvil", "Amboss"));
  expect(await goldenOf(hub, anvil)).toMatchObject({ name: "Amboss" });

  await set("Hammer", { day: "2026-01-20" });
  await set("Mallet", { day: "2026-01-21" });
  await endOverride(hub, { ...edit, entity: anvil, attribute: "name" });
  expect(await goldenOf(hub, anvil)).toMatchObject({ name: "Amboss" });
  await set("Tongs", { day: "2026-01-22" });
  await loadText(hub, "crm", crm.replace("Anvil", "Tongs"));
  expect(await countOf(hub, "override")).toBe(0);
  await expectSound({ hub, ...rest });
});

test("an override is refused without a reason, by others than named, and past what the model allows", async () => {
  const { hub, anvil } = await products();
  const good = {
    ...edit,
    ...person,
    entity: anvil,
    attribute: "name",
    value: "X",
    until: { day: "2026-01-20" },
    today,
  };
  const cases = [
    [{ reason: " " }, "reason-missing"],
    [{ by: "eve@example.org" }, "override-not-by-you"],
    [{ until: { day: "2026-02-01" } }, "end-too-late"],
    [{ until: { day: "2026-01-01" } }, "end-passed"],
    [{ until: { day: "2026-02-30" } }, "end-not-a-day"],
    [{ attribute: "code" }, "override-not-allowed"],
  ] as const;

  for (const [more, code] of cases) {
    await expect(setOverride(hub, { ...good, ...more }), code).rejects.toMatchObject({ refusal: { code } });
  }
});

test("nothing personal stands readable in the log, and all of it opens again", async () => {
  const { hub, anvil, bell, ...rest } = await products();
  await setFact(hub, { ...edit, entity: anvil, attribute: "note", value: "note-canary" });
  await setFact(hub, { ...edit, entity: anvil, attribute: "note", value: "second note-canary" });
  const until = { day: "2026-01-05" };
  const override = { ...edit, ...person, until, today, attribute: "owner" };
  await setOverride(hub, { ...override, entity: bell, value: "zoe-canary@example.org" });
  await setOverride(hub, { ...override, entity: bell, value: "new-canary@example.org" });
  await loadText(hub, "ops", ops.replace("zoe-canary", "other-canary"));
  await loadText(hub, "crm", `${crm}3,C,Clock,new-canary@example.org,live\n4,\u0000,canary\n`);

  // What was there, when it goes; and what comes with an entity that is created, or merged into another.
  await setFact(hub, { ...edit, entity: anvil, attribute: "note", value: null });
  await loadText(hub, "crm", crm.replace("zoe-canary@example.org", ""));
  const facts = new Map([["note", "made-canary"]]);
  const made = await createEntity(hub, { ...edit, type: "product", facts, confirmed: true });
  invariant(made.kind === "created", "nothing is said that others have");
  await mergeByHand(hub, { actor: "t1", by: "ana", reason: "same", left: bell, right: made.edited.entity });

  const text = await logText(hub.database);

  expect(await goldenOf(hub, bell)).toMatchObject({ note: "made-canary" });
  expect(text).not.toContain("canary");
  expect(text).not.toContain("ana@example.org");
  expect(text).toContain("Anvil");
  await expectSound({ hub, ...rest });
});

test("another model resolves anew what it decides otherwise, and nothing else", async () => {
  const { hub, anvil, ...rest } = await products();
  await followAll(hub);
  const changed = {
    ...model,
    "product.yaml": model["product.yaml"].replace(
      "code: { type: text, authority: crm, fallback: [ops] }",
      "code: { type: text, authority: ops, handover: adopt }",
    ),
  };
  const before = await rowsAsWritten(hub);

  expect((await apply(hub, changed)).resolvedAnew).toEqual(["product"]);
  await followAll(hub);
  const after = await rowsAsWritten(hub);

  expect(after.record).toEqual(before.record);
  expect(await goldenOf(hub, anvil)).toMatchObject({ code: "A" });
  expect(await goldenOf(hub, await entityOf(hub, "crm", "2"))).toMatchObject({ code: null });
  expect((await apply(hub, changed)).changed).toBe(false);
  expect(accountOf(await loadText(hub, "ops", ops))).toEqual({ read: 1, unchanged: 1 });
  await expectSound({ hub, ...rest });
});
