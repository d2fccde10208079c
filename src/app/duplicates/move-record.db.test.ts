import { describe, expect, test } from "vitest";
import { expectSound } from "../../../test/helpers/expect-sound.ts";
import {
  accountOf,
  countOf,
  crosswalkText,
  entityOf,
  goldenOf,
  loadText,
  openDivergences,
  type TestHub,
  testHub,
} from "../../../test/helpers/test-hub.ts";
import { entityId } from "../../core/ids.ts";
import { Refused } from "../../errors.ts";
import { setFact } from "../edit/set-fact.ts";
import { followOnce } from "../follow.ts";
import { history } from "../read/history.ts";
import { seesAll } from "../read/viewer.ts";
import { mergeByHand, splitByHand } from "./decide-duplicate.ts";
import { mergedNamed } from "./merged-named.ts";
import { type MoveRequest, moveByHand } from "./move-record.ts";

const model = {
  "systems.yaml": `systems:
  crm: { kind: record }
  ops: { kind: engagement }
`,
  "account.yaml": `entity: account
match-on: [ [code] ]
sources:
  - { name: crm, system: crm, key: id, fields: { code: code, name: name } }
  - { name: ops, system: ops, key: id, link: { crm: account }, fields: { code: code, name: name, parent: { from: parent, as: crm } } }
attributes:
  code: { type: text, authority: crm, fallback: [ops] }
  name: { type: text, authority: crm, fallback: [ops], copies: [ops] }
  note: { type: text, personal: user.note, authority: hub }
  parent: { type: ref, to: account, authority: ops }
`,
};

const said = { actor: "t", by: "ana", reason: "it is another", ifVersion: null };
const ops = (key: string): MoveRequest["record"] => ({ source: "ops", key });
const opsRows = (...lines: readonly string[]) => `id,code,name,account,parent\n${lines.join("\n")}\n`;

/** `x` of ops came to the first account by its code, and is of the second. */
async function accounts(): Promise<TestHub & { readonly anna: string; readonly bert: string }> {
  const made = await testHub(model);
  await loadText(made.hub, "crm", "id,code,name\n1,A,Anna\n2,B,Bert\n");
  await loadText(made.hub, "ops", opsRows("x,A,Bertie,,", "y,,Yves,,1"));
  return { ...made, anna: await entityOf(made.hub, "crm", "1"), bert: await entityOf(made.hub, "crm", "2") };
}

const refusal = async (asked: Promise<unknown>): Promise<string> => {
  const error = await asked.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (error instanceof Refused) return error.refusal.code;
  throw new Error("it was not refused");
};

describe("moving a record by hand", () => {
  test("takes its claims to the other entity, and both tell who said so and why", async () => {
    const made = await accounts();
    const { hub, anna, bert } = made;
    expect(await openDivergences(hub)).toEqual(["name ops:x never-synced Bertie"]);

    const moved = await moveByHand(hub, { ...said, record: ops("x"), to: entityId(bert) });

    expect(moved).toEqual({ entity: bert, from: anna });
    expect(await entityOf(hub, "ops", "x")).toBe(bert);
    expect(await openDivergences(hub)).toEqual(["name ops:x never-synced Bertie"]);
    expect(await countOf(hub, "divergence", `entity_id = '${bert}' and closed is null`)).toBe(1);
    for (const ref of [anna, bert]) {
      const asked = { type: "account", ref, attribute: null, limit: 1, cursor: null };
      const [last] = (await history(hub, seesAll, asked)).items;
      expect(last?.kind).toBe("link");
      expect(last?.changes?.[0]?.detail).toMatchObject({
        decision: "moved",
        other: ref === anna ? bert : anna,
        by: "ana",
        reason: "it is another",
      });
      expect(last?.changes?.[0]?.words).toBe(
        `ana decided that records pass between it and crm:${ref === anna ? 2 : 1}: "it is another".`,
      );
    }
    await expectSound(made);
  });

  test("is kept by whatever the record says later, by links, matches and crosswalks", async () => {
    const made = await accounts();
    const { hub, bert } = made;
    const of = { left: "ops", right: "crm" };
    await crosswalkText(hub, "ops,crm\nx,1\n", of);
    await moveByHand(hub, { ...said, record: ops("x"), to: entityId(bert) });

    await loadText(hub, "ops", opsRows("x,A,Bert,1,"));
    expect(await entityOf(hub, "ops", "x")).toBe(bert);
    const pairs = await crosswalkText(hub, "ops,crm\nx,1\n", of);

    expect(accountOf(pairs)).toEqual({ read: 1, unchanged: 1 });
    expect(await entityOf(hub, "ops", "x")).toBe(bert);
    expect(await countOf(hub, "duplicate", "state = 'open'")).toBe(0);
    await expectSound(made);
  });

  test("is undone by moving it back", async () => {
    const made = await accounts();
    const { hub, anna, bert } = made;
    const before = [await goldenOf(hub, entityId(anna)), await goldenOf(hub, entityId(bert))];
    await moveByHand(hub, { ...said, record: ops("x"), to: entityId(bert) });

    await moveByHand(hub, { ...said, record: ops("x"), to: entityId(anna) });

    expect(await entityOf(hub, "ops", "x")).toBe(anna);
    expect([await goldenOf(hub, entityId(anna)), await goldenOf(hub, entityId(bert))]).toEqual(before);
    await expectSound(made);
  });

  test("to an entity of its own makes one, and moving it back leaves an id that goes on answering", async () => {
    const made = await accounts();
    const { hub, anna } = made;
    const { entity } = await moveByHand(hub, { ...said, record: ops("x"), to: null });
    expect([anna, made.bert]).not.toContain(entity);
    expect(await goldenOf(hub, entity)).toMatchObject({ code: "A", name: "Bertie" });
    expect(await refusal(moveByHand(hub, { ...said, record: ops("x"), to: null }))).toBe("same-entity");
    await expectSound(made);

    await moveByHand(hub, { ...said, record: ops("x"), to: entityId(anna) });

    expect(await countOf(hub, "entity", `entity_id = '${entity}' and merged_into = '${anna}'`)).toBe(1);
    expect(await entityOf(hub, "ops", "x")).toBe(anna);
    await expectSound(made);
  });

  test("carries out the possible move that a changed value opened", async () => {
    const made = await accounts();
    const { hub, bert } = made;
    await loadText(hub, "ops", opsRows("x,B,Bertie,,"));
    expect(await countOf(hub, "duplicate", "kind = 'move' and state = 'open'")).toBe(1);

    await moveByHand(hub, { ...said, record: ops("x"), to: entityId(bert) });

    expect(await countOf(hub, "duplicate", "kind = 'move' and state = 'moved'")).toBe(1);
    await expectSound(made);
  });

  test("carries out a possible move that led to nowhere yet", async () => {
    const made = await accounts();
    const { hub } = made;
    await loadText(hub, "ops", opsRows("x,Z,Bertie,,"));
    expect(await countOf(hub, "duplicate", "kind = 'move' and state = 'open' and left_id = right_id")).toBe(
      1,
    );

    await moveByHand(hub, { ...said, record: ops("x"), to: null });

    expect(await countOf(hub, "duplicate", "kind = 'move' and state = 'moved'")).toBe(1);
    await expectSound(made);
  });

  test("says nothing of a possible move that a merge has answered", async () => {
    const made = await accounts();
    const { hub, anna, bert } = made;
    await loadText(hub, "ops", opsRows("x,B,Bertie,,"));
    await mergeByHand(hub, { ...said, left: entityId(anna), right: entityId(bert) });
    await splitByHand(hub, { ...said, merged: entityId(bert) });

    await moveByHand(hub, { ...said, record: ops("x"), to: entityId(bert) });

    expect(await countOf(hub, "duplicate", "kind = 'move'")).toBe(1);
    expect(await countOf(hub, "duplicate", "kind = 'move' and state = 'gone'")).toBe(1);
    await expectSound(made);
  });

  test("asks nobody to move it again: what it comes to name is possibly the same as where it was put", async () => {
    const made = await accounts();
    const { hub, bert } = made;
    await loadText(hub, "crm", "id,code,name\n3,C,Carl\n");
    await moveByHand(hub, { ...said, record: ops("x"), to: entityId(bert) });

    await loadText(hub, "ops", opsRows("x,C,Carl,,"));

    expect(await entityOf(hub, "ops", "x")).toBe(bert);
    expect(await countOf(hub, "duplicate", "kind = 'move'")).toBe(0);
    expect(await countOf(hub, "duplicate", "kind = 'duplicate' and state = 'open'")).toBe(1);
    await expectSound(made);
  });

  test("frees it of a pair that was applied: the other record of the pair does not follow it", async () => {
    const made = await accounts();
    const { hub, anna, bert } = made;
    await loadText(hub, "crm", "id,code,name\n3,C,Carl\n");
    const carl = await entityOf(hub, "crm", "3");
    await crosswalkText(hub, "crm,ops\n1,x\n9,none\n", { left: "crm", right: "ops" });
    await moveByHand(hub, { ...said, record: ops("x"), to: entityId(bert) });
    await moveByHand(hub, { ...said, record: ops("x"), to: carl });

    await loadText(hub, "crm", "id,code,name\n1,A,Anne\n");

    expect([await entityOf(hub, "crm", "1"), await entityOf(hub, "ops", "x")]).toEqual([anna, carl]);
    await expectSound(made);
  });

  test("takes it out of merges behind one another, too", async () => {
    const made = await accounts();
    const { hub, anna, bert } = made;
    await loadText(hub, "crm", "id,code,name\n3,C,Carl\n");
    const carl = await entityOf(hub, "crm", "3");
    await mergeByHand(hub, { ...said, left: entityId(bert), right: carl });
    await mergeByHand(hub, { ...said, left: entityId(anna), right: entityId(bert) });
    await moveByHand(hub, { ...said, record: { source: "crm", key: "3" }, to: null });
    await moveByHand(hub, { ...said, record: { source: "crm", key: "3" }, to: entityId(anna) });

    await splitByHand(hub, { ...said, merged: carl });

    expect(await entityOf(hub, "crm", "3")).toBe(anna);
    await expectSound(made);
  });

  test("leaves no merge to be undone by its name, though one that was undone had brought it", async () => {
    const made = await accounts();
    const { hub, anna, bert } = made;
    await loadText(hub, "ops", opsRows("z,B,Bert,,"));
    await mergeByHand(hub, { ...said, left: entityId(anna), right: entityId(bert) });
    expect((await mergedNamed(hub, seesAll, "ops:z")).merged).toBe(bert);
    await splitByHand(hub, { ...said, merged: entityId(bert) });

    await moveByHand(hub, { ...said, record: ops("z"), to: entityId(anna) });

    expect(await refusal(mergedNamed(hub, seesAll, "ops:z"))).toBe("not-merged");
    await expectSound(made);
  });

  test("takes it out of the merge that brought it, so that splitting leaves it where it is", async () => {
    const made = await accounts();
    const { hub, anna, bert } = made;
    await mergeByHand(hub, { ...said, left: entityId(anna), right: entityId(bert) });
    const { entity } = await moveByHand(hub, { ...said, record: { source: "crm", key: "2" }, to: null });
    await moveByHand(hub, { ...said, record: { source: "crm", key: "2" }, to: entityId(anna) });

    await splitByHand(hub, { ...said, merged: entityId(bert) });

    expect(await entityOf(hub, "crm", "2")).toBe(anna);
    expect(await countOf(hub, "record", `entity_id in ('${bert}', '${entity}')`)).toBe(0);
    await expectSound(made);
  });

  test("leads references by its key to where it belongs now, and leaves what was entered here", async () => {
    const made = await accounts();
    const { hub, anna } = made;
    const edit = { actor: "t", cause: "fact" as const, ifVersion: null, idempotency: null };
    await setFact(hub, { ...edit, entity: entityId(anna), attribute: "note", value: "hers" });
    const yves = await entityOf(hub, "ops", "y");
    while (await followOnce(hub));
    expect((await goldenOf(hub, yves)).parent).toBe(anna);

    const { entity } = await moveByHand(hub, { ...said, record: { source: "crm", key: "1" }, to: null });
    while (await followOnce(hub));

    expect((await goldenOf(hub, yves)).parent).toBe(entity);
    expect([(await goldenOf(hub, entityId(anna))).note, (await goldenOf(hub, entity)).note]).toEqual([
      "hers",
      null,
    ]);
    await expectSound(made);
  });

  test("is refused where the entity has changed since it was read, or nothing would move", async () => {
    const made = await accounts();
    const { hub, anna } = made;
    const { version } = (await hub.entities.asRead(entityId(anna))) ?? { version: 0 };
    const to = entityId(made.bert);

    expect(await refusal(moveByHand(hub, { ...said, record: ops("x"), to, ifVersion: version - 1 }))).toBe(
      "version-changed",
    );
    expect(await refusal(moveByHand(hub, { ...said, record: ops("x"), to: entityId(anna) }))).toBe(
      "same-entity",
    );
    expect(await refusal(moveByHand(hub, { ...said, record: ops("none"), to }))).toBe("entity-unknown");
    await moveByHand(hub, { ...said, record: ops("x"), to, ifVersion: version });
    await expectSound(made);
  });
});
