import { describe, expect, test } from "vitest";
import { accountRows, accounts, threeAccounts } from "../../../test/helpers/accounts.ts";
import { expectSound } from "../../../test/helpers/expect-sound.ts";
import {
  countOf,
  crosswalkText,
  entityOf,
  goldenOf,
  loadText,
  testHub,
} from "../../../test/helpers/test-hub.ts";
import { mergeByHand, splitByHand } from "../duplicates/decide-duplicate.ts";
import { setFact } from "../edit/set-fact.ts";

describe("a merge that its source takes back", () => {
  test("takes with it none that was taken back before, however far below", async () => {
    for (const [first, then] of [
      ["1,A,Anna,2", "1,A,Anna,3"],
      ["2,B,Bert,3", "1,A,Anna,2"],
    ] as const) {
      const made = await threeAccounts();
      const { hub } = made;
      const three = () => Promise.all(["1", "2", "3"].map((key) => entityOf(hub, "crm", key)));
      const before = await three();
      for (const line of [first, then]) {
        await loadText(hub, "crm", accountRows(line));
        await loadText(hub, "crm", accountRows(line.replace(/.$/, "")));
      }

      expect(await three()).toEqual(before);
      expect(await countOf(hub, "merge")).toBe(2);
      await expectSound(made);
    }
  });

  test("stands where another statement still ties the two", async () => {
    const made = await threeAccounts();
    const { hub } = made;
    await loadText(hub, "crm", accountRows("1,A,Anna,2", "2,B,Bert,1"));

    await loadText(hub, "crm", accountRows("1,A,Anna,"));

    expect(await entityOf(hub, "crm", "2")).toBe(await entityOf(hub, "crm", "1"));
    expect([await countOf(hub, "merge"), await countOf(hub, "merge", "undone is null")]).toEqual([1, 1]);
    await expectSound(made);
  });

  test("leaves together what a person made one with the two that it parts", async () => {
    const made = await threeAccounts();
    const { hub } = made;
    const [anna, bert] = [await entityOf(hub, "crm", "1"), await entityOf(hub, "crm", "2")];
    const [left, right] = [anna, await entityOf(hub, "crm", "3")];
    await mergeByHand(hub, { actor: "test", by: "ana", left, right, reason: "one person" });
    await loadText(hub, "crm", accountRows("1,A,Anna,2"));

    await loadText(hub, "crm", accountRows("1,A,Anna,"));

    expect([await entityOf(hub, "crm", "2"), await entityOf(hub, "crm", "3")]).toEqual([bert, anna]);
    await expectSound(made);
  });

  test("gives what was entered here back to whom it was entered on, through all that it parts", async () => {
    const made = await testHub({
      ...accounts,
      "account.yaml": `${accounts["account.yaml"]}  note: { type: text, authority: hub }\n`,
    });
    const { hub } = made;
    await loadText(hub, "crm", accountRows("1,A,Anna,", "2,B,Bert,", "3,C,Carl,"));
    const carl = await entityOf(hub, "crm", "3");
    const edit = { actor: "test", cause: "fact" as const, ifVersion: null, idempotency: null };
    await setFact(hub, { ...edit, entity: carl, attribute: "note", value: "his" });
    for (const line of ["2,B,Bert,3", "1,A,Anna,2"]) await loadText(hub, "crm", accountRows(line));

    for (const line of ["1,A,Anna,", "2,B,Bert,"]) await loadText(hub, "crm", accountRows(line));

    const notes = ["1", "2", "3"].map(
      async (key) => (await goldenOf(hub, await entityOf(hub, "crm", key))).note,
    );
    expect(await Promise.all(notes)).toEqual([null, null, "his"]);
    await expectSound(made);
  });

  test("with the file that brought it leaves nothing to a merge above it of that same file", async () => {
    const made = await testHub(accounts);
    const { hub } = made;
    await loadText(hub, "ops", "id,code,name\nx,X,Xaver\n");
    await loadText(hub, "crm", accountRows("1,A,Anna,2"));
    await loadText(hub, "ops", "id,code,name\ny,A,Anna\n");
    await crosswalkText(hub, "crm,ops\n4,x\n4,y\n", { left: "crm", right: "ops" });
    const [xaver, anna] = [await entityOf(hub, "ops", "x"), await entityOf(hub, "ops", "y")];

    await loadText(hub, "crm", accountRows("2,B,Bert,", "4,D,Dora,", "1,A,Anna,"));
    const bert = await entityOf(hub, "crm", "2");
    expect(await entityOf(hub, "crm", "1")).toBe(xaver);
    expect(bert).not.toBe(xaver);
    const decided = { actor: "test", by: "ana", reason: "seen" };
    await mergeByHand(hub, { ...decided, left: xaver, right: bert });
    await splitByHand(hub, { ...decided, merged: anna });

    expect([await entityOf(hub, "crm", "1"), await entityOf(hub, "crm", "2")]).toEqual([anna, xaver]);
    await expectSound(made);
  });
});
