import { dayBefore } from "../shared/exports.ts";
import { type CsvStyle, csv, type Row } from "../shared/text-files.ts";
import { type Employee, isAmong, type Plan } from "./staff.ts";

/** What the exports are made of. */
export interface Story {
  readonly staff: readonly Employee[];
  readonly plan: Plan;
  readonly lastDay: string;
}

/** Before what changes in the story, or after it. */
export type When = "before" | "after";

const hrStyle: CsvStyle = { delimiter: ";", lineEnd: "\n", mark: false };
const payrollStyle: CsvStyle = { delimiter: "|", lineEnd: "\r\n", mark: true };

/** The number by which all systems know somebody. */
export const numberOf = ({ id }: Employee): string => `E-${String(id).padStart(4, "0")}`;

/** The name that HR has: some marry within the story. */
export function nameOf(employee: Employee, plan: Plan, when: When): string {
  return when === "after" && isAmong(plan.renamed, employee)
    ? `${employee.name.split(" ")[0]} Freudenberg`
    : employee.name;
}

/** The first day of the month that begins a week or more after the story ends. */
export function nextMonth(lastDay: string): string {
  const later = new Date(`${dayBefore(lastDay, -7)}T00:00:00Z`);
  later.setUTCMonth(later.getUTCMonth() + 1, 1);
  return later.toISOString().slice(0, 10);
}

/** The people of HR, whole. */
export function hr({ staff, plan, lastDay }: Story, when: When): string {
  const rows = staff.map((one) => ({
    person_id: String(one.id),
    number: numberOf(one).toLowerCase(),
    name: nameOf(one, plan, when),
    mail: one.email,
    private_mail: `private.${one.email}`,
    hired_on: isAmong(plan.futureHires, one) ? nextMonth(lastDay) : one.hiredOn,
  }));
  return csv(rows, hrStyle);
}

/** The jobs of HR, whole: a row for each span of time, a raise of next month included once it is decided. */
export function jobs(story: Story, when: When): string {
  const { staff, plan, lastDay } = story;
  const rows = staff.flatMap((one): Row[] => {
    const first = jobRow(one, isAmong(plan.futureHires, one) ? nextMonth(lastDay) : one.hiredOn);
    const raisedOn = raiseOf(one, story);
    if (when === "before") return [first];
    if (raisedOn !== null) return [first, { ...first, since: raisedOn, grade: `G${one.grade + 1}` }];
    if (isAmong(plan.transferred, one))
      return [first, { ...first, since: dayBefore(lastDay, 8), manager: "1" }];
    const below = staff.find(({ manager }) => manager === one.id);
    if (isAmong(plan.circle, one))
      return [first, { ...first, since: dayBefore(lastDay, 8), manager: String(below?.id) }];
    return [first];
  });
  return csv(rows, hrStyle);
}

/** Since when somebody has a grade more than before; `null`: nobody decided on that. */
function raiseOf(one: Employee, { plan, lastDay }: Story): string | null {
  if (isAmong([...plan.raised, ...plan.raisedInHrAlone], one)) return nextMonth(lastDay);
  return isAmong(plan.raisedBackDated, one) ? dayBefore(lastDay, 90) : null;
}

function jobRow(one: Employee, since: string): Row {
  return {
    job_id: String(one.id),
    since,
    person_id: String(one.id),
    grade: `G${one.grade}`,
    department: one.department,
    manager: one.manager === null ? "" : String(one.manager),
  };
}

/** Payroll, whole: a row for each salary. Who is not there yet has none. */
export function pay(story: Story, when: When): string {
  const { staff, plan } = story;
  const paid = staff.filter((one) => !isAmong(plan.futureHires, one));
  const rows = paid.flatMap((one): Row[] => {
    const first = payRow(one, one.grade, one.hiredOn);
    const raisedOn = raiseOf(one, story);
    const knows = when === "after" && raisedOn !== null && !isAmong(plan.raisedInHrAlone, one);
    return knows ? [first, payRow(one, one.grade + 1, raisedOn)] : [first];
  });
  return csv(rows, payrollStyle);
}

function payRow(one: Employee, grade: number, validFrom: string): Row {
  return {
    payroll_no: `P${one.id}`,
    valid_from: validFrom,
    employee_no: numberOf(one),
    pay_grade: String(grade * 10),
    salary: salaryOf(one, grade),
    iban: one.iban,
  };
}

/** What somebody is paid a month in a grade. */
export const salaryOf = ({ id }: Employee, grade: number): string =>
  `${2000 + grade * 1000 + (id % 10) * 50}.00`;

/** The directory, whole: names of at most twenty characters, and those who are there. */
export function directory({ staff, plan }: Story, when: When): string {
  const shown = staff.filter((one) => !isAmong(plan.futureHires, one));
  const lines = shown.map((one) => {
    const moved = when === "after" && isAmong(plan.movedInDirectory, one);
    const manager = staff.find(({ id }) => id === one.manager);
    return JSON.stringify({
      login: `u${one.id}`,
      number: numberOf(one),
      display: one.name.slice(0, 20),
      mail: one.email,
      department: moved ? "Reserve" : one.department,
      manager_no: manager === undefined ? null : numberOf(manager),
    });
  });
  return `${lines.join("\n")}\n`;
}
