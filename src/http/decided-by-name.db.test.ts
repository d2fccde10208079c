import { afterAll, beforeAll, expect, it } from "vitest";
import { refusalOf } from "../../test/helpers/refusal-of.ts";
import { startTestServer, type TestServer } from "../../test/helpers/server.ts";

const model = {
  "shop.yaml": `systems: { shop: { kind: record }, depot: { kind: record } }
entity: product
sources:
  - { name: shop, system: shop, key: id, fields: { name: name } }
  - { name: depot, system: depot, key: id, fields: { name: name } }
attributes: { name: { type: text, authority: shop, fallback: [depot] } }
`,
  "maker.yaml": `entity: maker
sources: [ { name: makers, system: shop, key: id, fields: { name: name } } ]
attributes: { name: { type: text, authority: makers } }
`,
};

let made: TestServer;
beforeAll(async () => {
  made = await startTestServer(model);
  for (const [source, rows] of [
    ["shop", "id,name\na/1,Anvil\n2,Bell\n"],
    ["depot", "id,name\n7,Anvil\n8,Bell\n"],
    ["makers", "id,name\n1,Smith\n"],
  ] as const)
    await made.admin.loadRecords({ source, rows, contentType: "text/csv" });
});
afterAll(() => made.stop());

const idOf = async (ref: string) => (await made.admin.getEntity({ type: "product", ref })).id;
const told = async (call: Promise<unknown>): Promise<readonly unknown[]> => {
  const refused = await refusalOf(call);
  return refused === null ? [] : [refused.code, refused.message];
};
const reason = "seen on the label";

it("two entities are named by their records, with or without their type, and split again by a record that came along", async () => {
  const [anvil, other] = [await idOf("shop:a/1"), await idOf("depot:7")];

  const merged = await made.admin.mergeDuplicate({ left: "product/shop:a/1", right: "depot:7", reason });

  expect(merged).toEqual({ entity: anvil, merged: other });
  expect(await idOf("depot:7")).toBe(anvil);
  expect(await told(made.admin.splitDuplicate({ merged: "shop:a/1", reason }))).toEqual([
    "not-merged",
    "`merged`: No merge that stands brought this record to its entity.",
  ]);
  expect(await made.admin.splitDuplicate({ merged: "product/depot:7", reason })).toEqual({ entity: other });
  expect(await idOf("depot:7")).toBe(other);
});

it("of two merges one after the other, a record that came with both undoes the later one first", async () => {
  const [first, second, third] = [await idOf("shop:2"), await idOf("depot:7"), await idOf("depot:8")];
  await made.admin.mergeDuplicate({ left: second, right: third, reason });
  await made.admin.mergeDuplicate({ left: first, right: second, reason });

  expect(await made.admin.splitDuplicate({ merged: "depot:8", reason })).toEqual({ entity: second });
  expect(await idOf("depot:8")).toBe(second);
  expect(await made.admin.splitDuplicate({ merged: `product/${third}`, reason })).toEqual({ entity: third });
  expect(await idOf("depot:7")).toBe(second);
});

it("a record is moved to an entity that is named by another", async () => {
  const { entity } = await made.admin.moveRecord({ record: "product/depot:8", to: "shop:2", reason });

  expect(entity).toBe(await idOf("shop:2"));
});

it.each([
  [{ left: "shop:2", right: "nope" }, "reference-unclear", "`right`: This is no id"],
  [{ left: "shop:99", right: "shop:2" }, "entity-unknown", "`left`: There is no such entity."],
  [{ left: "shop:2", right: "maker/shop:2" }, "entity-unknown", "`right`: There is no such maker."],
  [{ left: "produkt/shop:2", right: "shop:2" }, "entity-type-unknown", "`left`: There is no entity type"],
  [{ left: "shop:2", right: "maker/makers:1" }, "types-differ", "One is a product, the other a maker."],
])("what %j names is refused as %s, with the member that is wrong", async (pair, code, words) => {
  for (const decide of [made.admin.mergeDuplicate, made.admin.declareDifferent]) {
    expect(await told(decide({ ...pair, reason }))).toEqual([code, expect.stringContaining(words)]);
  }
});
