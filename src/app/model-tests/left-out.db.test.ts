import { expect, it } from "vitest";
import { entityOf, loadText, testHub } from "../../../test/helpers/test-hub.ts";
import { followAll } from "../follow.ts";
import { seesAll, type Viewer } from "../read/viewer.ts";
import { asTest } from "./as-test.ts";

const masked: Viewer = { domains: null, personal: [] };

it("what a reference leads to that the caller may not see is left out, and a line says so", async () => {
  const { hub } = await testHub({
    "m.yaml": `systems: { hr: {} }
entity: person
sources: [{ name: hr, system: hr, key: id, fields: { name: name, boss: { from: boss, as: hr } } }]
attributes:
  name: { type: text, authority: hr }
  boss: { type: ref, to: person, sensitive: true, authority: hr }
`,
  });
  await loadText(hub, "hr", "id,name,boss\n1,Ada,\n2,Ben,1\n");
  await followAll(hub);
  const asked = { type: "person", ref: "hr:2", fact: "boss" };

  const clear = await asTest(hub, seesAll, asked);
  const hidden = await asTest(hub, masked, asked);

  expect([clear.ok, clear.test]).toEqual([
    true,
    expect.stringContaining("# Written from a live case.\ntests:"),
  ]);
  expect(hidden.test).toContain("# What the boss of hr:2 refers to is not yours to see, and not told.");
  expect(hidden.test).not.toContain("hr:1");
});

const reused = {
  "m.yaml": `systems: { crm: {}, shop: {} }
entity: customer
exists: { authority: crm, keys-reused: true }
sources:
  - { name: crm, system: crm, key: id, guard: { deleted: 1, changed: 1 }, fields: { name: name } }
  - { name: shop, system: shop, key: id, links: { crm: crm_id }, fields: { name: name } }
attributes: { name: { type: text, authority: crm, fallback: [shop], copies: [shop] } }
`,
};

it("what a key said while it was another thing is not told of the one that it is by now, and of the other a line says so", async () => {
  const { hub } = await testHub(reused);
  const crm = (rows: string) => loadText(hub, "crm", `id,name\n${rows}`, { complete: true });
  await crm("1,Ada\n9,Eve\n");
  await loadText(hub, "shop", "id,name,crm_id\ns,Ida,1\n");
  const first = await entityOf(hub, "crm", "1");
  await crm("9,Eve\n");
  await crm("1,Ben\n9,Eve\n");

  const before = await asTest(hub, seesAll, { type: "customer", ref: "shop:s", fact: "name" });
  const now = await asTest(hub, seesAll, { type: "customer", ref: "crm:1", fact: "name" });

  expect(await entityOf(hub, "shop", "s")).toBe(first);
  expect(await entityOf(hub, "crm", "1")).not.toBe(first);
  expect(before.test).toContain("# crm:1 is another thing by now: what it said before that is not told.");
  expect(before.test).not.toMatch(/Ada|Ben/);
  expect([now.ok, now.test]).toEqual([true, expect.stringContaining('"Ben"')]);
  expect(now.test).not.toContain("Ada");
});

it("an entity of which no record tells any more is refused, and it is said why", async () => {
  const { hub } = await testHub(reused);
  const crm = (rows: string) => loadText(hub, "crm", `id,name\n${rows}`, { complete: true });
  await crm("1,Ada\n9,Eve\n");
  const first = await entityOf(hub, "crm", "1");
  await crm("9,Eve\n");
  await crm("1,Ben\n9,Eve\n");

  const asking = asTest(hub, seesAll, { type: "customer", ref: first, fact: null });

  await expect(asking).rejects.toMatchObject({
    refusal: {
      code: "entity-unknown",
      message: "No record tells of this entity any more, and a test has no other name for it.",
    },
  });
});
