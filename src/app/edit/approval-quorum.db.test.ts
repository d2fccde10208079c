import { describe, expect, test } from "vitest";
import { expectSound } from "../../../test/helpers/expect-sound.ts";
import { decideAll, supplier, suppliers, waiting } from "../../../test/helpers/suppliers.ts";
import { apply, goldenOf, loadText } from "../../../test/helpers/test-hub.ts";
import { followAll } from "../follow.ts";

const refused = (code: string) => ({ refusal: { code } });

describe("by the model in force", () => {
  const asking = (count: number, treasury = "ana, bo") => ({
    "systems.yaml": suppliers["systems.yaml"].replace("ana, bo", treasury),
    "bank.yaml": suppliers["bank.yaml"],
    "supplier.yaml": suppliers["supplier.yaml"].replace(
      "fallback: [crm], approve: { by: treasury }",
      `fallback: [crm], approve: { by: treasury, count: ${count} }`,
    ),
  });

  /** Two are asked, and ana alone has agreed to the next value. */
  async function halfAgreed() {
    const { entity, agree, ...rest } = await supplier();
    const { hub } = rest;
    await apply(hub, asking(2));
    await loadText(hub, "erp", "id,iban,bank\ns,B,2\n");
    await agree("token-ana", "ana");
    return { entity, agree, hub, rest };
  }

  test("as many as it has come to ask for are enough, and a value that somebody declined waits on", async () => {
    const { entity, agree, hub, rest } = await halfAgreed();
    expect(await goldenOf(hub, entity)).toMatchObject({ iban: "A" });

    await apply(hub, asking(1));
    await followAll(hub);

    expect(await goldenOf(hub, entity)).toMatchObject({ iban: "B" });
    expect(await waiting(hub)).toEqual([]);
    await expectSound(rest);
    await apply(hub, asking(2));
    await loadText(hub, "erp", "id,iban,bank\ns,C,2\n");
    await agree("token-ana", "ana");
    await decideAll(hub, "decline", { actor: "token-bo", name: "bo" });
    await apply(hub, asking(1));
    await followAll(hub);
    expect(await goldenOf(hub, entity)).toMatchObject({ iban: "B" });
    await expectSound(rest);
  });

  test("who has left the people whom it asks no longer counts among those who agreed", async () => {
    const { entity, agree, hub, rest } = await halfAgreed();

    await apply(hub, asking(2, "bo, cy"));
    await followAll(hub);
    await agree("token-bo", "bo");

    expect(await goldenOf(hub, entity)).toMatchObject({ iban: "A" });
    expect(await waiting(hub)).toMatchObject([{ fact: "iban", value: "B", approvers: ["bo"] }]);
    await agree("token-cy", "cy");
    expect(await goldenOf(hub, entity)).toMatchObject({ iban: "B" });
    await expectSound(rest);
  });

  test("where those who agreed already come to be enough by joining them, they are", async () => {
    const { entity, agree, hub, rest } = await halfAgreed();
    await apply(hub, asking(2, "bo, cy"));
    await followAll(hub);
    await agree("token-bo", "bo");

    await apply(hub, asking(2, "ana, bo"));
    await followAll(hub);

    expect(await goldenOf(hub, entity)).toMatchObject({ iban: "B" });
    await expectSound(rest);
  });
});

test("who has agreed and thinks better of it declines, and the value waits no longer to be agreed to", async () => {
  const { entity, agree, ...rest } = await supplier();
  const { hub } = rest;
  const two = suppliers["supplier.yaml"].replace("crm], approve: {", "crm], approve: { count: 2,");
  await apply(hub, { ...suppliers, "supplier.yaml": two });
  await loadText(hub, "erp", "id,iban,bank\ns,B,2\n");
  await agree("token-ana", "ana");

  await decideAll(hub, "decline", { actor: "token-ana", name: "ana" });

  await expect(agree("token-bo", "bo")).rejects.toMatchObject(refused("approval-unknown"));
  expect(await goldenOf(hub, entity)).toMatchObject({ iban: "A" });
  await expectSound(rest);
});
