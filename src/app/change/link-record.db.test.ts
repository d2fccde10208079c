import { expect, test } from "vitest";
import { expectSound } from "../../../test/helpers/expect-sound.ts";
import {
  apply,
  countOf,
  crosswalkText,
  entityOf,
  goldenOf,
  loadText,
  type TestHub,
  testHub,
} from "../../../test/helpers/test-hub.ts";
import { verifyTested } from "../../../test/helpers/verify.ts";
import { survivorAt } from "../../store/load-duplicates.ts";
import { declareDifferent, mergeByHand, splitByHand } from "../duplicates/decide-duplicate.ts";
import { endDueOverrides } from "../edit/end-due-overrides.ts";
import { setOverride } from "../edit/override-fact.ts";
import { followAll } from "../follow.ts";

const systems = `systems:
  crm: { kind: record }
  erp: { kind: record }
  web: { kind: engagement }
`;
const product = (matchOn: string, sources = ["crm", "erp", "web"]) => `entity: product
match-on: ${matchOn}
sources:
${sources.map((name) => `  - { name: ${name}, system: ${name}, key: id, fields: { code: code, name: name } }`).join("\n")}
attributes:
  code: { type: text, authority: crm, fallback: [${sources.filter((one) => one !== "crm").join(", ")}] }
  name: { type: text, authority: crm, fallback: [${sources.filter((one) => one !== "crm").join(", ")}], edits: { override: { days: 30 } } }
`;
const model = { "systems.yaml": systems, "product.yaml": product("[ [code] ]") };
const decision = { actor: "t1", by: "ana", reason: "seen on the label" };
const open = (one: string, other: string) =>
  `state = 'open' and '${one}' in (left_id, right_id) and '${other}' in (left_id, right_id)`;
const header = "id,code,name\n";

/** A product of each of three sources, which nothing links. */
async function threeApart() {
  const made = await testHub(model);
  const { hub } = made;
  await loadText(hub, "crm", `${header}1,A,Anvil\n`);
  await loadText(hub, "erp", `${header}1,B,Bell\n`);
  await loadText(hub, "web", `${header}1,C,Clock\n`);
  const [a, b, c] = [
    await entityOf(hub, "crm", "1"),
    await entityOf(hub, "erp", "1"),
    await entityOf(hub, "web", "1"),
  ];
  return { made, hub, a, b, c };
}

async function sound(made: TestHub): Promise<void> {
  await followAll(made.hub);
  await expectSound(made);
  expect((await verifyTested(made.hub)).fault).toBeNull();
}

test("what a person said is different stays apart also when one of the two answers with a third", async () => {
  const { made, hub, a, b, c } = await threeApart();
  await declareDifferent(hub, { ...decision, left: b, right: c });
  await mergeByHand(hub, { ...decision, left: a, right: b });

  await crosswalkText(hub, "l,r\n1,1\n", { left: "crm", right: "web" });

  expect(await entityOf(hub, "web", "1")).toBe(c);
  await sound(made);
});

test("a chain of crosswalk pairs does not bring together what a person said is different", async () => {
  const made = await testHub(model);
  const { hub } = made;
  await loadText(hub, "erp", `${header}1,B,Bell\n`);
  await loadText(hub, "web", `${header}1,C,Clock\n`);
  const [b, c] = [await entityOf(hub, "erp", "1"), await entityOf(hub, "web", "1")];
  await declareDifferent(hub, { ...decision, left: b, right: c });
  await crosswalkText(hub, "l,r\n1,1\n", { left: "crm", right: "erp" });
  await crosswalkText(hub, "l,r\n1,1\n", { left: "crm", right: "web" });

  await loadText(hub, "crm", `${header}1,A,Anvil\n`);

  expect(await entityOf(hub, "erp", "1")).not.toBe(await entityOf(hub, "web", "1"));
  await sound(made);
});

test("one file of pairs does not bring together what a person said is different", async () => {
  const made = await testHub(model);
  const { hub } = made;
  await loadText(hub, "crm", `${header}1,A,Anvil\n`);
  await loadText(hub, "erp", `${header}1,B,Bell\n2,D,Drum\n`);
  const [b, d] = [await entityOf(hub, "erp", "1"), await entityOf(hub, "erp", "2")];
  await declareDifferent(hub, { ...decision, left: b, right: d });

  await crosswalkText(hub, "l,r\n1,1\n1,2\n", { left: "crm", right: "erp" });

  expect(await entityOf(hub, "erp", "1")).not.toBe(await entityOf(hub, "erp", "2"));
  await sound(made);
});

test("a possible duplicate of an entity that is merged is one of its survivor", async () => {
  const made = await testHub({ ...model, "product.yaml": product("[ [code], [name] ]") });
  const { hub } = made;
  await loadText(hub, "crm", `${header}1,A,Anvil\n2,B,Bell\n3,C,Clock\n`);
  const [one, two, three] = [
    await entityOf(hub, "crm", "1"),
    await entityOf(hub, "crm", "2"),
    await entityOf(hub, "crm", "3"),
  ];
  await loadText(hub, "erp", `${header}7,B,Clock\n`);
  expect(await countOf(hub, "duplicate", open(two, three))).toBe(1);

  await mergeByHand(hub, { ...decision, left: one, right: two });

  expect(await countOf(hub, "duplicate", open(one, three))).toBe(1);
  expect(await countOf(hub, "duplicate", "state = 'open'")).toBe(1);
  await sound(made);
});

test("an entity that was split off and merged again comes with what it has, not with what went before", async () => {
  const { made, hub, a, b, c } = await threeApart();
  await mergeByHand(hub, { ...decision, left: b, right: c });
  await mergeByHand(hub, { ...decision, left: a, right: b });
  await splitByHand(hub, { ...decision, merged: c });
  await mergeByHand(hub, { ...decision, left: a, right: c });

  await splitByHand(hub, { ...decision, merged: b });

  expect(await entityOf(hub, "web", "1")).toBe(a);
  expect(await entityOf(hub, "erp", "1")).toBe(b);
  expect(await survivorAt(hub.database.reader, 1, c)).toBe(a);
  await sound(made);
});

test("an override whose day comes while its entity answers with another leaves that entity merged", async () => {
  const made = await testHub(model);
  const { hub } = made;
  await loadText(hub, "crm", `${header}1,A,Anvil\n`);
  await loadText(hub, "erp", `${header}7,B,Bell\n`);
  const [left, right] = [await entityOf(hub, "crm", "1"), await entityOf(hub, "erp", "7")];
  const of = {
    actor: "t1",
    cause: "fact" as const,
    ifVersion: null,
    idempotency: null,
    by: "ana",
    reason: "x",
  };
  await setOverride(hub, {
    ...of,
    entity: right,
    attribute: "name",
    value: "Gong",
    until: { day: "2020-01-20" },
    today: "2020-01-01",
  });
  await mergeByHand(hub, { ...decision, left, right });

  expect(await endDueOverrides(hub)).toBe(false);
  expect(await goldenOf(hub, left)).toMatchObject({ name: "Anvil" });
  expect(await countOf(hub, "entity", `entity_id = '${right}' and state = 'merged'`)).toBe(1);
  await sound(made);
  await splitByHand(hub, { ...decision, merged: right });
  expect(await endDueOverrides(hub)).toBe(false);
  expect(await goldenOf(hub, right)).toMatchObject({ name: "Bell" });
  await sound(made);
});

test("a record of a source that left the model ties nothing any more", async () => {
  const made = await testHub(model);
  const { hub } = made;
  await loadText(hub, "crm", `${header}1,A,Anvil\n`);
  await loadText(hub, "web", `${header}1,C,Clock\n`);
  const [a, c] = [await entityOf(hub, "crm", "1"), await entityOf(hub, "web", "1")];
  await apply(hub, { "systems.yaml": systems, "product.yaml": product("[ [code] ]", ["crm", "erp"]) });
  await followAll(hub);
  await mergeByHand(hub, { ...decision, left: a, right: c });

  await loadText(hub, "erp", `${header}9,C,Clock\n`);

  expect(await survivorAt(hub.database.reader, 1, await entityOf(hub, "erp", "9"))).toBe(
    await entityOf(hub, "erp", "9"),
  );
  await sound(made);
});
