import { describe, expect, test } from "vitest";
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
import { mergeByHand, splitByHand } from "../duplicates/decide-duplicate.ts";
import { setFact } from "../edit/set-fact.ts";
import { explainFact } from "../read/explain.ts";
import { getEntity } from "../read/get-entity.ts";
import { seesAll } from "../read/viewer.ts";

const model = {
  "systems.yaml": `systems:
  crm: { kind: record }
  ops: { kind: engagement }
`,
  "account.yaml": `entity: account
match-on: [ [code] ]
exists: { authority: crm, on-delete: retire, merged-into: master }
sources:
  - { name: crm, system: crm, key: id, fields: { code: code, name: name } }
  - { name: ops, system: ops, key: id, fields: { code: code, name: name } }
attributes:
  code: { type: text, authority: crm, fallback: [ops] }
  name: { type: text, authority: crm, copies: [ops] }
`,
};

const header = "id,code,name,master\n";
const rows = (...lines: readonly string[]) => `${header}${lines.join("\n")}\n`;

async function accounts(): Promise<TestHub> {
  const made = await testHub(model);
  await loadText(made.hub, "crm", rows("1,A,Anna,", "2,B,Bert,", "3,C,Carl,"));
  await loadText(made.hub, "ops", "id,code,name\nx,A,Anna\ny,B,Bert\n");
  return made;
}

const findingsOf = async ({ hub }: TestHub): Promise<readonly string[]> =>
  (
    await hub.database.reader.many<{ rule: string }>(
      "select rule from bailiwick.finding where log_id = 1 order by 1",
    )
  ).map(({ rule }) => rule);

describe("a merge that the authority of existence states", () => {
  test("makes two entities one at once, and the record that survives there speaks for both", async () => {
    const made = await accounts();
    const { hub } = made;
    const [anna, bert] = [await entityOf(hub, "crm", "1"), await entityOf(hub, "crm", "2")];

    await loadText(hub, "crm", rows("1,A,Anna,2"));

    expect(await entityOf(hub, "crm", "2")).toBe(anna);
    expect(await goldenOf(hub, anna)).toEqual({ code: "B", name: "Bert" });
    const told = await getEntity(hub, seesAll, { type: "account", ref: bert });
    expect([told.id, told.aliases, told.records.length]).toEqual([anna, [bert], 4]);
    const explained = await explainFact(hub, seesAll, { type: "account", ref: anna, attribute: "name" });
    expect(explained.otherClaims.map(({ why }) => why)).toContain(
      "crm merged this record into 2, which speaks for it.",
    );
    expect(await countOf(hub, "merge", "cause = 'source' and undone is null")).toBe(1);
    await expectSound(made);
  });

  test("said twice is said once", async () => {
    const made = await accounts();
    await loadText(made.hub, "crm", rows("1,A,Anna,2"));
    const entries = await countOf(made.hub, "entry");

    const again = await loadText(made.hub, "crm", rows("1,A,Anna,2", "2,B,Bert,"));

    expect(again.account).toMatchObject({ unchanged: 2, applied: 0 });
    expect(await countOf(made.hub, "entry")).toBe(entries);
    await expectSound(made);
  });

  test("is undone when the source withdraws it, and each has its records again", async () => {
    const made = await accounts();
    const { hub } = made;
    const [anna, bert] = [await entityOf(hub, "crm", "1"), await entityOf(hub, "crm", "2")];
    await loadText(hub, "crm", rows("1,A,Anna,2"));

    await loadText(hub, "crm", rows("1,A,Anna,"));

    expect(await entityOf(hub, "ops", "x")).toBe(anna);
    expect([await entityOf(hub, "crm", "2"), await entityOf(hub, "ops", "y")]).toEqual([bert, bert]);
    expect(await goldenOf(hub, anna)).toEqual({ code: "A", name: "Anna" });
    expect(await goldenOf(hub, bert)).toEqual({ code: "B", name: "Bert" });
    expect(await countOf(hub, "merge", "undone is null")).toBe(0);
    await expectSound(made);

    await loadText(hub, "crm", rows("1,A,Anna,2"));
    expect(await entityOf(hub, "crm", "2")).toBe(anna);
    await expectSound(made);
  });

  test("stands when the record that was merged away is deleted, and the entity stays active", async () => {
    const made = await accounts();
    const { hub } = made;
    const anna = await entityOf(hub, "crm", "1");
    await loadText(hub, "crm", rows("1,A,Anna,2"));

    await loadText(hub, "crm", rows("2,B,Bert,", "3,C,Carl,"), { complete: true });

    expect(await entityOf(hub, "crm", "2")).toBe(anna);
    expect(await countOf(hub, "entity", `entity_id = '${anna}' and state = 'active'`)).toBe(1);
    await expectSound(made);
  });

  test("waits for a record that has not come, and is told meanwhile", async () => {
    const made = await accounts();
    const { hub } = made;
    await loadText(hub, "crm", rows("3,C,Carl,9"));
    expect(await findingsOf(made)).toEqual(["merged-into-unseen"]);
    const carl = await entityOf(hub, "crm", "3");

    await loadText(hub, "crm", rows("9,Z,Zoe,"));

    expect(await entityOf(hub, "crm", "9")).toBe(carl);
    expect(await goldenOf(hub, carl)).toEqual({ code: "Z", name: "Zoe" });
    expect(await findingsOf(made)).toEqual([]);
    await expectSound(made);
  });

  test("comes to the same in a chain, whichever record is told first; one link withdrawn parts only what it tied", async () => {
    const chain = ["1,A,Anna,2", "2,B,Bert,3", "3,C,Carl,"];
    for (const order of [chain, chain.toReversed(), [chain[1] ?? "", chain[0] ?? "", chain[2] ?? ""]]) {
      const made = await accounts();
      const { hub } = made;
      const [anna, bert] = [await entityOf(hub, "crm", "1"), await entityOf(hub, "crm", "2")];
      for (const line of order) await loadText(hub, "crm", rows(line));
      expect(await goldenOf(hub, anna)).toEqual({ code: "C", name: "Carl" });
      expect(await entityOf(hub, "crm", "3")).toBe(anna);

      await loadText(hub, "crm", rows("1,A,Anna,"));

      expect(await entityOf(hub, "crm", "1")).toBe(anna);
      expect([await entityOf(hub, "crm", "2"), await entityOf(hub, "crm", "3")]).toEqual([bert, bert]);
      expect(await goldenOf(hub, bert)).toEqual({ code: "C", name: "Carl" });
      await expectSound(made);
    }
  });

  test("in a circle is one entity, each record speaks for itself, and the steward is told", async () => {
    const made = await accounts();
    const { hub } = made;
    const anna = await entityOf(hub, "crm", "1");

    await loadText(hub, "crm", rows("1,A,Anna,2", "2,B,Bert,1"));

    expect(await entityOf(hub, "crm", "2")).toBe(anna);
    expect(await goldenOf(hub, anna)).toEqual({ code: "A", name: "Anna" });
    expect(await findingsOf(made)).toEqual(["merged-in-a-circle"]);
    await expectSound(made);
  });

  test("with a record itself is none", async () => {
    const made = await accounts();
    await loadText(made.hub, "crm", rows("1,A,Anna,1"));
    expect([await findingsOf(made), await countOf(made.hub, "merge")]).toEqual([[], 0]);
    await expectSound(made);
  });

  test("gives way to a person who parted the two, and the steward is told", async () => {
    const made = await accounts();
    const { hub } = made;
    const bert = await entityOf(hub, "crm", "2");
    await loadText(hub, "crm", rows("1,A,Anna,2"));
    await splitByHand(hub, { actor: "test", by: "ana", merged: bert, reason: "two people" });

    await loadText(hub, "crm", rows("1,A,Anne,2"));

    expect(await entityOf(hub, "crm", "2")).toBe(bert);
    expect(await findingsOf(made)).toEqual(["merged-into-unseen"]);
    await expectSound(made);
  });

  test("and its withdrawal within one file part again what the same file made one", async () => {
    const made = await testHub(model);
    const { hub } = made;
    await loadText(hub, "crm", rows("1,A,Anna,2"));
    const anna = await entityOf(hub, "crm", "1");

    await loadText(hub, "crm", rows("2,B,Bert,", "1,A,Anna,"));

    expect(await entityOf(hub, "crm", "1")).toBe(anna);
    expect(await entityOf(hub, "crm", "2")).not.toBe(anna);
    await expectSound(made);
  });

  test("takes nothing apart a second time that it parted before, however far below", async () => {
    for (const [first, then] of [
      ["1,A,Anna,2", "1,A,Anna,3"],
      ["2,B,Bert,3", "1,A,Anna,2"],
    ] as const) {
      const made = await accounts();
      const { hub } = made;
      const three = () => Promise.all(["1", "2", "3"].map((key) => entityOf(hub, "crm", key)));
      const before = await three();
      for (const line of [first, then]) {
        await loadText(hub, "crm", rows(line));
        await loadText(hub, "crm", rows(line.replace(/.$/, "")));
      }

      expect(await three()).toEqual(before);
      expect(await countOf(hub, "merge")).toBe(2);
      await expectSound(made);
    }
  });

  test("in a circle is left as it is when one of the two no longer says so", async () => {
    const made = await accounts();
    const { hub } = made;
    await loadText(hub, "crm", rows("1,A,Anna,2", "2,B,Bert,1"));

    await loadText(hub, "crm", rows("1,A,Anna,"));

    expect(await entityOf(hub, "crm", "2")).toBe(await entityOf(hub, "crm", "1"));
    expect([await countOf(hub, "merge"), await countOf(hub, "merge", "undone is null")]).toEqual([1, 1]);
    await expectSound(made);
  });

  test("leaves together what a person made one with the two that it parts", async () => {
    const made = await accounts();
    const { hub } = made;
    const [anna, bert] = [await entityOf(hub, "crm", "1"), await entityOf(hub, "crm", "2")];
    const [left, right] = [anna, await entityOf(hub, "crm", "3")];
    await mergeByHand(hub, { actor: "test", by: "ana", left, right, reason: "one person" });
    await loadText(hub, "crm", rows("1,A,Anna,2"));

    await loadText(hub, "crm", rows("1,A,Anna,"));

    expect([await entityOf(hub, "crm", "2"), await entityOf(hub, "crm", "3")]).toEqual([bert, anna]);
    await expectSound(made);
  });

  test("gives what was entered here back to whom it was entered on, through all that it parts", async () => {
    const made = await testHub({
      ...model,
      "account.yaml": `${model["account.yaml"]}  note: { type: text, authority: hub }\n`,
    });
    const { hub } = made;
    await loadText(hub, "crm", rows("1,A,Anna,", "2,B,Bert,", "3,C,Carl,"));
    const carl = await entityOf(hub, "crm", "3");
    const edit = { actor: "test", cause: "fact" as const, ifVersion: null, idempotency: null };
    await setFact(hub, { ...edit, entity: carl, attribute: "note", value: "his" });
    for (const line of ["2,B,Bert,3", "1,A,Anna,2"]) await loadText(hub, "crm", rows(line));

    for (const line of ["1,A,Anna,", "2,B,Bert,"]) await loadText(hub, "crm", rows(line));

    const notes = ["1", "2", "3"].map(
      async (key) => (await goldenOf(hub, await entityOf(hub, "crm", key))).note,
    );
    expect(await Promise.all(notes)).toEqual([null, null, "his"]);
    await expectSound(made);
  });

  test("is not said of another who bears the key of one that it was said of", async () => {
    const made = await testHub({
      ...model,
      "account.yaml": model["account.yaml"].replace(
        "on-delete: retire",
        "on-delete: retire, keys-reused: true",
      ),
    });
    const { hub } = made;
    await loadText(hub, "crm", rows("1,A,Anna,2", "2,B,Bert,"));
    const anna = await entityOf(hub, "crm", "1");
    await loadText(hub, "crm", rows("1,A,Anna,2"), { complete: true });

    await loadText(hub, "crm", rows("2,Z,Zoe,"));

    expect(await entityOf(hub, "crm", "1")).toBe(anna);
    expect(await entityOf(hub, "crm", "2")).not.toBe(anna);
    await expectSound(made);
  });

  test("and its withdrawal within one file leave nothing to a merge above it that the same file made", async () => {
    const made = await testHub(model);
    const { hub } = made;
    await loadText(hub, "ops", "id,code,name\nx,X,Xaver\n");
    await loadText(hub, "crm", rows("1,A,Anna,2"));
    await loadText(hub, "ops", "id,code,name\ny,A,Anna\n");
    await crosswalkText(hub, "crm,ops\n4,x\n4,y\n", { left: "crm", right: "ops" });
    const [xaver, anna] = [await entityOf(hub, "ops", "x"), await entityOf(hub, "ops", "y")];

    await loadText(hub, "crm", rows("2,B,Bert,", "4,D,Dora,", "1,A,Anna,"));
    const bert = await entityOf(hub, "crm", "2");
    expect(await entityOf(hub, "crm", "1")).toBe(xaver);
    expect(bert).not.toBe(xaver);
    const decided = { actor: "test", by: "ana", reason: "seen" };
    await mergeByHand(hub, { ...decided, left: xaver, right: bert });
    await splitByHand(hub, { ...decided, merged: anna });

    expect([await entityOf(hub, "crm", "1"), await entityOf(hub, "crm", "2")]).toEqual([anna, xaver]);
    await expectSound(made);
  });

  test("is read from records that came before the model said so, once they come again", async () => {
    const made = await testHub({
      ...model,
      "account.yaml": model["account.yaml"].replace(", merged-into: master", ""),
    });
    const { hub } = made;
    const lines = rows("1,A,Anna,2", "2,B,Bert,");
    await loadText(hub, "crm", lines);
    await apply(hub, model);

    await loadText(hub, "crm", lines);

    expect(await entityOf(hub, "crm", "2")).toBe(await entityOf(hub, "crm", "1"));
    await expectSound(made);
  });
});
