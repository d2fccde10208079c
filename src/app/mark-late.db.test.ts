import { expect, test } from "vitest";
import { apply, entityOf, loadText, openDivergences, testHub } from "../../test/helpers/test-hub.ts";
import { expectVerified } from "../../test/helpers/verify.ts";
import { loadEntities } from "./change/load-work.ts";
import { followAll } from "./follow.ts";
import type { Hub } from "./hub.ts";
import { markLateNow } from "./mark-late.ts";
import { listDivergences } from "./read/divergences.ts";
import { seesAll } from "./read/viewer.ts";

const model = (policy = "flag", copies = "ops") => ({
  "systems.yaml": "systems:\n  crm: { kind: record }\n  cms: { kind: record }\n",
  "campaign.yaml": `entity: campaign
match-on: [ [code] ]
sources:
  - { name: crm, system: crm, key: id, fields: { code: code, name: name, size: size } }
  - { name: ops, system: cms, key: id, fields: { code: code, name: name } }
attributes:
  code: { type: text, authority: crm }
  name: { type: text, authority: crm, copies: [${copies}], on-divergence: ${policy} }
  size: { type: text, authority: crm }
`,
  "content.yaml": `entity: content
sources:
  - { name: pages, system: cms, key: id, fields: { campaign: { from: campaign, by: code }, label: label } }
attributes:
  campaign: { type: ref, to: campaign, authority: pages }
  label: { copy-of: campaign.name, copies: [pages] }
`,
});
const day = (at: number) => `2026-03-0${at}T00:00:00.000000Z`;

const dueAt = async (hub: Hub): Promise<string | null> => {
  const rows = await hub.database.reader.many<{ due: string | null }>(
    "select due_at::text as due from bailiwick.divergence where closed is null order by entity_id",
  );
  expect(rows).toHaveLength(1);
  return rows[0]?.due ?? null;
};

test("a copy of another entity's fact has its time from when that came to be there, however late it is followed", async () => {
  const { hub } = await testHub(model());
  await loadText(hub, "crm", "id,code,name,size\n1,A,Spring,1\n", { asOf: day(1) });
  await loadText(hub, "pages", "id,campaign,label\nx,A,Spring\n", { asOf: day(1) });
  await followAll(hub);
  await loadText(hub, "crm", "id,code,name,size\n1,A,Summer,1\n", { asOf: day(2) });
  await loadText(hub, "crm", "id,code,name,size\n1,A,Summer,2\n", { asOf: "2036-03-01T00:00:00.000000Z" });
  await followAll(hub);

  expect(await openDivergences(hub)).toEqual(["label pages:x late Spring"]);
  await expectVerified(hub);
});

test("a copy of another entity's fact has its time from when its reference led there, where that was later", async () => {
  const { hub } = await testHub(model());
  await loadText(hub, "crm", "id,code,name,size\n1,A,Spring,1\n2,B,Autumn,1\n", { asOf: day(1) });
  await loadText(hub, "pages", "id,campaign,label\nx,A,Spring\n", { asOf: day(1) });
  await followAll(hub);
  await loadText(hub, "pages", "id,campaign,label\nx,B,Spring\n", { asOf: "2036-03-01T00:00:00.000000Z" });

  expect(await openDivergences(hub)).toEqual(["label pages:x in-transit Spring"]);
  expect(await dueAt(hub)).toBe("2036-03-01 00:01:00+00");
  await expectVerified(hub);
});

test("a copy of another entity's fact has its time from when that came to be there, where its reference led there before", async () => {
  const { hub } = await testHub(model());
  await loadText(hub, "crm", "id,code,name,size\n1,A,Spring,1\n", { asOf: day(1) });
  await loadText(hub, "pages", "id,campaign,label\nx,A,Spring\n", { asOf: day(1) });
  await followAll(hub);
  await loadText(hub, "crm", "id,code,name,size\n1,A,Summer,1\n", { asOf: "2036-03-01T00:00:00.000000Z" });
  await followAll(hub);

  expect(await openDivergences(hub)).toEqual(["label pages:x in-transit Spring"]);
  expect(await dueAt(hub)).toBe("2036-03-01 00:01:00+00");
  await expectVerified(hub);
});

test("a copy has the time that the model declares for it", async () => {
  const { hub } = await testHub(model("flag", "{ source: ops, within: 2h }"));
  await loadText(hub, "crm", "id,code,name,size\n1,A,Spring,1\n", { asOf: day(1) });
  await loadText(hub, "ops", "id,code,name\n9,A,Spring\n");
  await loadText(hub, "crm", "id,code,name,size\n1,A,Summer,1\n", { asOf: "2036-03-01T00:00:00.000000Z" });

  expect(await dueAt(hub)).toBe("2036-03-01 02:00:00+00");
  await expectVerified(hub);
});

test("a copy that has followed has no time to keep any more", async () => {
  const { hub } = await testHub(model());
  await loadText(hub, "crm", "id,code,name,size\n1,A,Spring,1\n");
  await loadText(hub, "ops", "id,code,name\n9,A,Spring\n");
  await loadText(hub, "crm", "id,code,name,size\n1,A,Summer,1\n");
  const all = async (state: "open" | "closed") =>
    (await listDivergences(hub, seesAll, { limit: 9, cursor: null, filter: { state } })).items;
  expect(await all("open")).toMatchObject([{ dueAt: expect.any(String) }]);

  await loadText(hub, "ops", "id,code,name\n9,A,Summer\n");

  expect(await all("closed")).toMatchObject([{ how: "copy-agrees", dueAt: null }]);
  await expectVerified(hub);
});

test("the time of a copy that has not followed stands, whatever else changes meanwhile", async () => {
  const { hub } = await testHub(model());
  await loadText(hub, "crm", "id,code,name,size\n1,A,Spring,1\n");
  await loadText(hub, "ops", "id,code,name\n9,A,Spring\n");
  await loadText(hub, "crm", "id,code,name,size\n1,A,Summer,1\n");
  const due = await dueAt(hub);
  expect(due).not.toBeNull();

  await loadText(hub, "crm", "id,code,name,size\n1,A,Autumn,1\n");
  expect(await dueAt(hub)).toBe(due);
  await apply(hub, model("overwrite"));
  await followAll(hub);
  expect(await dueAt(hub)).toBe(due);

  await hub.database.transact((tx) => tx.run("update bailiwick.divergence set due_at = clock_timestamp()"));
  await loadText(hub, "crm", "id,code,name,size\n1,A,Winter,1\n");
  expect(await openDivergences(hub)).toEqual(["name ops:9 late Spring"]);
  await expectVerified(hub);
});

test("work that had read a divergence before it was late is done anew", async () => {
  const { hub } = await testHub(model());
  await loadText(hub, "crm", "id,code,name,size\n1,A,Spring,1\n");
  await loadText(hub, "ops", "id,code,name\n9,A,Spring\n");
  await loadText(hub, "crm", "id,code,name,size\n1,A,Summer,1\n");
  await hub.database.transact((tx) => tx.run("update bailiwick.divergence set due_at = clock_timestamp()"));
  const entity = await entityOf(hub, "crm", "1");
  const read: (string | undefined)[] = [];

  await hub.writer.run({
    prepare: async (sql) => {
      const work = await hub.newWork(sql, { cause: "fact", actor: "test", run: null });
      await loadEntities(sql, work, [entity]);
      read.push(work.entity(entity).divergences[0]?.cause);
      if (read.length === 1) await markLateNow(hub);
      work.effects.push(() => []);
      return { work, result: () => undefined };
    },
  });

  expect(read).toEqual(["in-transit", "late"]);
  await expectVerified(hub);
});
