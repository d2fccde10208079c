import { describe, expect, test } from "vitest";
import { accountRows, accounts } from "../../../test/helpers/accounts.ts";
import { expectSound } from "../../../test/helpers/expect-sound.ts";
import { entityOf, loadText, type TestHub, testHub } from "../../../test/helpers/test-hub.ts";
import { entityId } from "../../core/ids.ts";
import type { Hub } from "../hub.ts";
import { listDuplicates } from "../read/duplicates.ts";
import { seesAll } from "../read/viewer.ts";
import { mergeByHand } from "./decide-duplicate.ts";

/** Five accounts without a code, in the order of their ids: those of one commit may be of one age. */
async function fiveAccounts(): Promise<TestHub & { readonly ids: readonly string[] }> {
  const made = await testHub(accounts);
  const ids = [""];
  for (const key of ["1", "2", "3", "4", "5"]) {
    await loadText(made.hub, "crm", accountRows(`${key},,Name,`));
    ids.push(await entityOf(made.hub, "crm", key));
  }
  return { ...made, ids };
}

/** Loads the code of an account: two of one code may be the same; one that had another before may belong to those of this one. */
const code = (hub: Hub, key: number, value: string, master = "") =>
  loadText(hub, "crm", accountRows(`${key},${value},Name,${master}`));

/** What was found, as `kind left right state`, by the numbers of the accounts. */
async function found({ hub, ids }: { readonly hub: Hub; readonly ids: readonly string[] }) {
  const rows = await hub.database.reader.many<{
    kind: string;
    left_id: string;
    right_id: string;
    state: string;
  }>("select kind, left_id, right_id, state from bailiwick.duplicate");
  return rows
    .map((one) => `${one.kind} ${ids.indexOf(one.left_id)} ${ids.indexOf(one.right_id)} ${one.state}`)
    .toSorted();
}

const merge = (hub: Hub, left: string | undefined, right: string | undefined) => {
  const pair = { left: entityId(left ?? ""), right: entityId(right ?? "") };
  return mergeByHand(hub, { actor: "t", by: "ana", reason: "one", ...pair });
};

const openPairs = async (hub: Hub) =>
  (await listDuplicates(hub, seesAll, { limit: 9, cursor: null, filter: {} })).items;

describe("what is possible of two accounts", () => {
  test("is possible of those that stand in their place, whichever of the two is merged", async () => {
    const made = await fiveAccounts();
    const { hub, ids } = made;
    for (const key of [2, 5]) await code(hub, key, "B");
    for (const key of [3, 4]) await code(hub, key, "C");
    expect(await found(made)).toEqual(["duplicate 2 5 open", "duplicate 3 4 open"]);

    await merge(hub, ids[1], ids[2]);
    await merge(hub, ids[1], ids[4]);

    expect(await found(made)).toEqual([
      "duplicate 1 3 open",
      "duplicate 1 5 open",
      "duplicate 2 5 gone",
      "duplicate 3 4 gone",
    ]);
    await expectSound(made);
  });

  test("is over once both are merged into a third at one time", async () => {
    const made = await fiveAccounts();
    const { hub } = made;
    for (const key of [2, 3]) await code(hub, key, "B");

    await loadText(hub, "crm", accountRows("2,B,Name,1", "3,B,Name,1"));

    expect(await found(made)).toEqual(["duplicate 2 3 gone"]);
    await expectSound(made);
  });

  test("is told once where two who may be the same as a third are merged at one time, from when it was first found", async () => {
    const made = await fiveAccounts();
    const { hub } = made;
    await code(hub, 1, "A");
    await code(hub, 2, "B");
    await code(hub, 3, "B", "9");
    const first = (await openPairs(hub)).map((one) => one.openedAt);
    await code(hub, 4, "B", "9");
    expect(await found(made)).toEqual(["duplicate 2 3 open", "duplicate 2 4 open", "duplicate 3 4 open"]);

    await code(hub, 9, "A");

    expect((await openPairs(hub)).map((one) => one.openedAt)).toEqual(first);
    expect((await found(made)).filter((one) => one.endsWith("open"))).toEqual(["duplicate 1 2 open"]);
    await expectSound(made);
  });

  test("is as old as it was where the very record that shows it is merged", async () => {
    const made = await fiveAccounts();
    const { hub } = made;
    for (const key of [2, 3]) await code(hub, key, "B");
    const first = (await openPairs(hub)).map((one) => one.openedAt);

    await code(hub, 3, "B", "1");

    expect(await found(made)).toEqual(["duplicate 1 2 open", "duplicate 2 3 gone"]);
    expect((await openPairs(hub)).map((one) => one.openedAt)).toEqual(first);
    await expectSound(made);
  });

  test("is no question any more where one might belong to the other, once either is merged", async () => {
    for (const [left, right] of [
      [1, 2],
      [1, 3],
      [2, 3],
    ] as const) {
      const made = await fiveAccounts();
      const { hub, ids } = made;
      await code(hub, 2, "B");
      await code(hub, 3, "C");
      await code(hub, 2, "C");
      expect(await found(made)).toEqual(["move 2 3 open"]);

      await merge(hub, ids[left], ids[right]);

      expect(await found(made)).toEqual(["move 2 3 gone"]);
      await expectSound(made);
    }
  });
});
