import { expect, test } from "vitest";
import { expectSound } from "../../../test/helpers/expect-sound.ts";
import { crm, edit, person, products, today } from "../../../test/helpers/products.ts";
import { countOf, goldenOf, loadText, openDivergences } from "../../../test/helpers/test-hub.ts";
import { endOverride, setOverride } from "./override-fact.ts";

test("an override stands against the authority until it ends, agrees, or is lifted", async () => {
  const { hub, anvil, ...rest } = await products();
  const set = (value: string, until: Parameters<typeof setOverride>[1]["until"]) =>
    setOverride(hub, { ...edit, ...person, entity: anvil, attribute: "name", value, until, today });

  await set("Hammer", { change: "authority-changes" });
  expect(await goldenOf(hub, anvil)).toMatchObject({ name: "Hammer" });
  expect(await openDivergences(hub)).toContain("name ops:x in-transit Anvil");
  await expectSound({ hub, ...rest });
  await loadText(hub, "crm", crm.replace("Anvil", "Amboss"));
  expect(await goldenOf(hub, anvil)).toMatchObject({ name: "Amboss" });

  await set("Hammer", { day: "2026-01-20" });
  await set("Mallet", { day: "2026-01-21" });
  await endOverride(hub, { ...edit, entity: anvil, attribute: "name" });
  expect(await goldenOf(hub, anvil)).toMatchObject({ name: "Amboss" });
  await set("Tongs", { day: "2026-01-22" });
  await loadText(hub, "crm", crm.replace("Anvil", "Tongs"));
  expect(await countOf(hub, "override")).toBe(0);
  await expectSound({ hub, ...rest });
});

test("an override is refused without a reason, by others than named, and past what the model allows", async () => {
  const { hub, anvil } = await products();
  const good = {
    ...edit,
    ...person,
    entity: anvil,
    attribute: "name",
    value: "X",
    until: { day: "2026-01-20" },
    today,
  };
  const cases = [
    [{ reason: " " }, "reason-missing"],
    [{ by: "eve@example.org" }, "override-not-by-you"],
    [{ until: { day: "2026-02-01" } }, "end-too-late"],
    [{ until: { day: "2026-01-01" } }, "end-passed"],
    [{ until: { day: "2026-02-30" } }, "end-not-a-day"],
    [{ attribute: "code" }, "override-not-allowed"],
  ] as const;

  for (const [more, code] of cases) {
    await expect(setOverride(hub, { ...good, ...more }), code).rejects.toMatchObject({ refusal: { code } });
  }
});
