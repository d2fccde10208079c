import pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { generate, type PatientSample } from "../../samples/patient/generate.ts";
import { cardNumber, type Patient } from "../../samples/patient/patients.ts";
import { sampleDefaults } from "../../samples/shared/exports.ts";
import type { Client } from "../../sdk/src/index.ts";
import { loadExports, openDivergences, sampleModel } from "../helpers/sample.ts";
import { startTestServer, type TestServer } from "../helpers/server.ts";

/** Patients of a hospital: who is who, and what they must not be given. The tests go through the story in order. */
let test: TestServer;
let client: Client;
let sample: PatientSample;
let rest: Awaited<ReturnType<typeof loadExports>>;
beforeAll(async () => {
  sample = generate(sampleDefaults);
  test = await startTestServer(await sampleModel("patient"));
  client = test.admin;
  rest = await loadExports(client, sample, 4);
});
afterAll(() => test.stop());

const registered = ({ no }: { readonly no: string }) => ({ type: "patient", ref: `registration:${no}` });
const explain = (patient: Patient, fact: string) => client.explainFact({ ...registered(patient), fact });
const describe = (patient: Patient) => client.describeEntity(registered(patient));
const recordsOf = async (patient: Patient) =>
  (await describe(patient)).records.map(({ source, key }) => `${source}:${key}`);
const duplicates = async () =>
  (await client.listDuplicates({ kind: "duplicate", state: "open", limit: 100 })).items;
const entities = async () => (await client.getOverview({})).types[0]?.entities;
const findings = async (rule: string) => (await client.listFindings({ rule, limit: 500 })).items;
const first = <T>([one]: readonly T[]): T => one ?? expect.unreachable("the plan has none");

it("a placeholder ties nobody: neither patients without a card nor samples without a name", async () => {
  const { patients, registeredTwice, mergedThere, unnamedSamples, withoutCard } = sample.planted;

  const twice = (registeredTwice ?? 0) + (mergedThere ?? 0);
  expect(await entities()).toBe((patients ?? 0) + twice + (unnamedSamples ?? 0));
  expect(await findings("required:name")).toHaveLength(unnamedSamples ?? 0);
  expect(await findings("real-number")).toHaveLength(withoutCard ?? 0);
  expect(await duplicates()).toHaveLength(twice);
  for (const unnamed of sample.plan.unnamedSamples) {
    const { records } = await client.describeEntity({ type: "patient", ref: `lab:L${unnamed.no.slice(2)}0` });
    expect(records).toHaveLength(1);
  }
});

it("identifiers of two issuers never mix: the same number is two patients, each with their own samples", async () => {
  for (const [one, other] of sample.plan.sameNumberOfTwo) {
    const [nord, west] = await Promise.all([
      explain(one, "identifiers[nord]"),
      explain(other, "identifiers[west]"),
    ]);
    const { number } = one.insurance;

    expect([nord.value, west.value]).toEqual([
      { issuer: "nord", number },
      { issuer: "west", number },
    ]);
    expect(await recordsOf(one)).toContain(`lab:L${one.no.slice(2)}0`);
    expect(await recordsOf(other)).toContain(`lab:L${other.no.slice(2)}0`);
    expect(Object.keys((await client.getEntity(registered(other))).facts)).not.toContain("identifiers[nord]");
  }
});

it("the newborn under the number of the mother is somebody else, also in the laboratory", async () => {
  for (const [mother, newborn] of sample.plan.newborns) {
    const [hers, theirs] = await Promise.all([recordsOf(mother), recordsOf(newborn)]);

    expect(hers).toContain(`lab:L${mother.no.slice(2)}0`);
    expect(theirs).toContain(`lab:L${newborn.no.slice(2)}0`);
    expect(hers.filter((record) => theirs.includes(record))).toEqual([]);
  }
});

it("an allergy that both stated stays when the physician withdraws it, and leaves when the laboratory does too", async () => {
  const { withdrawnByOne, withdrawnByBoth } = sample.plan;
  const [one, both] = [first(withdrawnByOne), first(withdrawnByBoth)];
  const before = await Promise.all([one, both].map((each) => explain(each, "allergies")));
  rest = await loadExports(client, rest, 2);
  const between = await Promise.all([one, both].map((each) => explain(each, "allergies")));
  rest = await loadExports(client, rest);
  const after = await Promise.all([one, both].map((each) => explain(each, "allergies")));

  const said = (all: typeof before) => all.map(({ value, origin }) => [value, origin.source]);
  expect(said(before)).toEqual([
    [["penicillin"], "records"],
    [["penicillin"], "records"],
  ]);
  expect(said(between)).toEqual([
    [["penicillin"], "lab"],
    [["penicillin"], "lab"],
  ]);
  expect(after.map(({ value }) => value)).toEqual([["penicillin"], null]);
  expect(after.map(({ copies }) => copies.map(({ source, state }) => [source, state]))).toEqual([
    [["registration", "in-step"]],
    [["registration", "diverged"]],
  ]);
  for (const each of withdrawnByOne) expect((await explain(each, "allergies")).value).toEqual(["penicillin"]);
  for (const each of withdrawnByBoth) expect((await explain(each, "allergies")).value).toBeNull();
});

it("what cannot be read as an allergen takes none away, and is told", async () => {
  for (const one of sample.plan.unreadable) {
    const { records, facts } = await describe(one);

    expect(facts.allergies?.value).toEqual([...one.allergies.written].toSorted());
    const held = records.flatMap((record) => Object.entries(record.held));
    expect(held.map(([fact, { code }]) => [fact, code])).toEqual([["allergies", "value-unknown-code"]]);
  }
});

it("what differs in the end is what was planted, and nothing else", async () => {
  const { planted } = sample;

  expect(await openDivergences(client)).toEqual({
    "address records late other": planted.movedLate,
    "allergies registration missing empty": planted.notOnWristband,
    "allergies registration late empty": planted.withdrawnByBoth,
    "blood_group records never-synced other": planted.wrongBloodGroup,
    "deceased_on records missing empty": planted.diedLate,
  });
});

it("who was registered twice is one once registration merged them, or a steward did", async () => {
  const { mergedThere, registeredTwice, unnamedSamples } = sample.plan;
  const open = await duplicates();
  const { client: steward } = await test.as({ role: "steward", domains: ["care"] });
  for (const { left, right } of open)
    await steward.mergeDuplicate({
      left: left.id,
      right: right?.id ?? "",
      reason: "same card, same birthday",
    });

  expect(open).toHaveLength(registeredTwice.length);
  expect(await duplicates()).toEqual([]);
  expect(await entities()).toBe(sample.patients.length + unnamedSamples.length);
  for (const one of [...mergedThere, ...registeredTwice]) {
    const second = await client.getEntity(registered({ no: one.no.replace("P-1", "P-9") }));
    expect(second.id).toBe((await describe(one)).id);
    expect(second.facts["identifiers[hospital]"]?.value).toMatchObject({ issuer: "hospital" });
  }
});

/** What nobody below steward may read anywhere: names, numbers, and words of health in the spelling of any system. */
const words =
  /penicillin|\blatex\b|peanut|Egg protein|Honey bee|bee-venom|iodin|contrast|\b(?:O|A|B|AB)-(?:neg|pos)\b|\b(?:0|A|B|AB) (?:neg|pos)\b/i;

it("a reader sees no health data anywhere, and not who it is", async () => {
  const { client: reader } = await test.as({ role: "reader", domains: ["care"] });
  const { items } = await reader.listEntities({ type: "patient", limit: 500 });
  const { plan } = sample;
  const some = [...plan.withdrawnByOne, ...plan.unreadable, ...plan.wrongBloodGroup].slice(0, 14);
  const ids = await Promise.all(some.map(async (one) => (await describe(one)).id));
  const of = await Promise.all(
    ids.flatMap((ref) => [
      reader.getEntity({ type: "patient", ref }),
      reader.describeEntity({ type: "patient", ref }),
      reader.getHistory({ type: "patient", ref, limit: 100 }),
      ...["allergies", "blood_group", "name"].map((fact) =>
        reader.explainFact({ type: "patient", ref, fact }),
      ),
    ]),
  );
  const lists = await Promise.all([
    reader.listDivergences({ limit: 500 }),
    reader.listDivergenceGroups({}),
    reader.listFindings({ limit: 500 }),
    reader.listDuplicates({ limit: 100 }),
    reader.getOverview({}),
  ]);
  const [one] = some;
  const told = JSON.stringify([items, of, lists]);

  expect(items).toHaveLength(500);
  expect(told).toContain('"allergies":{"value":{"masked":true}');
  expect(words.exec(told)).toBeNull();
  for (const { no, contact, insurance } of sample.patients)
    for (const hidden of [no, contact.email, contact.phone, insurance.number])
      expect(told.includes(hidden) ? hidden : null).toBeNull();
  await expect(reader.getEntity(registered(one ?? { no: "" }))).rejects.toMatchObject({ status: 404 });
});

it("neither the log nor the view for all holds any of it in the clear", async () => {
  const database = new pg.Client({ connectionString: test.databaseUrl });
  await database.connect();
  const entries = await database.query<{ text: string }>(
    "select convert_from(body, 'UTF8') as text from bailiwick.entry order by index",
  );
  const view = await database.query("table truth.patient");
  await database.end();
  const log = entries.rows.map(({ text }) => text).join("\n");
  const seen = JSON.stringify(view.rows);

  expect(log).toContain("identifiers[nord]");
  expect(view.rows.length).toBeGreaterThan(sample.patients.length);
  for (const text of [log, seen, test.logged.join("\n")]) {
    expect(words.exec(text)).toBeNull();
    expect(text).not.toContain("@example.org");
    expect(text.includes(cardNumber(17))).toBe(false);
  }
});

it("all of it verifies", async () => {
  expect((await client.verify({})).fault).toBeNull();
});
