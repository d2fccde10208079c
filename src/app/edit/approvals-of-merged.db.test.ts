import { describe, expect, test } from "vitest";
import { expectSound } from "../../../test/helpers/expect-sound.ts";
import { decideAll, supplier, suppliers, waiting } from "../../../test/helpers/suppliers.ts";
import { apply, entityOf, goldenOf, loadText, testHub } from "../../../test/helpers/test-hub.ts";
import { mergeByHand, splitByHand } from "../duplicates/decide-duplicate.ts";
import { followAll } from "../follow.ts";
import type { Hub } from "../hub.ts";

async function mergeBanks(hub: Hub, left: string, right: string): Promise<string> {
  const [one, two] = [await entityOf(hub, "banks", left), await entityOf(hub, "banks", right)];
  const entity = await mergeByHand(hub, { actor: "m", by: "m", reason: "the same", left: one, right: two });
  await followAll(hub);
  return entity;
}

test("a reference that was agreed to stays so when its target is merged", async () => {
  const { entity, ...rest } = await supplier();
  const { hub } = rest;

  const survivor = await mergeBanks(hub, "1", "2");

  expect(await goldenOf(hub, entity)).toMatchObject({ bank: survivor, bank_name: "One" });
  expect(await waiting(hub)).toEqual([]);
  await expectSound(rest);
});

test("a reference that is kept while another waits leads to who answers for its target", async () => {
  const { entity, ...rest } = await supplier();
  const { hub } = rest;
  await loadText(hub, "erp", "id,iban,bank\ns,A,3\n");

  const survivor = await mergeBanks(hub, "1", "2");

  expect(await goldenOf(hub, entity)).toMatchObject({ bank: survivor, bank_name: "One" });
  expect(await waiting(hub)).toMatchObject([{ value: await entityOf(hub, "banks", "3") }]);
  await expectSound(rest);
  await loadText(hub, "erp", "id,iban,bank\ns,A,2\n");
  expect(await waiting(hub)).toEqual([]);
  await expectSound(rest);
});

describe("a merge", () => {
  const without = suppliers["supplier.yaml"].replace(
    "fallback: [crm], approve: { by: treasury }",
    "fallback: [crm]",
  );
  const two = (one: string, other: string) => `id,iban,bank\ns,${one},\nt,${other},\n`;

  test("does not put what was agreed to for the one in the place of what stood for the other", async () => {
    const made = await testHub({ ...suppliers, "supplier.yaml": without });
    const { hub } = made;
    await loadText(hub, "erp", "id,iban,bank\ns,A,\n");
    await apply(hub, suppliers);
    await loadText(hub, "erp", two("A", "EVIL"));
    const [older, newer] = [await entityOf(hub, "erp", "s"), await entityOf(hub, "erp", "t")];
    await decideAll(hub, "approve", { actor: "token-bo", name: "bo" });
    expect(await goldenOf(hub, newer)).toMatchObject({ iban: "EVIL" });

    await mergeByHand(hub, { actor: "m", by: "m", reason: "the same", left: older, right: newer });

    expect(await goldenOf(hub, older)).toMatchObject({ iban: "A" });
    await expectSound(made);
  });

  test("that is undone takes with it what was agreed to for the one that it brought", async () => {
    const made = await testHub(suppliers);
    const { hub } = made;
    await loadText(hub, "crm", "id,iban\nx,\n");
    await loadText(hub, "erp", "id,iban,bank\nt,EVIL,\n");
    const [older, newer] = [await entityOf(hub, "crm", "x"), await entityOf(hub, "erp", "t")];
    await decideAll(hub, "approve", { actor: "token-bo", name: "bo" });
    await mergeByHand(hub, { actor: "m", by: "m", reason: "the same", left: older, right: newer });
    expect(await goldenOf(hub, older)).toMatchObject({ iban: "EVIL" });
    await expectSound(made);

    await splitByHand(hub, { actor: "m", by: "m", reason: "not the same", merged: newer });
    await loadText(hub, "crm", "id,iban\nx,EVIL\n");

    expect(await goldenOf(hub, older)).toMatchObject({ iban: null });
    expect(await goldenOf(hub, newer)).toMatchObject({ iban: "EVIL" });
    await expectSound(made);
  });
});
