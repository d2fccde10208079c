import { afterAll, beforeAll, expect, it } from "vitest";
import { refusalOf } from "../../test/helpers/refusal-of.ts";
import { startTestServer, type TestServer } from "../../test/helpers/server.ts";

const model = {
  "unit.yaml": `systems: { erp: { kind: record } }
entity: unit
sources: [ { name: erp, system: erp, key: id, fields: { weight: weight, phone: phone } } ]
attributes:
  weight: { type: decimal, authority: erp }
  half: { type: decimal, derived: "weight / 2.0" }
  phone: { type: phone, authority: erp, standardise: [e164] }
  desk: { type: phone, authority: hub, standardise: [e164] }
  parent: { type: ref, to: unit, authority: hub, hierarchy: true }
rules: [ { name: light, scope: field, attribute: weight, check: "weight < 1000.5", severity: error, dimension: conformity } ]
`,
};
const today = new Date();
const until = `${today.getUTCFullYear() + 1}-01-01`;

let made: TestServer;
beforeAll(async () => {
  made = await startTestServer(model);
  const rows = "id,weight,phone\n1,5,+49301\n2,2000,\n";
  await made.admin.loadRecords({ source: "erp", rows, contentType: "text/csv" });
});
afterAll(() => made.stop());

const told = async (call: Promise<unknown>): Promise<readonly unknown[]> => {
  const refused = await refusalOf(call);
  return refused === null ? [] : [refused.code, refused.message, refused.hint];
};
const unit = (key: number) => ({ type: "unit", ref: `erp:${key}` });

it("a derived fact is not overridden, and its inputs are named", async () => {
  const asked = { ...unit(1), fact: "half", value: "7", reason: "weighed again", until };

  expect(await told(made.admin.setOverride(asked))).toEqual([
    "override-not-allowed",
    'The model allows no override of "half".',
    "Correct what it is derived from: weight.",
  ]);
});

it("a way round a hierarchy is told by the records of those on it", async () => {
  const parent = (of: number, value: string) => made.admin.setFact({ ...unit(of), fact: "parent", value });
  const { entity } = await parent(2, (await made.admin.getEntity(unit(1))).id);

  expect(await told(parent(1, entity))).toEqual([
    "hierarchy-circle",
    '"parent" would lead back to the entity itself: erp:1 -> erp:2 -> erp:1.',
    "Give one of those on the way another parent first.",
  ]);
});

it("what is held back is told once, and a short number is told to be short", async () => {
  const heldBack = async (key: number, fact: string) =>
    (await made.admin.explainFact({ ...unit(key), fact })).heldBack;

  expect(await heldBack(2, "weight")).toMatchObject([{ message: "weight < 1000.5 does not hold." }]);
  expect(await heldBack(1, "phone")).toMatchObject([{ code: "value-not-phone" }]);
  expect((await told(made.admin.setFact({ ...unit(1), fact: "desk", value: "+49301" })))[1]).toBe(
    "The telephone number has too few or too many digits.",
  );
  expect((await told(made.admin.setFact({ ...unit(1), fact: "desk", value: "030 1234567" })))[0]).toBe(
    "value-phone-not-international",
  );
});
