import { expect, it } from "vitest";
import { entityOf, loadText, testHub } from "../../../test/helpers/test-hub.ts";
import { campaigns } from "../../../test/models/campaigns.ts";
import { comeDueAll } from "../calendar.ts";
import { mergeByHand } from "../duplicates/decide-duplicate.ts";
import { decideApproval } from "../edit/decide-approval.ts";
import { setFact } from "../edit/set-fact.ts";
import { waiveDivergence } from "../edit/waive-copy.ts";
import { followAll } from "../follow.ts";
import type { Hub } from "../hub.ts";
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

  expect([before.ok, before.test]).toEqual([true, expect.stringContaining('links: { crm: "1" }')]);
  expect([after.ok, after.test]).toEqual([true, expect.stringMatching(/links: .*\n.*waive: .*\n.*Ada SE/)]);
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

const port = {
  "port.yaml": `systems: { customs: {}, register: {} }
codes: { locale: { de-DE: {}, en-GB: {} } }
entity: vessel
match-on: [ [imo] ]
sources:
  - name: customs
    system: customs
    key: id
    fields: { imo: imo, certs: certs, hazards: hazards, title: { per: { de-DE: de, en-GB: en } } }
  - { name: register, system: register, key: id, fields: { imo: imo, certs: certs, hazards: hazards } }
  - { name: fees, system: register, key: id, valid: { from: since, to: until }, fields: { imo: imo, fee: fee } }
attributes:
  imo: { type: text, authority: register, fallback: [customs, fees] }
  title: { type: text, per: locale, authority: customs }
  certs:
    type: list
    of: { type: group, fields: { number: { type: text, required: true }, port: text } }
    keyed-by: number
    authority: [ { source: customs, when: "key == 'C1'" }, { source: register } ]
    copies: [ customs ]
  hazards: { type: list, of: text, combine: union, authority: [customs, register] }
  fee: { type: integer, authority: fees }
`,
};

async function moored(): Promise<Hub> {
  const { hub } = await testHub(port);
  const lines = (rows: readonly object[]) => rows.map((row) => JSON.stringify(row)).join("\n");
  const jsonl = { format: "jsonl" } as const;
  const certs = [
    { number: "C1", port: "Hamburg" },
    { number: "D2", port: "Kiel" },
  ];
  const seen = { id: "k1", imo: "9", de: "Möwe", en: "Gull", certs, hazards: ["gas"] };
  await loadText(hub, "customs", lines([seen]), jsonl);
  const own = { id: "r1", imo: "9", certs: [{ number: "D2", port: "Lübeck" }], hazards: ["gas", "acid"] };
  await loadText(hub, "register", lines([own]), jsonl);
  await loadText(hub, "register", lines([{ ...own, hazards: ["gas"] }]), jsonl);
  await loadText(hub, "fees", "id,imo,fee,since,until\nf,9,10,2026-01-01,\nf,9,20,2099-01-01,2099-02-01\n");
  return hub;
}

it.each([
  ["certs[C1]", 'value: { number: "C1", port: "Hamburg" }, basis: "authority", source: "customs"'],
  ["certs[D2]", 'holds: { number: "D2", port: "Kiel" }'],
  ["certs", 'certs: { value: [{ number: "C1", port: "Hamburg" }, { number: "D2", port: "Lübeck" }] }'],
  ["hazards", 'hazards: { value: ["gas"] }'],
  ["hazards[gas]", 'basis: "authority"'],
  ["title", '"title[en-GB]": { value: "Gull"'],
  ["title[de-DE]", 'value: "Möwe"'],
  ["fee", 'valid: { from: "2099-01-01", to: "2099-02-01" }'],
  [null, '"certs[D2]"'],
] as const)(
  "elements of lists, unions, values per code and dated slices are told as they are: %s",
  async (fact, said) => {
    const hub = await moored();

    const { test, ok } = await asTest(hub, seesAll, { type: "vessel", ref: "customs:k1", fact });

    expect([ok, test]).toEqual([true, expect.stringContaining(said)]);
  },
);

it("what came by the calendar is told with its days, and a slice that ended at another time with its new end", async () => {
  const hub = await moored();
  await loadText(hub, "fees", "id,imo,fee,since,until\nf,9,10,2026-01-01,2098-01-01\nf,9,20,2099-01-01,\n");
  const asked = { type: "vessel", ref: "fees:f", fact: "fee" };
  await comeDueAll(hub, async () => "2098-06-01T12:00:00.000000Z");
  await followAll(hub);
  const between = await asTest(hub, seesAll, asked);
  await comeDueAll(hub, async () => "2099-01-01T12:00:00.000000Z");
  await followAll(hub);

  const after = await asTest(hub, seesAll, asked);

  expect([between.ok, between.test]).toEqual([true, expect.stringContaining('basis: "none"')]);
  expect([after.ok, after.test]).toEqual([true, expect.stringContaining('value: "20"')]);
  expect(after.test).toContain('{ day: "2099-01-01" }');
});

it("a fact that is not declared is refused, and the ones there are are named", async () => {
  const hub = await moored();

  const asking = asTest(hub, seesAll, { type: "vessel", ref: "customs:k1", fact: "cert" });

  await expect(asking).rejects.toMatchObject({ refusal: { code: "attribute-unknown" } });
});

it("entities merged by hand, and facts entered here, stand in the test", async () => {
  const { hub } = await testHub({
    "m.yaml": `systems: { crm: {} }
entity: customer
sources: [{ name: crm, system: crm, key: id, fields: { name: name } }]
attributes: { name: { type: text, authority: crm }, note: { type: text, authority: hub } }
`,
  });
  await loadText(hub, "crm", "id,name\n1,Ada\n2,Ada Ltd\n");
  const edit = { cause: "fact", actor: "t", ifVersion: null, idempotency: null } as const;
  await setFact(hub, { ...edit, entity: await entityOf(hub, "crm", "2"), attribute: "note", value: "kind" });
  const [left, right] = [await entityOf(hub, "crm", "1"), await entityOf(hub, "crm", "2")];
  await mergeByHand(hub, { actor: "t", by: "ana", reason: "seen", left, right });

  const { test, ok } = await asTest(hub, seesAll, { type: "customer", ref: "crm:2", fact: null });

  expect([ok, test]).toEqual([true, expect.stringMatching(/enter: "crm:2".*\n.*same: /)]);
});
