import { expect, test } from "vitest";
import { expectSound } from "../../../test/helpers/expect-sound.ts";
import { logText } from "../../../test/helpers/log-text.ts";
import { crm, edit, model, ops, person, products, today } from "../../../test/helpers/products.ts";
import {
  accountOf,
  apply,
  countOf,
  entityOf,
  goldenOf,
  loadText,
  openDivergences,
  rowsAsWritten,
} from "../../../test/helpers/test-hub.ts";
import { invariant } from "../../errors.ts";
import { mergeByHand } from "../duplicates/decide-duplicate.ts";
import { followAll } from "../follow.ts";
import { createEntity } from "./create-entity.ts";
import { setOverride } from "./override-fact.ts";
import { setFact } from "./set-fact.ts";

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

test("a copy that comes to agree and differs again within one commit is one divergence that ended, and one that opened", async () => {
  const { hub, bell, ...rest } = await products();
  await loadText(hub, "ops", "id,code,name,owner\ny,B,Belle,\n");
  const name = (value: string) => setFact(hub, { ...edit, entity: bell, attribute: "name", value });
  await name("Bell");
  const before = await openDivergences(hub);

  await Promise.all([name("Bello"), name("Belle"), name("Bellissima")]);

  expect(before).toEqual(["name ops:y never-synced Belle"]);
  expect(await openDivergences(hub)).toHaveLength(2);
  expect(await countOf(hub, "divergence", "closed is not null and held = 'Belle'")).toBe(1);
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
