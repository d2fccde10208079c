import { type Exported, ExportList, type SampleOptions } from "../shared/exports.ts";
import { randomFrom } from "../shared/random.ts";
import { directory, hr, jobs, pay } from "./exports.ts";
import { type Employee, makePlan, makeStaff, type Plan } from "./staff.ts";

export interface EmployeeSample extends Exported {
  readonly staff: readonly Employee[];
  readonly plan: Plan;
}

/** The exports of HR, payroll and the directory, made from a seed; nothing is read or written. */
export function generate({ seed, lastDay }: SampleOptions): EmployeeSample {
  const random = randomFrom(seed);
  const staff = makeStaff(random, lastDay);
  const plan = makePlan(staff, random);
  const story = { staff, plan, lastDay };
  const list = new ExportList(lastDay);
  const whole = { complete: true };
  list.add("hr", 20, hr(story, "before"), whole);
  list.add("jobs", 20, jobs(story, "before"), whole);
  list.add("pay", 19, pay(story, "before"), whole);
  list.add("directory", 18, directory(story, "before"), { ...whole, extension: "jsonl" });
  list.add("hr", 6, hr(story, "after"), whole);
  list.add("jobs", 6, jobs(story, "after"), whole);
  list.add("pay", 5, pay(story, "after"), whole);
  list.add("directory", 3, directory(story, "after"), { ...whole, extension: "jsonl" });
  const planted = Object.entries(plan).map(([kind, all]) => [kind, all.length] as const);
  const { exports, texts } = list;
  return { exports, texts, staff, plan, planted: { staff: staff.length, ...Object.fromEntries(planted) } };
}
