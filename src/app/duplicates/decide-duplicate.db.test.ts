import { expect, test } from "vitest";
import { expectSound } from "../../../test/helpers/expect-sound.ts";
import {
  accountOf,
  countOf,
  crosswalkText,
  entityOf,
  goldenOf,
  loadText,
  openDivergences,
  testHub,
} from "../../../test/helpers/test-hub.ts";
import { survivorAt } from "../../store/load-duplicates.ts";
import { setOverride } from "../edit/override-fact.ts";
import { setFact } from "../edit/set-fact.ts";
import type { Hub } from "../hub.ts";
import { declareDifferent, mergeByHand, splitByHand } from "./decide-duplicate.ts";

const model = {
  "systems.yaml": `systems:
  crm: { kind: record }
  erp: { kind: record }
  web: { kind: engagement }
`,
  "product.yaml": `entity: product
match-on: [ { keys: [code], ignore: ["0"], unless-different: [country], at-most: 5 } ]
sources:
  - { name: crm, system: crm, key: id, fields: { code: code, name: name, country: country } }
  - { name: erp, system: erp, key: id, fields: { code: code, name: name, country: country } }
  - { name: web, system: web, key: id, link: { crm: crm_id }, fields: { name: name } }
attributes:
  code: { type: text, standardise: [trim, upper], authority: crm, fallback: [erp] }
  name: { type: text, authority: crm, fallback: [erp], copies: [web, { source: erp }], edits: { override: { days: 30 } } }
  country: { type: text, authority: crm, fallback: [erp] }
  note: { type: text, authority: hub }
  maker: { type: text, personal: user.name, authority: hub, edits: { override: { days: 30 } } }
`,
} as const;

const edit = { actor: "t1", cause: "fact" as const, ifVersion: null, idempotency: null };
const decision = { actor: "t1", by: "ana", reason: "seen on the label" };
const header = "id,code,name,country\n";

async function twoProducts() {
  const made = await testHub(model);
  await loadText(made.hub, "crm", `${header}1,A,Anvil,DE\n`);
  await loadText(made.hub, "erp", `${header}7,B,Bell,DE\n`);
  const left = await entityOf(made.hub, "crm", "1");
  const right = await entityOf(made.hub, "erp", "7");
  return { ...made, left, right };
}

test("a merge by hand lets the older id survive, and the other answers with it", async () => {
  const { hub, left, right, ...rest } = await twoProducts();

  const survivor = await mergeByHand(hub, { ...decision, left: right, right: left });

  expect(survivor).toBe(left);
  expect(await survivorAt(hub.database.reader, 1, right)).toBe(left);
  expect(await entityOf(hub, "erp", "7")).toBe(left);
  expect(await openDivergences(hub)).toEqual(["name erp:7 never-synced Bell"]);
  await expectSound({ hub, ...rest });
});

test("splitting gives back the records, the facts entered here and the overrides of both", async () => {
  const { hub, left, right, ...rest } = await twoProducts();
  await setFact(hub, { ...edit, entity: right, attribute: "note", value: "heavy" });
  await setFact(hub, { ...edit, entity: right, attribute: "maker", value: "Ada" });
  await setFact(hub, { ...edit, entity: left, attribute: "maker", value: "Bob" });
  const today = "2026-01-01";
  const until = { day: "2026-01-20" };
  await setOverride(hub, {
    ...edit,
    ...decision,
    entity: right,
    attribute: "name",
    value: "Gong",
    until,
    today,
  });
  const before = { left: await goldenOf(hub, left), right: await goldenOf(hub, right) };

  await mergeByHand(hub, { ...decision, left, right });
  const merged = await goldenOf(hub, left);
  await expectSound({ hub, ...rest });
  const restored = await splitByHand(hub, { ...decision, merged: right });

  expect(merged).toEqual({ code: "A", name: "Gong", country: "DE", note: "heavy", maker: "Bob" });
  expect(restored).toBe(right);
  expect({ left: await goldenOf(hub, left), right: await goldenOf(hub, right) }).toEqual(before);
  expect(await survivorAt(hub.database.reader, 1, right)).toBe(right);
  expect(await openDivergences(hub)).toEqual(["name erp:7 never-synced Bell"]);
  await expectSound({ hub, ...rest });
});

test("what was split by hand is tied again by no match, no crosswalk and no reload", async () => {
  const { hub, left, right, ...rest } = await twoProducts();
  await crosswalkText(hub, "l,r\n1,7\n", { left: "crm", right: "erp" });
  expect(await entityOf(hub, "erp", "7")).toBe(left);
  await splitByHand(hub, { ...decision, merged: right });

  const again = await crosswalkText(hub, "l,r\n1,7\n", { left: "crm", right: "erp" });
  await loadText(hub, "erp", `${header}7,A,Anvil,DE\n`);

  expect(accountOf(again)).toEqual({ read: 1, unchanged: 1 });
  expect(await entityOf(hub, "erp", "7")).toBe(right);
  expect(await countOf(hub, "duplicate", "state = 'open'")).toBe(0);
  await expectSound({ hub, ...rest });
});

test("what a person said is different is tied by no value they share", async () => {
  const { hub, left, right, ...rest } = await twoProducts();
  await declareDifferent(hub, { ...decision, left, right });

  await loadText(hub, "erp", `${header}7,A,Anvil,DE\n8,A,Anvil,DE\n`);

  expect(await entityOf(hub, "erp", "7")).toBe(right);
  expect(
    await countOf(
      hub,
      "duplicate",
      `state = 'open' and '${right}' in (left_id, right_id) and '${left}' in (left_id, right_id)`,
    ),
  ).toBe(0);
  await expectSound({ hub, ...rest });
});

test("merges behind one another are undone one by one, in any order", async () => {
  const { hub, left, right, ...rest } = await twoProducts();
  await loadText(hub, "erp", `${header}7,B,Bell,DE\n9,C,Clock,DE\n`);
  const third = await entityOf(hub, "erp", "9");
  await mergeByHand(hub, { ...decision, left: right, right: third });
  await mergeByHand(hub, { ...decision, left, right: third });
  expect(await survivorAt(hub.database.reader, 1, third)).toBe(left);
  await expectSound({ hub, ...rest });

  await splitByHand(hub, { ...decision, merged: third });
  expect(await entityOf(hub, "erp", "9")).toBe(third);
  expect(await entityOf(hub, "erp", "7")).toBe(left);
  await splitByHand(hub, { ...decision, merged: right });

  expect(await entityOf(hub, "erp", "7")).toBe(right);
  expect(await goldenOf(hub, right)).toMatchObject({ code: "B", name: "Bell" });
  expect(await goldenOf(hub, left)).toMatchObject({ code: "A", name: "Anvil" });
  await expectSound({ hub, ...rest });
});

test("refuses to merge what is one already, what is not there, and to split what stands alone", async () => {
  const { hub, left, right } = await twoProducts();
  const nowhere = right.replace(/.$/, (last) => (last === "0" ? "1" : "0")) as typeof right;

  await expect(mergeByHand(hub, { ...decision, left, right: left })).rejects.toMatchObject({
    refusal: { code: "same-entity" },
  });
  await expect(mergeByHand(hub, { ...decision, left, right: nowhere })).rejects.toMatchObject({
    refusal: { code: "entity-unknown" },
  });
  await expect(splitByHand(hub, { ...decision, merged: right })).rejects.toMatchObject({
    refusal: { code: "not-merged" },
  });
});

test("a crosswalk ties what has come and waits for what has not, whichever comes first", async () => {
  for (const order of [
    ["pairs", "crm", "erp"],
    ["crm", "pairs", "erp"],
    ["erp", "pairs", "crm"],
    ["crm", "erp", "pairs"],
    ["erp", "crm", "pairs"],
  ]) {
    const made = await testHub(model);
    const { hub } = made;
    for (const step of order) await play(hub, step);

    const entities = [
      await entityOf(hub, "crm", "1"),
      await entityOf(hub, "crm", "2"),
      await entityOf(hub, "erp", "7"),
    ];
    expect(new Set(entities).size, order.join(" ")).toBe(1);
    expect(await countOf(hub, "crosswalk", "state = 'waiting'")).toBe(1);
    expect(await countOf(hub, "crosswalk", "state = 'applied'")).toBe(2);
    await expectSound(made);
  }
});

async function play(hub: Hub, step: string): Promise<void> {
  if (step === "crm") await loadText(hub, "crm", `${header}1,A,Anvil,DE\n2,Z,Zither,FR\n`);
  else if (step === "erp") await loadText(hub, "erp", `${header}7,B,Bell,DE\n`);
  else await crosswalkText(hub, "l,r\n1,7\n2,7\n3,7\n1,7\n", { left: "crm", right: "erp" });
}

test("a link column ties records in either order; a guard keeps apart what differs", async () => {
  for (const first of ["crm", "web"]) {
    const made = await testHub(model);
    const { hub } = made;
    const crm = () => loadText(hub, "crm", `${header}1,A,Anvil,DE\n2,0,None,DE\n3,0,Nil,DE\n4,A,Anvil,FR\n`);
    const web = () => loadText(hub, "web", "id,crm_id,name\nw,1,Anvil!\nv,,Vase\n");
    for (const one of first === "crm" ? [crm, web] : [web, crm]) await one();

    expect(await entityOf(hub, "web", "w"), first).toBe(await entityOf(hub, "crm", "1"));
    const all = ["1", "2", "3", "4"].map((key) => entityOf(hub, "crm", key));
    expect(new Set(await Promise.all(all)).size).toBe(4);
    expect(await openDivergences(hub)).toEqual(["name web:w never-synced Anvil!"]);
    await expectSound(made);
  }
});

test("two entities that one record would tie are a possible duplicate, and stay two", async () => {
  const { hub, left, right, ...rest } = await twoProducts();

  await loadText(hub, "crm", `${header}1,A,Anvil,DE\n`);
  await loadText(hub, "web", "id,crm_id,name\nw,1,Anvil\n");
  await loadText(hub, "erp", `${header}7,A,Anvil,DE\n`);

  expect(await entityOf(hub, "erp", "7")).toBe(right);
  expect(await countOf(hub, "duplicate", "state = 'open'")).toBe(1);
  await mergeByHand(hub, { ...decision, left, right });
  expect(await countOf(hub, "duplicate", "state = 'open'")).toBe(0);
  await expectSound({ hub, ...rest });
});

test("what matched an entity entered here finds the survivor after it was merged", async () => {
  const { hub, left, right, ...rest } = await twoProducts();
  await mergeByHand(hub, { ...decision, left, right });

  await loadText(hub, "erp", `${header}8,B,Bell,DE\n`);

  expect(await entityOf(hub, "erp", "8")).toBe(left);
  await expectSound({ hub, ...rest });
});

test("what was split already is not split again", async () => {
  const { hub, left, right, ...rest } = await twoProducts();
  await mergeByHand(hub, { ...decision, left, right });
  await splitByHand(hub, { ...decision, merged: right });

  await expect(splitByHand(hub, { ...decision, merged: right })).rejects.toMatchObject({
    refusal: { code: "not-merged" },
  });
  await expectSound({ hub, ...rest });
});

test("what left merges behind one another and was merged anew stays where it is when one of those is undone", async () => {
  const { hub, left, right, ...rest } = await twoProducts();
  await loadText(hub, "erp", `${header}9,C,Clock,DE\n`);
  await loadText(hub, "crm", `${header}4,D,Drum,DE\n`);
  await loadText(hub, "web", "id,crm_id,name\nv,4,Drum\n");
  const [third, fourth] = [await entityOf(hub, "erp", "9"), await entityOf(hub, "crm", "4")];
  await mergeByHand(hub, { ...decision, left: third, right: fourth });
  await mergeByHand(hub, { ...decision, left: right, right: third });
  await mergeByHand(hub, { ...decision, left, right });
  await splitByHand(hub, { ...decision, merged: fourth });
  await mergeByHand(hub, { ...decision, left, right: fourth });

  await splitByHand(hub, { ...decision, merged: right });

  expect([await entityOf(hub, "erp", "7"), await entityOf(hub, "erp", "9")]).toEqual([right, right]);
  expect([await entityOf(hub, "crm", "4"), await entityOf(hub, "web", "v")]).toEqual([left, left]);
  await expectSound({ hub, ...rest });
});

test("what is different from an entity that was split off is not different from the one that it left", async () => {
  const { hub, left, right, ...rest } = await twoProducts();
  await loadText(hub, "erp", `${header}9,C,Clock,DE\n`);
  await mergeByHand(hub, { ...decision, left, right });
  await splitByHand(hub, { ...decision, merged: right });
  await declareDifferent(hub, { ...decision, left: right, right: await entityOf(hub, "erp", "9") });

  await crosswalkText(hub, "l,r\n1,9\n", { left: "crm", right: "erp" });

  expect(await entityOf(hub, "erp", "9")).toBe(left);
  await expectSound({ hub, ...rest });
});

test("what a person said is different stays so when each of the two was merged into another", async () => {
  const { hub, left, right, ...rest } = await twoProducts();
  await loadText(hub, "crm", `${header}2,Z,Zither,FR\n`);
  await loadText(hub, "erp", `${header}9,C,Clock,DE\n`);
  const [second, third] = [await entityOf(hub, "crm", "2"), await entityOf(hub, "erp", "9")];
  await declareDifferent(hub, { ...decision, left: right, right: third });
  await mergeByHand(hub, { ...decision, left, right });
  await mergeByHand(hub, { ...decision, left: second, right: third });

  await crosswalkText(hub, "l,r\n1,9\n", { left: "crm", right: "erp" });

  expect([await entityOf(hub, "crm", "1"), await entityOf(hub, "erp", "9")]).toEqual([left, second]);
  await expectSound({ hub, ...rest });
});
