import { afterAll, beforeAll, expect, it } from "vitest";
import { nextMonth, numberOf, salaryOf } from "../../samples/employee/exports.ts";
import { type EmployeeSample, generate } from "../../samples/employee/generate.ts";
import type { Employee } from "../../samples/employee/staff.ts";
import { sampleDefaults } from "../../samples/shared/exports.ts";
import { comeDueAll } from "../../src/app/calendar.ts";
import { followAll } from "../../src/app/follow.ts";
import type { Hub } from "../../src/app/hub.ts";
import { divergenceGroups } from "../../src/app/read/divergences.ts";
import { explainFact } from "../../src/app/read/explain.ts";
import { listFindings } from "../../src/app/read/findings.ts";
import { history } from "../../src/app/read/history.ts";
import { seesAll } from "../../src/app/read/viewer.ts";
import { makeTestDatabase, type TestDatabase } from "../helpers/database.ts";
import { hubWith } from "../helpers/hub.ts";
import { loadExportsInto, sampleModel } from "../helpers/sample.ts";
import { verifyTested } from "../helpers/verify.ts";

/** Grades and salaries by their days. The story ends today, and what is decided for next month comes by the calendar. */
let made: TestDatabase;
let hub: Hub;
let sample: EmployeeSample;
const lastDay = new Date().toISOString().slice(0, 10);
beforeAll(async () => {
  sample = generate({ ...sampleDefaults, lastDay });
  made = await makeTestDatabase();
  hub = await hubWith(made.database, await sampleModel("employee"));
  await loadExports(0, 4);
});
afterAll(() => made.drop());

const loadExports = (from: number, to: number) =>
  loadExportsInto(hub, sample.exports.slice(from, to), sample.texts);

const at = (one: Employee | undefined) => ({ type: "employee", ref: `hr:${one?.id}` });
const explain = (one: Employee | undefined, attribute: string) =>
  explainFact(hub, seesAll, { ...at(one), attribute });
const golden = async (one: Employee | undefined, attribute: string) => (await explain(one, attribute)).value;

async function onDay(day: string): Promise<void> {
  await comeDueAll(hub, async () => `${day}T12:00:00.000000Z`);
  await followAll(hub);
}

async function openGroups(): Promise<Record<string, number>> {
  const groups = await divergenceGroups(hub, seesAll, {});
  return Object.fromEntries(groups.map(({ attribute, source, count }) => [`${attribute} ${source}`, count]));
}

it("before anything changes all systems agree, and names that the directory cannot hold are no difference", async () => {
  const long = sample.staff.find(({ name }) => name.length > 20);

  expect(await openGroups()).toEqual({});
  expect(long).toBeDefined();
  expect((await explain(long, "name")).copies).toMatchObject([{ state: "in-step" }]);
});

it("a raise from next month is known and not golden before its day", async () => {
  await loadExports(4, 8);
  const [one] = sample.plan.raised;
  const grade = await explain(one, "grade");

  expect(grade).toMatchObject({ value: `G${one?.grade}`, basis: "authority", origin: { source: "jobs" } });
  expect(grade.timeline).toMatchObject([
    { source: "jobs", value: `G${one?.grade}`, state: "now" },
    { source: "jobs", value: `G${(one?.grade ?? 0) + 1}`, state: "to-come" },
  ]);
  if (one !== undefined) expect(await golden(one, "salary")).toBe(`${salaryOf(one, one.grade)} EUR`);
});

it("a back-dated raise changes what is true, and what was known before stands in the history", async () => {
  const [one] = sample.plan.raisedBackDated;
  const raised = `G${(one?.grade ?? 0) + 1}`;
  const { items } = await history(hub, seesAll, { ...at(one), attribute: "grade", limit: 50, cursor: null });

  expect(await explain(one, "grade")).toMatchObject({
    value: raised,
    copies: [{ source: "pay", state: "in-step" }],
  });
  const believed = items.flatMap(({ changes }) =>
    (changes ?? []).filter(({ basis }) => basis !== null).map(({ after }) => after),
  );
  expect(believed).toEqual([raised, `G${one?.grade}`]);
});

it("what differs in the end is what was planted, and a manager below oneself is not believed", async () => {
  const { planted, plan } = sample;

  expect(await openGroups()).toEqual({
    "name directory": planted.renamed,
    "manager directory": planted.transferred,
    "department directory": planted.movedInDirectory,
  });
  expect(await golden(plan.circle[0], "manager")).toBeNull();
  const { items } = await listFindings(hub, seesAll, { limit: 10, cursor: null, filter: {} });
  expect(items.map(({ rule }) => rule)).toContain("hierarchy-circle");
  expect(new Set(items.map(({ rule }) => rule)).size).toBe(1);
});

it("who is hired from next month on is there by number, and nothing of their job is", async () => {
  const [one] = sample.plan.futureHires;

  expect([await golden(one, "number"), await golden(one, "grade"), await golden(one, "in_service")]).toEqual([
    one && numberOf(one),
    null,
    false,
  ]);
});

it("on its day the raise is golden by an entry of the calendar, and payroll that missed it differs from then", async () => {
  const { planted, plan } = sample;
  const [one] = plan.raised;
  const [hired] = plan.futureHires;
  await onDay(nextMonth(lastDay));
  const { items } = await history(hub, seesAll, { ...at(one), attribute: "grade", limit: 1, cursor: null });

  expect(await explain(one, "grade")).toMatchObject({
    value: `G${(one?.grade ?? 0) + 1}`,
    copies: [{ source: "pay", state: "in-step" }],
  });
  if (one !== undefined) expect(await golden(one, "salary")).toBe(`${salaryOf(one, one.grade + 1)} EUR`);
  expect(items).toMatchObject([{ kind: "calendar", cause: "calendar" }]);
  expect(await openGroups()).toMatchObject({ "grade pay": planted.raisedInHrAlone });
  expect([await golden(hired, "grade"), await golden(hired, "in_service")]).toEqual([
    `G${hired?.grade}`,
    true,
  ]);
});

it("all of it verifies", async () => {
  expect((await verifyTested(hub)).fault).toBeNull();
});
