import { describe, expect, test } from "vitest";
import { accountRows, accounts, threeAccounts } from "../../../test/helpers/accounts.ts";
import { expectSound } from "../../../test/helpers/expect-sound.ts";
import {
  apply,
  countOf,
  entityOf,
  goldenOf,
  loadText,
  type TestHub,
  testHub,
} from "../../../test/helpers/test-hub.ts";
import { splitByHand } from "../duplicates/decide-duplicate.ts";
import { explainFact } from "../read/explain.ts";
import { getEntity } from "../read/get-entity.ts";
import { seesAll } from "../read/viewer.ts";

const findingsOf = async ({ hub }: TestHub): Promise<readonly string[]> =>
  (
    await hub.database.reader.many<{ rule: string }>(
      "select rule from bailiwick.finding where log_id = 1 order by 1",
    )
  ).map(({ rule }) => rule);

describe("a merge that the authority of existence states", () => {
  test("makes two entities one at once, and the record that survives there speaks for both", async () => {
    const made = await threeAccounts();
    const { hub } = made;
    const [anna, bert] = [await entityOf(hub, "crm", "1"), await entityOf(hub, "crm", "2")];

    await loadText(hub, "crm", accountRows("1,A,Anna,2"));

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
    const made = await threeAccounts();
    await loadText(made.hub, "crm", accountRows("1,A,Anna,2"));
    const entries = await countOf(made.hub, "entry");

    const again = await loadText(made.hub, "crm", accountRows("1,A,Anna,2", "2,B,Bert,"));

    expect(again.account).toMatchObject({ unchanged: 2, applied: 0 });
    expect(await countOf(made.hub, "entry")).toBe(entries);
    await expectSound(made);
  });

  test("is undone when the source withdraws it, and each has its records again", async () => {
    const made = await threeAccounts();
    const { hub } = made;
    const [anna, bert] = [await entityOf(hub, "crm", "1"), await entityOf(hub, "crm", "2")];
    await loadText(hub, "crm", accountRows("1,A,Anna,2"));

    await loadText(hub, "crm", accountRows("1,A,Anna,"));

    expect(await entityOf(hub, "ops", "x")).toBe(anna);
    expect([await entityOf(hub, "crm", "2"), await entityOf(hub, "ops", "y")]).toEqual([bert, bert]);
    expect(await goldenOf(hub, anna)).toEqual({ code: "A", name: "Anna" });
    expect(await goldenOf(hub, bert)).toEqual({ code: "B", name: "Bert" });
    expect(await countOf(hub, "merge", "undone is null")).toBe(0);
    await expectSound(made);

    await loadText(hub, "crm", accountRows("1,A,Anna,2"));
    expect(await entityOf(hub, "crm", "2")).toBe(anna);
    await expectSound(made);
  });

  test("stands when the record that was merged away is deleted, and the entity stays active", async () => {
    const made = await threeAccounts();
    const { hub } = made;
    const anna = await entityOf(hub, "crm", "1");
    await loadText(hub, "crm", accountRows("1,A,Anna,2"));

    await loadText(hub, "crm", accountRows("2,B,Bert,", "3,C,Carl,"), { complete: true });

    expect(await entityOf(hub, "crm", "2")).toBe(anna);
    expect(await countOf(hub, "entity", `entity_id = '${anna}' and state = 'active'`)).toBe(1);
    await expectSound(made);
  });

  test("waits for a record that has not come, and is told meanwhile", async () => {
    const made = await threeAccounts();
    const { hub } = made;
    await loadText(hub, "crm", accountRows("3,C,Carl,9"));
    expect(await findingsOf(made)).toEqual(["merged-into-unseen"]);
    const carl = await entityOf(hub, "crm", "3");

    await loadText(hub, "crm", accountRows("9,Z,Zoe,"));

    expect(await entityOf(hub, "crm", "9")).toBe(carl);
    expect(await goldenOf(hub, carl)).toEqual({ code: "Z", name: "Zoe" });
    expect(await findingsOf(made)).toEqual([]);
    await expectSound(made);
  });

  test("comes to the same in a chain, whichever record is told first; one link withdrawn parts only what it tied", async () => {
    const chain = ["1,A,Anna,2", "2,B,Bert,3", "3,C,Carl,"];
    for (const order of [chain, chain.toReversed(), [chain[1] ?? "", chain[0] ?? "", chain[2] ?? ""]]) {
      const made = await threeAccounts();
      const { hub } = made;
      const [anna, bert] = [await entityOf(hub, "crm", "1"), await entityOf(hub, "crm", "2")];
      for (const line of order) await loadText(hub, "crm", accountRows(line));
      expect(await goldenOf(hub, anna)).toEqual({ code: "C", name: "Carl" });
      expect(await entityOf(hub, "crm", "3")).toBe(anna);

      await loadText(hub, "crm", accountRows("1,A,Anna,"));

      expect(await entityOf(hub, "crm", "1")).toBe(anna);
      expect([await entityOf(hub, "crm", "2"), await entityOf(hub, "crm", "3")]).toEqual([bert, bert]);
      expect(await goldenOf(hub, bert)).toEqual({ code: "C", name: "Carl" });
      await expectSound(made);
    }
  });

  test("in a circle is one entity, each record speaks for itself, and the steward is told", async () => {
    const made = await threeAccounts();
    const { hub } = made;
    const anna = await entityOf(hub, "crm", "1");

    await loadText(hub, "crm", accountRows("1,A,Anna,2", "2,B,Bert,1"));

    expect(await entityOf(hub, "crm", "2")).toBe(anna);
    expect(await goldenOf(hub, anna)).toEqual({ code: "A", name: "Anna" });
    expect(await findingsOf(made)).toEqual(["merged-in-a-circle"]);
    await expectSound(made);
  });

  test("with a record itself is none", async () => {
    const made = await threeAccounts();
    await loadText(made.hub, "crm", accountRows("1,A,Anna,1"));
    expect([await findingsOf(made), await countOf(made.hub, "merge")]).toEqual([[], 0]);
    await expectSound(made);
  });

  test("gives way to a person who parted the two, and the steward is told", async () => {
    const made = await threeAccounts();
    const { hub } = made;
    const bert = await entityOf(hub, "crm", "2");
    await loadText(hub, "crm", accountRows("1,A,Anna,2"));
    await splitByHand(hub, { actor: "test", by: "ana", merged: bert, reason: "two people" });

    await loadText(hub, "crm", accountRows("1,A,Anne,2"));

    expect(await entityOf(hub, "crm", "2")).toBe(bert);
    expect(await findingsOf(made)).toEqual(["merged-into-unseen"]);
    await expectSound(made);
  });

  test("and its withdrawal within one file part again what the same file made one", async () => {
    const made = await testHub(accounts);
    const { hub } = made;
    await loadText(hub, "crm", accountRows("1,A,Anna,2"));
    const anna = await entityOf(hub, "crm", "1");

    await loadText(hub, "crm", accountRows("2,B,Bert,", "1,A,Anna,"));

    expect(await entityOf(hub, "crm", "1")).toBe(anna);
    expect(await entityOf(hub, "crm", "2")).not.toBe(anna);
    await expectSound(made);
  });

  test("is not said of another who bears the key of one that it was said of", async () => {
    const made = await testHub({
      ...accounts,
      "account.yaml": accounts["account.yaml"].replace(
        "on-delete: retire",
        "on-delete: retire, keys-reused: true",
      ),
    });
    const { hub } = made;
    await loadText(hub, "crm", accountRows("1,A,Anna,2", "2,B,Bert,"));
    const anna = await entityOf(hub, "crm", "1");
    await loadText(hub, "crm", accountRows("1,A,Anna,2"), { complete: true });

    await loadText(hub, "crm", accountRows("2,Z,Zoe,"));

    expect(await entityOf(hub, "crm", "1")).toBe(anna);
    expect(await entityOf(hub, "crm", "2")).not.toBe(anna);
    await expectSound(made);
  });

  test("is read from records that came before the model said so, once they come again", async () => {
    const made = await testHub({
      ...accounts,
      "account.yaml": accounts["account.yaml"].replace(", merged-into: master", ""),
    });
    const { hub } = made;
    const lines = accountRows("1,A,Anna,2", "2,B,Bert,");
    await loadText(hub, "crm", lines);
    await apply(hub, accounts);

    await loadText(hub, "crm", lines);

    expect(await entityOf(hub, "crm", "2")).toBe(await entityOf(hub, "crm", "1"));
    await expectSound(made);
  });
});
