import { expect, test } from "vitest";
import { expectSound } from "../../../test/helpers/expect-sound.ts";
import {
  apply,
  countOf,
  entityOf,
  goldenOf,
  loadText,
  openDivergences,
  rowsOf,
  type TestHub,
  testHub,
} from "../../../test/helpers/test-hub.ts";
import { followOnce } from "../follow.ts";
import { getEntity, getGolden } from "../read/get-entity.ts";
import { listEntities } from "../read/list-entities.ts";
import { overview } from "../read/overview.ts";
import { seesAll } from "../read/viewer.ts";

const modelWith = (exists: string) => ({
  "systems.yaml": `systems:
  crm: { kind: record }
  ops: { kind: engagement }
`,
  "product.yaml": `entity: product
match-on: [ [code] ]
exists: { authority: crm, ${exists} }
sources:
  - { name: crm, system: crm, key: id, fields: { code: code, name: name } }
  - { name: ops, system: ops, key: id, fields: { code: code, name: name } }
attributes:
  code: { type: text, authority: crm, fallback: [ops], required: true }
  name: { type: text, authority: crm, fallback: [ops], copies: [ops] }
`,
});

const crm = "id,code,name\n1,A,Anvil\n2,B,Bell\n";
const without2 = "id,code,name\n1,A,Anvil\n";
const ops = "id,code,name\nx,A,Anvil\ny,B,Belle\n";

async function idsOf({ hub }: TestHub, state: "archived" | "any" | null) {
  const question = { type: "product", state, where: [], sort: null, select: null, limit: 10, cursor: null };
  return (await listEntities(hub, seesAll, question)).items.map(({ id, state: at }) => [id, at]);
}

test("what is archived leaves lists, views, counts, divergences and findings, still answers by id, and comes back", async () => {
  const made = await testHub(modelWith("on-delete: archive"));
  const { hub } = made;
  await loadText(hub, "crm", crm);
  await loadText(hub, "ops", ops);
  const anvil = await entityOf(hub, "crm", "1");
  const bell = await entityOf(hub, "crm", "2");
  expect(await openDivergences(hub)).toEqual(["name ops:y never-synced Belle"]);

  await loadText(hub, "crm", without2, { complete: true });

  expect(await idsOf(made, null)).toEqual([[anvil, "active"]]);
  expect(await idsOf(made, "archived")).toEqual([[bell, "archived"]]);
  expect((await idsOf(made, "any")).length).toBe(2);
  expect(await viewed(made)).toEqual([anvil]);
  expect((await overview(hub, seesAll)).types).toMatchObject([
    { type: "product", entities: 1, disagreeing: 0 },
  ]);
  expect((await getGolden(hub, seesAll, { type: "product", ref: bell })).state).toBe("archived");
  expect(await openDivergences(hub)).toEqual([]);
  expect(await countOf(hub, "divergence", "how = 'archived'")).toBe(1);
  await expectSound(made);

  await loadText(hub, "crm", crm);

  expect((await idsOf(made, null)).length).toBe(2);
  expect(await openDivergences(hub)).toEqual(["name ops:y in-transit Belle"]);
  await expectSound(made);
});

const viewed = async ({ hub }: TestHub) =>
  (await hub.database.reader.many<{ id: string }>("select _id as id from truth.product order by 1")).map(
    ({ id }) => id,
  );

test("an entity that was retired is archived once the model says so, and the other way round", async () => {
  const made = await testHub(modelWith("on-delete: retire"));
  const { hub } = made;
  await loadText(hub, "crm", crm);
  await loadText(hub, "crm", without2, { complete: true });
  const bell = await entityOf(hub, "crm", "2");

  await apply(hub, modelWith("on-delete: archive"));
  while (await followOnce(hub)) {
    // Everything of a type whose existence is declared anew is resolved again, a page at a time.
  }

  expect(await idsOf(made, "archived")).toEqual([[bell, "archived"]]);
  await expectSound(made);
});

test("under delete-copies a retired entity tells which copies are to be deleted, and nothing deletes them", async () => {
  const made = await testHub(modelWith("on-delete: delete-copies"));
  const { hub } = made;
  await loadText(hub, "crm", crm);
  await loadText(hub, "ops", ops);
  await loadText(hub, "crm", without2, { complete: true });

  const bell = await getEntity(hub, seesAll, { type: "product", ref: "ops:y" });
  const anvil = await getEntity(hub, seesAll, { type: "product", ref: "ops:x" });

  expect(bell.state).toBe("retired");
  expect(bell.records.map((one) => [one.source, one.deleted, one.toBeDeleted])).toEqual([
    ["crm", true, false],
    ["ops", false, true],
  ]);
  expect(anvil.records.every((one) => !one.toBeDeleted)).toBe(true);
  await expectSound(made);
});

test("a complete file deletes nothing that is known from a newer one, though that was cut off", async () => {
  const made = await testHub(modelWith("on-delete: keep"));
  const { hub } = made;
  await loadText(hub, "crm", `${crm}3,C,Clock\n`, { asOf: "2026-01-01T00:00:00.000000Z" });
  hub.batchSize.records = 1;
  const rows = async function* () {
    yield* rowsOf("id,code,name\n1,A,Amboss\n");
    throw new Error("cut off");
  };
  const newer = loadText(hub, "crm", "", { asOf: "2026-03-01T00:00:00.000000Z", rows });
  await expect(newer).rejects.toThrow("cut off");
  expect(await goldenOf(hub, await entityOf(hub, "crm", "1"))).toMatchObject({ name: "Amboss" });

  await loadText(hub, "crm", "id,code,name\n3,C,Clock\n", {
    ...{ asOf: "2026-02-01T00:00:00.000000Z", complete: true },
  });

  expect(await countOf(hub, "record", "key = '1' and not deleted")).toBe(1);
  expect(await countOf(hub, "record", "key = '2' and deleted")).toBe(1);
  await expectSound(made);
});
