import { expect, test } from "vitest";
import {
  apply,
  countOf,
  entityOf,
  loadText,
  openDivergences,
  testHub,
} from "../../../test/helpers/test-hub.ts";
import { expectVerified } from "../../../test/helpers/verify.ts";
import { loadEntities } from "./load-work.ts";

const model = (policy: string) => ({
  "systems.yaml": "systems:\n  crm: { kind: record }\n  ops: { kind: engagement }\n",
  "campaign.yaml": `entity: campaign
match-on: [ [code] ]
sources:
  - { name: crm, system: crm, key: id, fields: { code: code, name: name } }
  - { name: ops, system: ops, key: id, fields: { code: code, name: name, ends: ends } }
attributes:
  code: { type: text, authority: crm }
  name: { type: text, authority: crm, copies: [ops], on-divergence: ${policy}, survivorship: longest }
  ends: { type: date, authority: ops }
`,
});

test("a record that says the same in another spelling stays where it was, though what it differs in is dealt with otherwise now", async () => {
  const { hub } = await testHub(model("flag"));
  await loadText(hub, "crm", "id,code,name\n1,A,X\n", { asOf: "2026-01-01T00:00:00.000000Z" });
  await loadText(hub, "ops", "id,code,name,ends\n1,A,Y,2026-01-01\n", {
    asOf: "2026-01-01T00:00:00.000000Z",
  });
  // In force, and not yet followed.
  await apply(hub, model("overwrite"));

  await loadText(hub, "ops", "id,code,name,ends\n1,A,Y,2026-02-30\n", {
    asOf: "2026-01-02T00:00:00.000000Z",
  });

  await expectVerified(hub);
});

test("work that had read a record before it was spelt otherwise is done anew", async () => {
  const { hub } = await testHub(model("flag"));
  await loadText(hub, "ops", "id,code,name,ends\n1,A,Y,2026-01-01\n");
  const entity = await entityOf(hub, "ops", "1");
  const read: (string | undefined)[] = [];

  await hub.writer.run({
    prepare: async (sql) => {
      const work = await hub.newWork(sql, { cause: "fact", actor: "test", run: null });
      await loadEntities(sql, work, [entity]);
      read.push(work.entity(entity).records[0]?.held?.ends?.code);
      if (read.length === 1) await loadText(hub, "ops", "id,code,name,ends\n1,A,Y,2026-02-30\n");
      work.effects.push(() => []);
      return { work, result: () => undefined };
    },
  });

  expect(read).toEqual([undefined, "value-no-such-day"]);
  await expectVerified(hub);
});

test("a copy that agrees and differs again within one commit is told as two differences", async () => {
  const { hub } = await testHub(model("flag"));
  await loadText(hub, "crm", "id,code,name\n1,A,X\n");
  await loadText(hub, "ops", "id,code,name,ends\n9,A,Y,\n");

  await loadText(hub, "crm", "id,code,name\n1,A,Y\n3,A,Zoe\n");

  expect(await openDivergences(hub)).toEqual(["name ops:9 in-transit Y"]);
  expect(await countOf(hub, "divergence", "how = 'golden-agrees'")).toBe(1);
  await expectVerified(hub);
});
