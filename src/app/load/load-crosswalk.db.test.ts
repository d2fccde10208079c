import { expect, test } from "vitest";
import { expectSound } from "../../../test/helpers/expect-sound.ts";
import { accountOf, crosswalkText, entityOf, loadText, testHub } from "../../../test/helpers/test-hub.ts";
import { decodeBody } from "../../core/log/body.ts";
import { isSealed } from "../../core/log/entry.ts";
import { entriesFrom } from "../../store/read-history.ts";
import { mergeByHand } from "../duplicates/decide-duplicate.ts";
import type { Hub } from "../hub.ts";

const model = {
  "systems.yaml": `systems:
  crm: { kind: record }
  web: { kind: engagement }
`,
  "person.yaml": `entity: person
domain: people
sources:
  - { name: crm, system: crm, key: id, key-personal: true, fields: { name: name } }
  - { name: web, system: web, key: id, fields: { name: name } }
attributes:
  name: { type: text, authority: crm }
`,
  "place.yaml": `entity: place
sources: [ { name: spots, system: web, key: id, fields: { name: name } } ]
attributes: { name: { type: text, authority: spots } }
`,
} as const;

const ways = { left: "web", right: "crm" };

/** What the log says of pairs, entry by entry. */
async function pairsTold(hub: Hub) {
  const rows = await entriesFrom(hub.database.reader, hub.log, 1, 1000);
  return rows.flatMap(({ index, body }) => {
    const items = body === null ? null : decodeBody(body);
    if (items?.ok !== true) return [];
    return items.value.flatMap(({ detail }) => (detail?.what === "pair" ? [{ index, detail }] : []));
  });
}

test("a pair of which a record has not come is counted as waiting until it ties the two", async () => {
  const { hub, ...made } = await testHub(model);
  await loadText(hub, "crm", "id,name\nann@example.org,Ann\nbob@example.org,Bob\n");
  await loadText(hub, "web", "id,name\n1,Ann\n");
  const pairs = "web,crm\n1,ann@example.org\n2,bob@example.org\n3,cid@example.org\n";

  expect(accountOf(await crosswalkText(hub, pairs, ways))).toEqual({ read: 3, applied: 1, waiting: 2 });
  expect(accountOf(await crosswalkText(hub, pairs, ways))).toEqual({ read: 3, unchanged: 1, waiting: 2 });
  await loadText(hub, "web", "id,name\n2,Bob\n");
  expect(accountOf(await crosswalkText(hub, pairs, ways))).toEqual({ read: 3, unchanged: 2, waiting: 1 });

  expect(await entityOf(hub, "web", "2")).toBe(await entityOf(hub, "crm", "bob@example.org"));
  await expectSound({ hub, ...made });
});

test("every pair is said once, by an entry, its personal key sealed", async () => {
  const { hub, ...made } = await testHub(model);
  await loadText(hub, "crm", "id,name\nann@example.org,Ann\n");

  await crosswalkText(hub, "web,crm\n1,ann@example.org\n2,bob@example.org\n", ways);
  await crosswalkText(hub, "web,crm\n2,bob@example.org\n2,bob@example.org\n3,cid@example.org\n", ways);

  const told = await pairsTold(hub);
  expect(told.map(({ detail }) => [detail.left, detail.leftKey, detail.right])).toEqual([
    ["web", "1", "crm"],
    ["web", "2", "crm"],
    ["web", "3", "crm"],
  ]);
  expect(new Set(told.map(({ index }) => index)).size).toBe(2);
  for (const { rightKey = null } of told.map(({ detail }) => detail)) expect(isSealed(rightKey)).toBe(true);
  await expectSound({ hub, ...made });
});

test("a row without both of its keys waits in quarantine, and two of different types are never one", async () => {
  const { hub, ...made } = await testHub(model);
  await loadText(hub, "crm", "id,name\nann@example.org,Ann\n");
  await loadText(hub, "spots", "id,name\n1,Here\n");
  const pair = {
    left: await entityOf(hub, "crm", "ann@example.org"),
    right: await entityOf(hub, "spots", "1"),
  };

  const counted = accountOf(await crosswalkText(hub, "web,crm\n1,\n,ann@example.org\n", ways));

  expect(counted).toEqual({ read: 2, quarantined: 2 });
  await expect(crosswalkText(hub, "l,r\n1,x\n", { left: "spots", right: "crm" })).rejects.toMatchObject({
    refusal: { code: "crosswalk-types-differ" },
  });
  const decision = { actor: "t", by: "ana", reason: "same", ...pair };
  await expect(mergeByHand(hub, decision)).rejects.toMatchObject({ refusal: { code: "types-differ" } });
  await expectSound({ hub, ...made });
});

test.each([true, false])(
  "a pair that two state at once is said once, its keys personal: %s",
  async (personal) => {
    const { hub, ...made } = await testHub({
      ...model,
      "person.yaml": model["person.yaml"].replace("key-personal: true", `key-personal: ${personal}`),
    });
    const { run } = hub.writer;
    const bothPrepared = Promise.withResolvers<void>();
    let prepared = 0;
    hub.writer.run = (task) =>
      run.call(hub.writer, {
        prepare: async (sql) => {
          const made = await task.prepare(sql);
          prepared += 1;
          if (prepared === 2) bothPrepared.resolve();
          await bothPrepared.promise;
          return made;
        },
      }) as ReturnType<typeof run<never>>;

    const both = [1, 2].map(() => crosswalkText(hub, "web,crm\n1,ann@example.org\n", ways));

    for (const one of both) expect(accountOf(await one)).toEqual({ read: 1, waiting: 1 });
    expect(prepared).toBe(3);
    expect(await pairsTold(hub)).toHaveLength(1);
    await expectSound({ hub, ...made });
  },
);
