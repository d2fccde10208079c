import { expect, test } from "vitest";
import { applyYaml, loadRows } from "../../../test/helpers/hub.ts";
import { entityOf, loadText, testHub } from "../../../test/helpers/test-hub.ts";
import { expectVerified } from "../../../test/helpers/verify.ts";
import { createToken } from "../access/tokens.ts";
import { declareDifferent, mergeByHand, splitByHand } from "../duplicates/decide-duplicate.ts";
import { moveByHand } from "../duplicates/move-record.ts";
import type { Hub } from "../hub.ts";
import { listDivergences } from "./divergences.ts";
import type { ChangeAnswer } from "./explain-answer.ts";
import { history } from "./history.ts";
import { erasedValue, masked, seesAll, type Viewer } from "./viewer.ts";

const model = {
  "thing.yaml": `systems: { shop: { kind: record } }
entity: thing
sources: [ { name: shop, system: shop, key: id, fields: { name: name } } ]
attributes: { name: { type: text, authority: shop, personal: user.name } }
`,
};
const person = { actor: "t", by: "ana", reason: "so it is" };

/** All of a history, by pages of a size. */
async function all(hub: Hub, ref: string, limit: number): Promise<readonly ChangeAnswer[]> {
  const items: ChangeAnswer[] = [];
  for (let cursor: string | null = null; ; ) {
    const page = await history(hub, seesAll, { type: "thing", ref, attribute: null, limit, cursor });
    items.push(...page.items);
    if (page.next === null) return items;
    cursor = page.next;
  }
}

const lines = (items: readonly ChangeAnswer[]) =>
  items.map(
    (one) =>
      `${one.kind} ${one.key} ${(one.changes ?? []).map((item) => `${item.op}:${item.key}`).join(" ")}`,
  );

async function threeThings() {
  const { hub } = await testHub(model);
  for (const name of ["a", "b"]) {
    for (const key of ["1", "2", "3"]) await loadText(hub, "shop", `id,name\n${key},${name}${key}\n`);
  }
  const [one, two, three] = await Promise.all(["1", "2", "3"].map((key) => entityOf(hub, "shop", key)));
  if (one === undefined || two === undefined || three === undefined) throw new Error("three things");
  return { hub, one, two, three };
}

test("what was before a merge stands in the history of the entity that answers, in its order, whatever the pages", async () => {
  const { hub, one, two, three } = await threeThings();
  await mergeByHand(hub, { ...person, left: two, right: three });
  await mergeByHand(hub, { ...person, left: one, right: two });
  await loadText(hub, "shop", "id,name\n3,c3\n");

  const whole = await all(hub, "shop:1", 100);

  expect(lines(whole)).toEqual([
    "claims 3 claim:3",
    "merge null alias:null link:2 link:3",
    "merge null merged:null unlink:2 unlink:3",
    "merge null alias:null link:3",
    "merge null merged:null unlink:3",
    "claims 3 claim:3",
    "claims 2 claim:2",
    "claims 1 claim:1",
    "claims 3 create:3 link:3 claim:3",
    "claims 2 create:2 link:2 claim:2",
    "claims 1 create:1 link:1 claim:1",
  ]);
  expect(whole.map((change) => change.entity)).toEqual([
    one,
    one,
    two,
    two,
    three,
    three,
    two,
    one,
    three,
    two,
    one,
  ]);
  expect(await all(hub, "shop:1", 1)).toEqual(whole);
  expect(await all(hub, "shop:2", 3)).toEqual(whole);
  await expectVerified(hub);
});

test("records that a split took away keep their keys in the history, and take along what was theirs", async () => {
  const { hub, one, two } = await threeThings();
  await mergeByHand(hub, { ...person, left: one, right: two });
  await loadText(hub, "shop", "id,name\n2,c2\n");
  await splitByHand(hub, { ...person, merged: two });
  const ofOne = lines(await all(hub, "shop:1", 2));

  expect(ofOne.slice(1)).toEqual([
    "claims 2 claim:2",
    "merge null alias:null link:2",
    "claims 1 claim:1",
    "claims 1 create:1 link:1 claim:1",
  ]);
  expect(ofOne[0]).toMatch(/^unmerge null unalias:null unlink:2/);
  expect(lines(await all(hub, "shop:2", 2)).slice(1)).toEqual([
    "merge null merged:null unlink:2",
    "claims 2 claim:2",
    "claims 2 create:2 link:2 claim:2",
  ]);
  await expectVerified(hub);
});

test("a page is not gone on with where the entity no longer answers for what it began with", async () => {
  const { hub, one, two, three } = await threeThings();
  await mergeByHand(hub, { ...person, left: one, right: two });
  const page = { type: "thing", attribute: null, limit: 2 };
  const { next } = await history(hub, seesAll, { ...page, ref: "shop:1", cursor: null });
  await splitByHand(hub, { ...person, merged: two });

  for (const ref of ["shop:1", `${three}`]) {
    await expect(history(hub, seesAll, { ...page, ref, cursor: next })).rejects.toMatchObject({
      refusal: { code: "cursor-broken" },
    });
  }
  await expectVerified(hub);
});

const words = (items: readonly ChangeAnswer[]) =>
  items.map(({ changes }) => changes?.map((item) => item.words).join(" "));

test("decisions read as sentences with the names of people, and entities are called by their records", async () => {
  const { hub, one, two, three } = await threeThings();
  await declareDifferent(hub, { ...person, left: one, right: two });
  await mergeByHand(hub, { ...person, left: two, right: three });
  await splitByHand(hub, { ...person, merged: three });

  expect(words(await all(hub, "shop:1", 1))[0]).toBe(
    'ana decided that it and shop:2 are different things: "so it is".',
  );
  expect(words(await all(hub, "shop:2", 100)).slice(0, 2)).toEqual([
    'ana decided that shop:3 is another again: "so it is". shop 3 no longer belongs to it.',
    'ana decided that it and shop:3 are one: "so it is". shop 3 belongs to it (new).',
  ]);
  expect(words(await all(hub, "shop:3", 100)).slice(0, 2)).toEqual([
    expect.stringContaining("It answers for itself again. shop 3 belongs to it (by hand)."),
    "It was merged into shop:2 (by hand). shop 3 no longer belongs to it.",
  ]);
});

test("a record that came from a third entity and went again is called by its key, too", async () => {
  const { hub, one, two, three } = await threeThings();
  await mergeByHand(hub, { ...person, left: two, right: three });
  await mergeByHand(hub, { ...person, left: one, right: two });
  await splitByHand(hub, { ...person, merged: three });
  await splitByHand(hub, { ...person, merged: two });
  await moveByHand(hub, {
    ...{ ...person, ifVersion: null, to: two },
    record: { source: "shop", key: "3" },
  });
  await mergeByHand(hub, { ...person, left: one, right: two });
  await splitByHand(hub, { ...person, merged: two });

  expect(words(await all(hub, "shop:1", 100)).join(" ")).not.toContain("A record");
});

test("of a list that several state together it is told who says all of it, and what nobody says any more", async () => {
  const { hub } = await testHub({
    "thing.yaml": `systems: { shop: { kind: record }, lab: { kind: record } }
entity: thing
match-on: [ [code] ]
sources:
  - { name: shop, system: shop, key: id, fields: { code: code, tags: tags } }
  - { name: lab, system: lab, key: id, fields: { code: code, tags: tags } }
attributes:
  code: { type: text, authority: shop, fallback: [lab] }
  tags: { type: list, of: text, combine: union, authority: [shop, lab] }
`,
  });
  await loadRows(hub, "shop", [{ id: "1", code: "A", tags: '["x","y"]' }]);
  await loadRows(hub, "lab", [{ id: "2", code: "B", tags: "[]" }]);
  await loadRows(hub, "shop", [{ id: "1", code: "A", tags: '["x"]' }]);

  const [later = "", first = ""] = words(await all(hub, "shop:1", 10));
  expect(first).toContain("shop 1 says all that is in tags. ");
  expect(first).toContain('shop 1 says tags[x] is "x", and is believed (authority).');
  expect(later).toBe("shop 1 no longer says anything about tags[y]. Nobody says tags[y] any more.");
  expect(words(await all(hub, "lab:2", 10))[0]).toContain("lab 2 says tags is empty.");
});

test("who did it is told by the name of the token, to those who see personal values", async () => {
  const { hub } = await testHub(model);
  const { id: actor } = await createToken(hub, { ...person, name: "Ana", grants: [], expiresAt: null });
  await loadText(hub, "shop", "id,name\n1,a\n2,b\n");
  const [left, right] = [await entityOf(hub, "shop", "1"), await entityOf(hub, "shop", "2")];
  await declareDifferent(hub, { ...person, actor, left, right });
  const asked = { type: "thing", ref: "shop:1", attribute: null, limit: 2, cursor: null };

  const clear = await history(hub, seesAll, asked);
  const hidden = await history(hub, { domains: null, personal: [] }, asked);

  expect(clear.items.map((one) => [one.actor, one.actorName])).toEqual([
    [actor, "Ana"],
    ["test", "test"],
  ]);
  expect(hidden.items.map((one) => one.actorName)).toEqual([masked, "test"]);
  expect(hidden.items[0]?.changes?.[0]?.words).toBe(
    "hidden decided that it and shop:2 are different things: hidden.",
  );
});

test("what a model once called personal stays hidden when it declares it no more, and so does that a value is gone", async () => {
  const named = (attributes: string) => ({
    "thing.yaml": `systems: { shop: { kind: record }, desk: { kind: record } }
entity: thing
match-on: [ [code] ]
sources:
  - { name: shop, system: shop, key: id, fields: { code: code, name: name } }
  - { name: desk, system: desk, key: id, fields: { code: code, name: name } }
attributes: { code: { type: text, authority: shop, fallback: [desk] }${attributes} }
`,
  });
  const { hub } = await testHub(
    named(", name: { type: text, authority: shop, copies: [desk], personal: user.name }"),
  );
  await loadText(hub, "shop", "id,code,name\n1,A,Ada\n");
  await loadText(hub, "desk", "id,code,name\nd,A,Adah\n");
  await applyYaml(hub, {
    "thing.yaml": named("")["thing.yaml"].replaceAll(", name: name", ""),
  });
  const reader = { domains: null, personal: [] };
  const nameIn = async (viewer: Viewer) => {
    const asked = { type: "thing", ref: "shop:1", attribute: null, limit: 9, cursor: null };
    const { items } = await history(hub, viewer, asked);
    return items.flatMap(({ changes }) =>
      (changes ?? []).flatMap(({ op, fact, after }) => (op === "claim" && fact === "name" ? [after] : [])),
    );
  };
  const closedIn = async (viewer: Viewer) => {
    const filter = { state: "closed" as const };
    const { items } = await listDivergences(hub, viewer, { limit: 9, cursor: null, filter });
    return items.map(({ golden, held }) => [golden, held]);
  };

  expect(await nameIn(seesAll)).toEqual(["Adah", "Ada"]);
  expect(await nameIn(reader)).toEqual([masked, masked]);
  expect(await closedIn(seesAll)).toEqual([[erasedValue, erasedValue]]);
  expect(await closedIn(reader)).toEqual([[masked, masked]]);
  await expectVerified(hub);
});

test("a reference is told by a record of what it leads to", async () => {
  const { hub } = await testHub({
    "thing.yaml": `systems: { shop: { kind: record } }
entity: thing
sources: [ { name: shop, system: shop, key: id, fields: { part_of: { from: whole, as: shop } } } ]
attributes: { part_of: { type: ref, to: thing, authority: shop } }
`,
  });
  await loadText(hub, "shop", "id,whole\n1,\n2,1\n");

  expect(words(await all(hub, "shop:2", 1)).join(" ")).toContain("shop:1");
  expect(words(await all(hub, "shop:2", 1)).join(" ")).not.toContain(await entityOf(hub, "shop", "1"));
});
