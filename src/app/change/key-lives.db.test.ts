import { describe, expect, test } from "vitest";
import { expectSound } from "../../../test/helpers/expect-sound.ts";
import {
  accountOf,
  countOf,
  crosswalkText,
  entityOf,
  goldenOf,
  loadText,
  type TestHub,
  testHub,
} from "../../../test/helpers/test-hub.ts";
import { entityId } from "../../core/ids.ts";
import { declareDifferent, mergeByHand, splitByHand } from "../duplicates/decide-duplicate.ts";
import { followOnce } from "../follow.ts";
import { getEntity } from "../read/get-entity.ts";
import { history } from "../read/history.ts";
import { seesAll } from "../read/viewer.ts";

const modelWith = (exists: string) => ({
  "systems.yaml": `systems:
  hr: { kind: record }
  desk: { kind: engagement }
`,
  "person.yaml": `entity: person
match-on: [ [email] ]
exists: { authority: hr, on-delete: retire, ${exists} }
sources:
  - { name: hr, system: hr, key: no, guard: { changed: 1, deleted: 1 },
      fields: { email: email, name: name, boss: { from: boss, as: hr } } }
  - { name: desk, system: desk, key: id, link: { hr: staff }, fields: { name: name } }
attributes:
  email: { type: email, authority: hr }
  name: { type: text, authority: hr, copies: [desk] }
  boss: { type: ref, to: person, authority: hr }
`,
});

const header = "no,email,name,boss\n";
const hr = (...lines: readonly string[]) => `${header}${lines.join("\n")}\n`;
const person = { actor: "t", by: "ana", reason: "so it is" };
const whole = { complete: true };

const follow = async ({ hub }: TestHub) => {
  while (await followOnce(hub)) {
    // Whatever referred to the one that bore the key.
  }
};

/** Ann bears 42, leaves, and Bob gets it. */
async function reused(exists = "keys-reused: true") {
  const made = await testHub(modelWith(exists));
  const { hub } = made;
  await loadText(hub, "hr", hr("1,zoe@x.org,Zoe,", "42,ann@x.org,Ann,"));
  const ann = await entityOf(hub, "hr", "42");
  await loadText(hub, "hr", hr("1,zoe@x.org,Zoe,"), whole);
  await loadText(hub, "hr", hr("1,zoe@x.org,Zoe,", "42,bob@x.org,Bob,"), whole);
  return { made, hub, ann, bob: await entityOf(hub, "hr", "42") };
}

describe("a key that returns after its deletion", () => {
  test("is a new thing where keys are reused: a record and an entity of its own, the old ones stay with their history", async () => {
    const { made, hub, ann, bob } = await reused();

    expect(bob).not.toBe(ann);
    expect(await goldenOf(hub, bob)).toMatchObject({ name: "Bob", email: "bob@x.org" });
    const before = await getEntity(hub, seesAll, { type: "person", ref: ann });
    expect([before.state, before.records.map(({ key, deleted }) => [key, deleted])]).toEqual([
      "retired",
      [["42", true]],
    ]);
    expect((await getEntity(hub, seesAll, { type: "person", ref: "hr:42" })).id).toBe(bob);
    const told = await history(hub, seesAll, {
      type: "person",
      ref: ann,
      attribute: null,
      limit: 10,
      cursor: null,
    });
    expect(told.items[0]?.changes?.map(({ words }) => words)).toEqual([
      "The key of hr 42 is another's from here on.",
    ]);
    expect(before.records[0]).toMatchObject({ former: true, otherLives: [bob] });
    expect((await getEntity(hub, seesAll, { type: "person", ref: bob })).records[0]).toMatchObject({
      former: false,
      otherLives: [ann],
    });
    await expectSound(made);
  });

  test("is the old thing where they are not", async () => {
    const { made, hub, ann, bob } = await reused("keys-reused: false");

    expect(bob).toBe(ann);
    expect(await countOf(hub, "record", "key = '42'")).toBe(1);
    expect(await goldenOf(hub, bob)).toMatchObject({ name: "Bob" });
    await expectSound(made);
  });

  test("begins a life each time, and loading it again begins none", async () => {
    const { made, hub, ann, bob } = await reused();
    await loadText(hub, "hr", hr("1,zoe@x.org,Zoe,"), whole);
    await loadText(hub, "hr", hr("1,zoe@x.org,Zoe,", "42,bob@x.org,Bob,"), whole);
    const entries = await countOf(hub, "entry");

    const again = await loadText(hub, "hr", hr("1,zoe@x.org,Zoe,", "42,bob@x.org,Bob,"), whole);

    // What the one before held ties nothing any more, so that even the same values are another's.
    const third = await entityOf(hub, "hr", "42");
    expect(new Set([ann, bob, third]).size).toBe(3);
    expect(accountOf(again)).toEqual({ read: 2, unchanged: 2 });
    expect(await countOf(hub, "entry")).toBe(entries);
    const lives = await hub.database.reader.many<{ life: number; former: boolean }>(
      "select life, former from bailiwick.record where key = '42' order by life",
    );
    expect(lives).toEqual([
      { life: 0, former: true },
      { life: 1, former: true },
      { life: 2, former: false },
    ]);
    await expectSound(made);
  });

  test("is nothing of the kind when an incomplete file merely left it out", async () => {
    const made = await testHub(modelWith("keys-reused: true"));
    const { hub } = made;
    await loadText(hub, "hr", hr("1,zoe@x.org,Zoe,", "42,ann@x.org,Ann,"));
    const ann = await entityOf(hub, "hr", "42");
    await loadText(hub, "hr", hr("1,zoe@x.org,Zoë,"));

    await loadText(hub, "hr", hr("42,bob@x.org,Bob,"));

    expect(await entityOf(hub, "hr", "42")).toBe(ann);
    expect(await countOf(hub, "record", "former")).toBe(0);
    await expectSound(made);
  });

  test("is passed by no observation that is older than the deletion", async () => {
    const made = await testHub(modelWith("keys-reused: true"));
    const { hub } = made;
    const at = (day: number) => ({ asOf: `2026-01-0${day}T00:00:00.000000Z` });
    await loadText(hub, "hr", hr("1,zoe@x.org,Zoe,", "42,ann@x.org,Ann,"), at(1));
    await loadText(hub, "hr", hr("1,zoe@x.org,Zoe,"), { ...whole, ...at(5) });

    const late = await loadText(hub, "hr", hr("42,bob@x.org,Bob,"), at(3));

    expect(accountOf(late)).toEqual({ read: 1, older: 1 });
    expect(await countOf(hub, "record", "key = '42'")).toBe(1);
    await expectSound(made);
  });

  test("takes its new thing to an entity by what it says, as any new record", async () => {
    const { made, hub, ann } = await reused();
    await loadText(hub, "hr", hr("1,zoe@x.org,Zoe,"), whole);

    await loadText(hub, "hr", hr("1,zoe@x.org,Zoe,", "42,zoe@x.org,Zoe B,"), whole);

    expect(await entityOf(hub, "hr", "42")).toBe(await entityOf(hub, "hr", "1"));
    expect(await entityOf(hub, "hr", "42")).not.toBe(ann);
    await expectSound(made);
  });

  test("leads references by the key to what bears it now", async () => {
    const made = await testHub(modelWith("keys-reused: true"));
    const { hub } = made;
    await loadText(hub, "hr", hr("1,zoe@x.org,Zoe,42", "42,ann@x.org,Ann,"));
    await follow(made);
    const zoe = await entityOf(hub, "hr", "1");
    const ann = await entityOf(hub, "hr", "42");
    expect((await goldenOf(hub, zoe)).boss).toBe(ann);
    await loadText(hub, "hr", hr("1,zoe@x.org,Zoe,42"), whole);

    await loadText(hub, "hr", hr("42,bob@x.org,Bob,"));
    await follow(made);

    expect((await goldenOf(hub, zoe)).boss).toBe(await entityOf(hub, "hr", "42"));
    await expectSound(made);
  });

  test("keeps a record that named it where it is, as a possible duplicate of the new thing for a person to decide", async () => {
    const made = await testHub(modelWith("keys-reused: true"));
    const { hub } = made;
    await loadText(hub, "hr", hr("1,zoe@x.org,Zoe,", "42,ann@x.org,Ann,"));
    await loadText(hub, "desk", "id,staff,name\nd7,42,Ann\n");
    const ann = await entityOf(hub, "hr", "42");
    await loadText(hub, "hr", hr("1,zoe@x.org,Zoe,"), whole);
    await loadText(hub, "hr", hr("42,bob@x.org,Bob,"));
    const bob = await entityOf(hub, "hr", "42");

    expect([await entityOf(hub, "desk", "d7"), bob === ann]).toEqual([ann, false]);
    expect(await countOf(hub, "duplicate", "kind = 'duplicate' and state = 'open' and reason = 'link'")).toBe(
      1,
    );
    await loadText(hub, "desk", "id,staff,name\nd7,42,Anne\n");
    expect(await entityOf(hub, "desk", "d7")).toBe(ann);
    await declareDifferent(hub, { ...person, left: ann, right: bob });
    await loadText(hub, "desk", "id,staff,name\nd7,42,Annie\nd8,42,Bob\n");

    // What is said for the first time is said of what bears the key now.
    expect(await entityOf(hub, "desk", "d8")).toBe(bob);
    expect(await countOf(hub, "duplicate", "state = 'open'")).toBe(0);
    await expectSound(made);
  });

  test("keeps its former life through merging and splitting", async () => {
    const { made, hub, ann, bob } = await reused();
    await mergeByHand(hub, { ...person, left: ann, right: bob });
    expect(await entityOf(hub, "hr", "42")).toBe(ann);
    expect((await getEntity(hub, seesAll, { type: "person", ref: ann })).records.length).toBe(2);
    await expectSound(made);
    await loadText(hub, "hr", hr("42,bob@x.org,Bobby,"));
    expect((await goldenOf(hub, ann)).name).toBe("Bobby");

    await splitByHand(hub, { ...person, merged: bob });

    expect(await entityOf(hub, "hr", "42")).toBe(bob);
    expect((await getEntity(hub, seesAll, { type: "person", ref: ann })).state).toBe("retired");
    await expectSound(made);
  });
});

describe("a merge that a source states", () => {
  test("means the life of the key that it named, and merges nothing into another that bears it since", async () => {
    const made = await testHub(modelWith("merged-into: master, keys-reused: true"));
    const { hub } = made;
    const rows = (...lines: readonly string[]) => `no,email,name,boss,master\n${lines.join("\n")}\n`;
    await loadText(hub, "hr", rows("1,zoe@x.org,Zoe,,42", "42,ann@x.org,Ann,,"));
    const ann = await entityOf(hub, "hr", "42");
    expect(await entityOf(hub, "hr", "1")).toBe(ann);
    await loadText(hub, "hr", rows("1,zoe@x.org,Zoe,,42"), whole);

    await loadText(hub, "hr", rows("1,zoe@x.org,Zoë,,42", "42,bob@x.org,Bob,,", "7,cy@x.org,Cy,,42"));

    const bob = await entityOf(hub, "hr", "42");
    expect([await entityOf(hub, "hr", "1"), bob === ann]).toEqual([ann, false]);
    expect(await entityOf(hub, "hr", "7")).toBe(bob);
    await expectSound(made);

    await loadText(hub, "hr", rows("1,zoe@x.org,Zoë,,"));
    expect(await entityOf(hub, "hr", "42")).toBe(bob);
    expect(await entityOf(hub, "hr", "1")).not.toBe(bob);
    await expectSound(made);
  });
});

describe("a pair of a crosswalk", () => {
  test("means the life of a key in which it was stated; stated again later, it is for a person to decide", async () => {
    const made = await testHub(modelWith("keys-reused: true"));
    const { hub } = made;
    const of = { left: "hr", right: "desk" };
    await loadText(hub, "hr", hr("1,zoe@x.org,Zoe,", "42,ann@x.org,Ann,"));
    await loadText(hub, "desk", "id,staff,name\nd7,,Ann\n");
    await crosswalkText(hub, "hr,desk\n42,d7\n42,d9\n", of);
    const ann = await entityOf(hub, "hr", "42");
    await loadText(hub, "hr", hr("1,zoe@x.org,Zoe,"), whole);
    await loadText(hub, "hr", hr("42,bob@x.org,Bob,"));
    const bob = await entityOf(hub, "hr", "42");

    // The pair waited for d9 while 42 was Ann's.
    await loadText(hub, "desk", "id,staff,name\nd9,,Ann's other\nd8,,Bob\n");
    expect(await entityOf(hub, "desk", "d9")).toBe(ann);
    const again = await crosswalkText(hub, "hr,desk\n42,d7\n42,d8\n", of);

    expect(accountOf(again)).toEqual({ read: 2, applied: 1, unchanged: 1 });
    expect([await entityOf(hub, "desk", "d7"), await entityOf(hub, "desk", "d8")]).toEqual([ann, bob]);
    expect(await countOf(hub, "duplicate", "state = 'open' and reason = 'crosswalk'")).toBe(1);
    await expectSound(made);
  });
});

describe("a dated key", () => {
  const bearer = async (hub: TestHub["hub"]) =>
    entityId((await getEntity(hub, seesAll, { type: "person", ref: "hr:42" })).id);

  test("has another life once all its slices are gone, and not while one of them lives", async () => {
    const made = await testHub({
      ...modelWith("keys-reused: true"),
      "person.yaml": `entity: person
match-on: []
exists: { authority: hr, on-delete: retire, keys-reused: true }
sources:
  - { name: hr, system: hr, key: no, guard: { changed: 1, deleted: 1 }, valid: { from: since }, fields: { name: name } }
attributes:
  name: { type: text, authority: hr }
`,
    });
    const { hub } = made;
    const rows = (...lines: readonly string[]) => `no,since,name\n1,2020-01-01,Zoe\n${lines.join("\n")}\n`;
    await loadText(hub, "hr", rows("42,2020-01-01,Ann", "42,2021-01-01,Anna"));
    const ann = await bearer(hub);
    await loadText(hub, "hr", rows("42,2022-01-01,Anne"), whole);
    expect(await bearer(hub)).toBe(ann);
    expect(await countOf(hub, "record", "former")).toBe(0);
    await loadText(hub, "hr", rows(), whole);

    await loadText(hub, "hr", rows("42,2020-01-01,Bob", "42,2022-01-01,Bobby"), whole);

    const bob = await bearer(hub);
    expect(bob).not.toBe(ann);
    expect((await goldenOf(hub, bob)).name).toBe("Bobby");
    expect(await countOf(hub, "record", "key = '42' and former and deleted")).toBe(3);
    expect(await countOf(hub, "record", "key = '42' and life = 1 and not deleted")).toBe(2);
    await expectSound(made);
  });
});
