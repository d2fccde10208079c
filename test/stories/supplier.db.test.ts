import { afterAll, beforeAll, expect, it } from "vitest";
import { sampleDefaults } from "../../samples/shared/exports.ts";
import { newAccount } from "../../samples/supplier/export-erp.ts";
import { generate, type SupplierSample } from "../../samples/supplier/generate.ts";
import type { Supplier } from "../../samples/supplier/suppliers.ts";
import { type Client, createClient } from "../../sdk/src/index.ts";
import type { Database } from "../../src/store/db.ts";
import { openDatabase } from "../../src/store/open-database.ts";
import { loadExports, openDivergences, sampleModel } from "../helpers/sample.ts";
import { startTestServer, type TestServer } from "../helpers/server.ts";

/** A bank account changes in the ERP, and reaches nobody until two of treasury agreed. The tests go through the story in order. */
let test: TestServer;
let client: Client;
let views: Database;
let sample: SupplierSample;
beforeAll(async () => {
  sample = generate(sampleDefaults);
  const model = await sampleModel("supplier");
  test = await startTestServer(withoutApproval(model));
  client = test.admin;
  views = openDatabase({ url: test.databaseUrl, readers: 1, writers: 1 });
  const rest = await loadExports(client, sample, 3);
  await client.applyModel({ files: Object.entries(model).map(([path, text]) => ({ path, text })) });
  await loadExports(client, rest);
});
afterAll(async () => {
  await views.close();
  await test.stop();
});

/** As on the first day: what the ERP has is believed. */
function withoutApproval(model: Record<string, string>): Record<string, string> {
  const text = model["supplier.yaml"] ?? "";
  const without = text.replace(/^ {4}approve:.*\n/m, "");
  expect(without.length).toBeLessThan(text.length);
  return { ...model, "supplier.yaml": without };
}

/** Someone with a token in their own name. */
async function someone(name: string, role: "contributor" | "operator" = "contributor"): Promise<Client> {
  const { token } = await client.createToken({ name, grants: [{ role, domains: ["finance"] }] });
  return createClient({ baseUrl: test.url, token });
}

const at = (supplier: Supplier | undefined) => ({ type: "supplier", ref: `erp:${supplier?.vendor}` });
const account = (supplier: Supplier | undefined) => ({ ...at(supplier), fact: "bank_account" });
const golden = async (supplier: Supplier | undefined) =>
  (await client.getEntity(at(supplier))).facts.bank_account;
const waiting = async (supplier: Supplier | undefined) =>
  (await client.explainFact(account(supplier))).waiting;
const entryOf = async (supplier: Supplier | undefined) => (await waiting(supplier))[0]?.entry ?? 0;
const stateOf = async (supplier: Supplier | undefined) =>
  (await client.explainFact(account(supplier))).copies.map(({ source, state }) => `${source} ${state}`);
const inViews = async (iban: string) => {
  const sql = "select name from truth_personal.supplier where bank_account_iban = $1 order by name";
  return (await views.reader.many<{ name: string }>(sql, [iban])).map(({ name }) => name);
};
const codeOf = (tried: Promise<unknown>) =>
  tried.then(
    () => "done",
    (refused: { code: string }) => refused.code,
  );

it("what stood on the first day is not asked about; what is new or has changed since waits, and what was taken back does not", async () => {
  const { moved, forged, added } = sample.plan;
  const { items } = await client.listApprovals({ limit: 100 });

  expect(items.map(({ key }) => key).toSorted()).toEqual(
    [...moved, ...forged, ...added].map(({ vendor }) => vendor).toSorted(),
  );
  for (const item of items) {
    const supplier = sample.suppliers.find(({ vendor }) => vendor === item.key);
    const isNew = supplier?.isNew === true;
    expect(item).toMatchObject({
      fact: "bank_account",
      golden: isNew ? null : supplier?.account,
      value: isNew ? supplier?.account : supplier && newAccount(supplier),
      count: 2,
      approvers: [],
    });
  }
});

it("until then it reaches nobody: neither the record, nor lists, nor views, nor the copies", async () => {
  for (const supplier of [...sample.plan.moved, ...sample.plan.forged]) {
    const { iban } = newAccount(supplier);

    expect(await golden(supplier)).toMatchObject({ value: supplier.account, basis: "held" });
    expect(await stateOf(supplier)).toEqual(["banking in-step", "procurement in-step"]);
    expect([await inViews(iban), await inViews(supplier.account.iban)]).toEqual([[], [supplier.name]]);
  }
  const all: string[] = [];
  for (let cursor: string | null = null; cursor !== null || all.length === 0; ) {
    const page = await client.listEntities({
      type: "supplier",
      limit: 500,
      ...(cursor === null ? {} : { cursor }),
    });
    all.push(JSON.stringify(page.items));
    cursor = page.next;
  }
  const listed = all.join();
  for (const supplier of sample.plan.moved) {
    expect(listed).toContain(supplier.account.iban);
    expect(listed).not.toContain(newAccount(supplier).iban);
  }
  for (const supplier of sample.plan.added) {
    expect(await golden(supplier)).toMatchObject({ value: null, basis: "held" });
    expect(listed).not.toContain(supplier.account.iban);
  }
});

it("what differs is what someone edited at a copy, each with its own policy", async () => {
  const { planted } = sample;

  expect(await openDivergences(client)).toEqual({
    "bank_account banking foreign-edit other": planted.editedInBanking,
    "bank_account procurement foreign-edit other": planted.announced,
    "name procurement never-synced other": planted.oldNameInProcurement,
  });
  const groups = await client.listDivergenceGroups({ attribute: "bank_account" });
  expect(groups.map(({ source, policy }) => `${source} ${policy}`).toSorted()).toEqual([
    "banking overwrite",
    "procurement ask",
  ]);
});

it("a reader sees no account at all, agreed to or not", async () => {
  const reader = createClient({
    baseUrl: test.url,
    token: (await test.as({ role: "reader", domains: ["finance"] })).secret,
  });
  const [supplier] = sample.plan.moved;

  const seen = [
    (await reader.getEntity(at(supplier))).facts.bank_account?.value,
    (await reader.explainFact(account(supplier))).value,
    ...(await reader.listApprovals({ limit: 100 })).items.flatMap((item) => [
      item.value,
      item.golden ?? item.value,
    ]),
  ];
  expect(seen.length).toBeGreaterThan(10);
  expect(seen).toEqual(seen.map(() => ({ masked: true })));
  const shown = JSON.stringify([
    await reader.getHistory({ ...at(supplier), limit: 100 }),
    await reader.listDivergences({ attribute: "bank_account", limit: 100 }),
    await reader.describeEntity(at(supplier)),
  ]);
  for (const { iban } of supplier === undefined ? [] : [supplier.account, newAccount(supplier)])
    expect(shown).not.toContain(iban);
});

it("it takes two of treasury, neither of whom asked for it: no admin, no stranger, nobody twice", async () => {
  const [supplier, another] = sample.plan.moved;
  const entry = await entryOf(supplier);
  const decide = (who: Client) => who.decideApproval({ ...account(supplier), decision: "approve", entry });
  const ana = await someone("ana@example.org");

  expect(await codeOf(decide(client))).toBe("approval-not-by-you");
  expect(await codeOf(decide(await someone("ines@example.org")))).toBe("approval-not-by-you");
  expect(await codeOf(decide(ana))).toBe("done");
  expect(await codeOf(decide(ana))).toBe("approval-given-twice");
  expect(await golden(supplier)).toMatchObject({ value: supplier?.account, basis: "held" });

  const cy = await someone("cy@example.org", "operator");
  const asked = {
    vendor: another?.vendor,
    name1: another?.name,
    iban: "DE00",
    swift: "X",
    account_holder: "Cy",
  };
  await cy.loadRecords({ source: "erp", rows: JSON.stringify([asked]), contentType: "application/json" });
  const own = { ...account(another), decision: "approve" as const, entry: await entryOf(another) };
  expect(await codeOf(cy.decideApproval(own))).toBe("approval-own-request");
  expect(await golden(another)).toMatchObject({ value: another?.account, basis: "held" });

  expect(await codeOf(decide(cy))).toBe("done");
  expect(await golden(supplier)).toMatchObject({
    value: supplier && newAccount(supplier),
    basis: "authority",
  });
});

it("then it reaches everybody: the views, the copies, which are to follow now, and the events, which told of none before", async () => {
  const [supplier] = sample.plan.moved;
  const { iban } = supplier === undefined ? { iban: "" } : newAccount(supplier);
  const { agreedBy } = await client.explainFact(account(supplier));

  expect(agreedBy).toEqual(["ana@example.org", "cy@example.org"]);
  expect([await inViews(iban), await inViews(supplier?.account.iban ?? "")]).toEqual([[supplier?.name], []]);
  expect(await stateOf(supplier)).toEqual(["banking diverged", "procurement diverged"]);
  const told = await eventsUntil((text) => text.includes(iban));
  const believed = told.map((event) => JSON.stringify(event.data.facts ?? {}));
  expect(believed.at(-1)).toContain(iban);
  for (const each of [...sample.plan.moved, ...sample.plan.forged])
    expect(believed.slice(0, -1).filter((facts) => facts.includes(newAccount(each).iban))).toEqual([]);
});

it("what was declined stays visible, and is believed by nobody until the ERP says something else", async () => {
  const [supplier] = sample.plan.forged;
  const bo = await someone("bo@example.org");
  const entry = await entryOf(supplier);
  const decline = { ...account(supplier), decision: "decline" as const, entry };

  expect(await codeOf(bo.decideApproval(decline))).toBe("reason-missing");
  await bo.decideApproval({ ...decline, reason: "Called back: the letter is forged." });

  const [one] = await waiting(supplier);
  expect(one).toMatchObject({ declined: { by: "bo@example.org" }, value: supplier && newAccount(supplier) });
  expect(await golden(supplier)).toMatchObject({ value: supplier?.account, basis: "held" });
  const again = await someone("ana@example.org");
  expect(await codeOf(again.decideApproval({ ...account(supplier), decision: "approve", entry }))).toBe(
    "approval-unknown",
  );
});

it("whoever belongs to whom is read upwards, and a circle is told with its way and not believed", async () => {
  const grandchild = sample.suppliers.find(({ vendor }) => vendor.endsWith("3"));
  const { ancestors } = await client.getAncestors(at(grandchild));
  const { items } = await client.listFindings({ rule: "hierarchy-circle", limit: 10 });

  expect(ancestors.map(({ facts }) => facts.name?.value)).toEqual(
    sample.suppliers.slice(0, 2).map(({ name }) => name),
  );
  expect(items.map(({ entity }) => entity.id)).toEqual(
    await Promise.all(sample.plan.circles.map(async (head) => (await client.getEntity(at(head))).id)),
  );
  const [head] = sample.plan.circles;
  expect((await client.getEntity(at(head))).facts.parent?.value).toBeNull();
});

it("all of it verifies", async () => {
  expect((await client.verify({})).fault).toBeNull();
});

/** All events up to the first that says something. */
async function eventsUntil(says: (text: string) => boolean) {
  const ending = new AbortController();
  const told = [];
  for await (const event of client.streamEvents({}, { signal: ending.signal })) {
    told.push(event);
    if (says(JSON.stringify(event.data.facts ?? {}))) break;
  }
  ending.abort();
  return told;
}
