import { countsOf, type Exported, ExportList, type SampleOptions } from "../shared/exports.ts";
import { randomFrom } from "../shared/random.ts";
import { type Customer, makeCustomers } from "./customers.ts";
import { crm, erp } from "./export-ledgers.ts";
import { desk, payments } from "./export-others.ts";
import { makePlan, type Plan } from "./plan.ts";

export interface CustomerSample extends Exported {
  readonly customers: readonly Customer[];
  readonly plan: Plan;
}

/** One of several samples that are one company together: so many customers are numbered before its own. */
export interface CustomerOptions extends SampleOptions {
  readonly serialsBefore?: number;
}

/** The exports of all four systems, made from a seed; nothing is read or written. */
export function generate({ seed, lastDay, serialsBefore = 0 }: CustomerOptions): CustomerSample {
  const random = randomFrom(seed);
  const customers = makeCustomers(random, serialsBefore);
  const plan = makePlan(customers, random);
  const list = new ExportList(lastDay);
  const whole = { complete: true };
  list.add("crm", 20, crm(customers, plan, "before"), whole);
  list.add("erp", 19, erp(customers, plan, "before"), whole);
  list.add("desk", 18, desk(customers, plan, "before"), { ...whole, extension: "jsonl" });
  list.add("payments", 17, payments(customers, plan, "before"), whole);
  list.add("erp", 10, erp(customers, plan, "after"));
  list.add("crm", 8, crm(customers, plan, "after"), whole);
  list.add("desk", 6, desk(customers, plan, "after"), { ...whole, extension: "jsonl" });
  list.add("payments", 3, payments(customers, plan, "after"), whole);
  const { exports, texts } = list;
  return {
    exports,
    texts,
    customers,
    plan,
    planted: { customers: customers.length, ...countsOf({ ...plan }) },
  };
}
