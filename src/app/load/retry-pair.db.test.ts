import { expect, test } from "vitest";
import { expectSound } from "../../../test/helpers/expect-sound.ts";
import { crosswalkText, entityOf, loadText, testHub } from "../../../test/helpers/test-hub.ts";
import { readRows } from "../../connectors/file/read-rows.ts";
import { getQuarantined, listQuarantine } from "../read/quarantine.ts";
import { listRuns } from "../read/runs.ts";
import { seesAll, type Viewer } from "../read/viewer.ts";
import { retryQuarantine } from "./retry-quarantine.ts";

const model = {
  "systems.yaml": `systems:
  crm: { kind: record }
  web: { kind: engagement }
`,
  "product.yaml": `entity: product
domain: goods
sources:
  - { name: crm, system: crm, key: id, fields: { name: name } }
  - { name: web, system: web, key: id, fields: { name: name } }
attributes:
  name: { type: text, authority: crm }
`,
} as const;

const first = { limit: 50, cursor: null, filter: {} };

async function withBrokenPair() {
  const made = await testHub(model);
  const { hub } = made;
  await loadText(hub, "crm", "id,name\n1,Anvil\n2,Bell\n");
  await loadText(hub, "web", "id,name\n8,Anvils\n9,Bells\n");
  await crosswalkText(hub, "the web,the crm\n8,1\n9,\n", { left: "web", right: "crm" });
  const [waiting] = (await listQuarantine(hub, seesAll, first)).items;
  return { ...made, waiting, again: { id: waiting?.id ?? "", actor: "test", readRows } };
}

test("a row of a crosswalk that was mended ties its records, and leaves quarantine", async () => {
  const { hub, again, ...made } = await withBrokenPair();
  const mended = new Map([
    ["the crm", "2"],
    ["the web", "9"],
  ]);

  const answer = await retryQuarantine(hub, seesAll, { ...again, mended });

  expect(answer).toMatchObject({ source: "web~crm", key: "9", account: { read: 1, applied: 1 } });
  expect(await entityOf(hub, "web", "9")).toBe(await entityOf(hub, "crm", "2"));
  expect((await listQuarantine(hub, seesAll, first)).items).toEqual([]);
  const runs = (await listRuns(hub, seesAll, first)).items;
  expect(runs.map((one) => one.kind)).toEqual(["retry", "crosswalk", "load", "load"]);
  await expect(retryQuarantine(hub, seesAll, { ...again, mended })).rejects.toMatchObject({
    refusal: { code: "quarantine-ended" },
  });
  await expectSound({ hub, ...made });
});

test("a row of a crosswalk that is still no pair stays in quarantine", async () => {
  const { hub, again, ...made } = await withBrokenPair();
  const refused = { refusal: { code: "quarantine-still-refused" } };

  await expect(retryQuarantine(hub, seesAll, { ...again, mended: null })).rejects.toMatchObject(refused);
  const mended = new Map([["the web", "9"]]);
  await expect(retryQuarantine(hub, seesAll, { ...again, mended })).rejects.toMatchObject(refused);

  expect((await listQuarantine(hub, seesAll, first)).items.map((one) => one.id)).toEqual([again.id]);
  await expectSound({ hub, ...made });
});

test("a row of a crosswalk is of the type that it ties, and seen by those alone who read it", async () => {
  const { hub, waiting, again, ...made } = await withBrokenPair();
  const ofGoods: Viewer = { domains: ["goods"], personal: null };
  const ofOthers: Viewer = { domains: ["staff"], personal: null };

  expect(waiting).toMatchObject({ source: "web~crm", type: "product", key: null });
  expect(await getQuarantined(hub, ofGoods, again.id)).toMatchObject({ columns: ["the web", "the crm"] });
  expect((await listQuarantine(hub, ofGoods, first)).items).toHaveLength(1);
  expect((await listQuarantine(hub, ofOthers, first)).items).toEqual([]);
  await expect(retryQuarantine(hub, ofOthers, { ...again, mended: null })).rejects.toMatchObject({
    refusal: { code: "quarantine-unknown" },
  });
  await expectSound({ hub, ...made });
});
