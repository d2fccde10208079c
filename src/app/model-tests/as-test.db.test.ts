import { expect, it } from "vitest";
import { entityOf, loadText, testHub } from "../../../test/helpers/test-hub.ts";
import { campaigns } from "../../../test/models/campaigns.ts";
import { decideApproval } from "../edit/decide-approval.ts";
import { waiveDivergence } from "../edit/waive-copy.ts";
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

it("what may differ stands in the test, by whose leave and from when", async () => {
  const model = {
    "model.yaml": `systems: { crm: { kind: record }, desk: { kind: engagement } }
entity: customer
match-on: [ [code] ]
sources:
  - { name: crm, system: crm, key: id, fields: { code: code, name: name, phone: phone } }
  - { name: desk, system: desk, key: id, fields: { code: code, name: name, phone: phone } }
attributes:
  code: { type: text, authority: crm, fallback: [desk] }
  name: { type: text, authority: crm, copies: [desk], edits: { local: { days: 3 } } }
  phone: { type: text, authority: crm, copies: [desk] }
`,
  };
  const { hub } = await testHub(model);
  await loadText(hub, "crm", "id,code,name,phone\n1,A,Ada Ltd,1\n");
  await loadText(hub, "desk", "id,code,name,phone\nd,A,Ada,2\n");
  const entity = await entityOf(hub, "crm", "1");
  const copy = { entity, attribute: "phone", source: "desk", key: null, replaces: null };
  const edit = { cause: "fact" as const, actor: "t", ifVersion: null, idempotency: null };
  await waiveDivergence(hub, { ...edit, ...copy, by: "ana", reason: "r", until: inHalfAYear() });

  const { test, ok } = await asTest(hub, seesAll, { type: "customer", ref: "crm:1", fact: null });

  expect([ok, test]).toEqual([true, expect.stringContaining('{ waive: "desk:d", fact: "phone", by: "ana"')]);
  expect(test).toContain('state: "allowed"');
});

it.each([
  ["only by a link", "", ""],
  ["by a link, and by what they say too", "A", "A"],
])("records that are one %s are tied before one of them may differ", async (_, inCrm, atDesk) => {
  const model = {
    "model.yaml": `systems: { crm: { kind: record }, desk: { kind: engagement } }
entity: customer
match-on: [ [code] ]
sources:
  - { name: crm, system: crm, key: id, fields: { code: code, name: name } }
  - { name: desk, system: desk, key: id, links: { crm: crm_id }, fields: { code: code, name: name } }
attributes:
  code: { type: text, authority: crm, fallback: [desk] }
  name: { type: text, authority: crm, copies: [desk] }
`,
  };
  const { hub } = await testHub(model);
  await loadText(hub, "crm", `id,code,name\n1,${inCrm},Ada Ltd\n`);
  await loadText(hub, "desk", `id,code,name,crm_id\nd,${atDesk},Ada,1\n`);
  const asked = { type: "customer", ref: "desk:d", fact: "name" };
  const before = await asTest(hub, seesAll, asked);
  const entity = await entityOf(hub, "crm", "1");
  const copy = { entity, attribute: "name", source: "desk", key: null, replaces: null };
  const edit = { cause: "fact" as const, actor: "t", ifVersion: null, idempotency: null };
  await waiveDivergence(hub, { ...edit, ...copy, by: "ana", reason: "r", until: inHalfAYear() });
  await loadText(hub, "crm", `id,code,name\n1,${inCrm},Ada SE\n`);

  const after = await asTest(hub, seesAll, asked);

  expect([before.ok, before.test]).toEqual([true, expect.stringContaining('{ same: ["crm:1", "desk:d"] }')]);
  expect([after.ok, after.test]).toEqual([true, expect.stringMatching(/same: .*\n.*waive: .*\n.*Ada SE/)]);
});

const inHalfAYear = () => new Date(Date.now() + 180 * 86_400_000).toISOString().slice(0, 10);

it("who agreed to what was believed stands in the test", async () => {
  const model = {
    "m.yaml": `systems: { erp: {} }
people: { treasury: { members: [ana@example.org, bo@example.org] } }
entity: supplier
sources: [{ name: erp, system: erp, key: id, fields: { iban: iban } }]
attributes: { iban: { type: text, authority: erp, approve: { for: [source], by: treasury, count: 2 } } }
`,
  };
  const { hub } = await testHub(model);
  await loadText(hub, "erp", "id,iban\n1,DE1\n");
  const entity = await entityOf(hub, "erp", "1");
  for (const name of ["ana@example.org", "bo@example.org"]) {
    const waiting = (await hub.entities.state(entity))?.approvals.get("claim iban")?.waiting;
    const decision = {
      layer: "claim",
      decision: "approve",
      reason: "seen",
      entry: waiting?.since ?? 0,
    } as const;
    const edit = { actor: name.slice(0, 2), cause: "fact" as const, ifVersion: null, idempotency: null };
    await decideApproval(hub, { ...edit, ...decision, entity, attribute: "iban", name });
  }

  const { test, ok } = await asTest(hub, seesAll, { type: "supplier", ref: "erp:1", fact: "iban" });

  expect(test).toContain('approve: "erp:1", fact: "iban", by: "bo@example.org"');
  expect([ok, test]).toEqual([true, expect.stringContaining('basis: "authority"')]);
});
