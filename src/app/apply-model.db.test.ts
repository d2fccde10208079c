import { expect, test } from "vitest";
import { apply, entityOf, loadText, type TestHub, testHub } from "../../test/helpers/test-hub.ts";
import { expectVerified } from "../../test/helpers/verify.ts";
import { followPageMax } from "../limits.ts";
import { declareDifferent, mergeByHand } from "./duplicates/decide-duplicate.ts";
import { followAll } from "./follow.ts";
import type { Hub } from "./hub.ts";

const model = (matchOn: string, compare = "") => ({
  "thing.yaml": `systems: { shop: { kind: record }, mill: { kind: record } }
entity: thing
match-on: ${matchOn}
sources:
  - { name: shop, system: shop, key: id, fields: { code: code, name: name, land: land } }
  - { name: mill, system: mill, key: id, fields: { code: code, name: name, land: land } }
attributes:
  code: { type: text, authority: shop, fallback: [mill]${compare} }
  name: { type: text, authority: shop, fallback: [mill] }
  land: { type: text, authority: shop, fallback: [mill] }
`,
});
const person = { actor: "t", by: "ana", reason: "so it is" };

/** The open pairs by the keys that each side has, and why. */
async function pairs(hub: Hub): Promise<readonly string[]> {
  const rows = await hub.database.reader.many<{ line: string }>(
    `select concat_ws(' ', l.source, l.key, r.source, r.key, d.reason) as line from bailiwick.duplicate d
     join bailiwick.record l on l.entity_id = d.left_id join bailiwick.record r on r.entity_id = d.right_id
     where d.state = 'open' and d.kind = 'duplicate' order by 1`,
  );
  return rows.map((row) => row.line);
}

/** So that the order of rows is that of their entities: those of one commit may be of one age. */
async function loadOneByOne(hub: Hub, source: string, rows: readonly string[]): Promise<void> {
  for (const row of rows) await loadText(hub, source, `id,code,name,land\n${row}\n`);
}

async function applied(made: TestHub, matchOn: string, compare?: string): Promise<readonly string[]> {
  await apply(made.hub, model(matchOn, compare));
  await followAll(made.hub);
  await expectVerified(made.hub);
  return pairs(made.hub);
}

test("records at hand are matched by a rule that is new, and those that it ties are possible duplicates", async () => {
  const made = await testHub(model("[]"));
  const { hub } = made;
  await loadOneByOne(hub, "shop", ["1,A,x,de", "2,B,y,de", "3,A,z,fr"]);
  await loadOneByOne(hub, "mill", ["7,A,x,at", "8,B,y,de", "9,,y,de"]);

  expect(await applied(made, "[ [code, name] ]")).toEqual([
    "shop 1 mill 7 match-on [code, name]",
    "shop 2 mill 8 match-on [code, name]",
  ]);
  // Each is tied to the oldest that has its value.
  expect(await applied(made, "[ [code] ]")).toEqual([
    "shop 1 mill 7 match-on [code, name]",
    "shop 1 shop 3 match-on [code]",
    "shop 2 mill 8 match-on [code, name]",
  ]);
});

test("guards of a rule, and what a person has said, hold for records at hand too", async () => {
  const made = await testHub(model("[]"));
  const { hub } = made;
  await loadOneByOne(hub, "shop", ["1,A,x,de", "2,A,x,fr", "3,B,y,de", "4,C,z,de", "5,C,z,de", "6,C,z,de"]);
  await loadText(hub, "mill", "id,code,name,land\n8,B,y,de\n");
  const left = await entityOf(hub, "shop", "3");
  const right = await entityOf(hub, "mill", "8");
  await declareDifferent(hub, { ...person, left, right });

  expect(await applied(made, "[ { keys: [code], unless-different: [land], at-most: 1 } ]")).toEqual([]);
  expect(await applied(made, "[ { keys: [code], unless-different: [land] } ]")).toEqual([
    "shop 4 shop 5 match-on [code]",
    "shop 4 shop 6 match-on [code]",
  ]);
});

test("what is equal may change too, and ties what was apart", async () => {
  const made = await testHub(model("[ [code] ]"));
  const { hub } = made;
  await loadOneByOne(hub, "shop", ["1,A,x,de", "2,a,y,de"]);
  expect(await pairs(hub)).toEqual([]);

  expect(await applied(made, "[ [code] ]", ", compare: { ignore: case }")).toEqual([
    "shop 1 shop 2 match-on [code]",
  ]);
});

test("many records are matched anew a page at a time, and once only", async () => {
  const made = await testHub(model("[]"));
  const { hub } = made;
  const rows = Array.from({ length: 450 }, (_, i) => `${i},C${i % 225},x,de\n`).join("");
  await loadText(hub, "shop", `id,code,name,land\n${rows}`);

  expect(await applied(made, "[ [code] ]")).toHaveLength(225);
  expect(await applied(made, "[ [code] ]", ", compare: { ignore: case }")).toHaveLength(225);
});

test("what a person said of two holds for those that they were merged into, on whichever pages they are matched anew", async () => {
  const made = await testHub(model("[]"));
  const { hub } = made;
  const at = (key: string) => entityOf(hub, "mill", key);
  const others = Array.from({ length: followPageMax }, (_, i) => `${i},C${i},x,de\n`).join("");
  await loadOneByOne(hub, "mill", ["first,A,x,de", "one,,x,de"]);
  await loadText(hub, "shop", `id,code,name,land\n${others}`);
  await loadOneByOne(hub, "mill", ["last,A,x,de", "other,,x,de"]);
  await declareDifferent(hub, { ...person, left: await at("one"), right: await at("other") });
  await mergeByHand(hub, { ...person, left: await at("first"), right: await at("one") });
  await mergeByHand(hub, { ...person, left: await at("last"), right: await at("other") });

  expect(await applied(made, "[ [code] ]")).toEqual([]);
});

test("a finding says what its rule says now, and keeps since when it stands", async () => {
  const ruled = (rule: string, title = "Land") => ({
    "thing.yaml": `${model("[]")["thing.yaml"].replace("land: {", `land: { title: ${title}, required: true,`)}
rules: [ { name: named, scope: entity, check: "size(name) > 3", ${rule} } ]
`,
  });
  const made = await testHub(ruled("severity: warning, dimension: conformity"));
  const { hub } = made;
  await loadText(hub, "shop", "id,code,name,land\n1,A,x,\n");
  const findings = () =>
    hub.database.reader.many<{ line: string }>(
      "select concat_ws(', ', severity, dimension, message, opened) as line from bailiwick.finding order by rule",
    );
  const applied = async (rule: string, title?: string) => {
    await apply(hub, ruled(rule, title));
    await followAll(hub);
    await expectVerified(hub);
    return (await findings()).map(({ line }) => line);
  };

  const empty = "error, completeness, Land is required, and it is empty., 2";
  const short = "size(name) > 3 does not hold.";
  expect(await applied("severity: error, dimension: conformity")).toEqual([
    `error, conformity, ${short}, 2`,
    empty,
  ]);
  expect(await applied("severity: error, dimension: timeliness")).toEqual([
    `error, timeliness, ${short}, 2`,
    empty,
  ]);
  expect(await applied("severity: error, dimension: timeliness, message: Say more.", "Country")).toEqual([
    "error, timeliness, Say more., 2",
    empty.replace("Land", "Country"),
  ]);
});
