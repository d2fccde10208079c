import { expect, it } from "vitest";
import { loadText, testHub } from "../../../test/helpers/test-hub.ts";
import { campaigns } from "../../../test/models/campaigns.ts";
import { seesAll, type Viewer } from "../read/viewer.ts";
import { asTest } from "./as-test.ts";
import { runModelTests } from "./run-model-tests.ts";

const files = Object.entries(campaigns).map(([path, text]) => ({ path, text }));
const masked: Viewer = { domains: null, personal: [] };

async function handedOver() {
  const { hub } = await testHub(campaigns);
  const crm = (row: string) => loadText(hub, "crm", `id,code,name,status,owner,budget\n${row}\n`);
  await crm("1,A,Spring,D,mo@example.org,5.00 EUR");
  await loadText(hub, "ops", "id,campaign,campaign_name,owner\nR1,A,SPRING,ana@example.org\n");
  await loadText(hub, "pages", "slug,title,campaign,campaign_label\np,Hello,A,Old\n");
  await crm("1,A,Spring,L,mo@example.org,5.00 EUR");
  return hub;
}

it.each(["owner_email", "name", "stage", null])(
  "a live case is written as a test that passes: %s",
  async (fact) => {
    const hub = await handedOver();

    const { test, ok } = await asTest(hub, seesAll, { type: "campaign", ref: "crm:1", fact });

    expect(test).toContain("# Written from a live case.\n");
    expect(ok).toBe(true);
    const { faultLines, results } = runModelTests(files, [{ path: "tests/t.yaml", text: test }], null);
    expect(faultLines).toEqual([]);
    expect(results).toMatchObject([{ ok: true, mismatches: [] }]);
  },
);

it("the hand-over that made a value what it is stands in the test, and facts that do not matter are left out", async () => {
  const hub = await handedOver();

  const { test } = await asTest(hub, seesAll, { type: "campaign", ref: "crm:1", fact: "owner_email" });

  expect(test).toContain('basis: "carried"');
  expect(test).toContain('{ record: "crm:1", claims: { stage: "live" } }');
  expect(test).not.toContain("budget");
});

it("a fact copied from another entity brings what that says of it", async () => {
  const hub = await handedOver();

  const { test, ok } = await asTest(hub, seesAll, { type: "content", ref: "pages:p", fact: "campaign_name" });

  expect(test).toContain('record: "crm:1"');
  expect([ok, test]).toEqual([true, expect.stringContaining('holds: "Old"')]);
});

it("what the caller may not see is replaced, and what agreed and differed still does", async () => {
  const hub = await handedOver();

  const { test, ok } = await asTest(hub, masked, { type: "campaign", ref: "crm:1", fact: "owner_email" });

  expect(test).not.toMatch(/mo@|ana@/);
  expect(test).toContain("person-");
  expect([ok, test]).toEqual([true, expect.any(String)]);
});
