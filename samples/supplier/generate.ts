import { countsOf, type Exported, ExportList, type SampleOptions } from "../shared/exports.ts";
import { randomFrom } from "../shared/random.ts";
import { erpChanged, erpFirst, erpPutRight } from "./export-erp.ts";
import { banking, procurementAnnounced, procurementFirst } from "./export-others.ts";
import { makePlan, type Plan } from "./plan.ts";
import { makeSuppliers, type Supplier } from "./suppliers.ts";

export interface SupplierSample extends Exported {
  readonly suppliers: readonly Supplier[];
  readonly plan: Plan;
}

/** The exports of all three systems, made from a seed; nothing is read or written. */
export function generate({ seed, lastDay }: SampleOptions): SupplierSample {
  const random = randomFrom(seed);
  const suppliers = makeSuppliers(random);
  const plan = makePlan(suppliers, random);
  const list = new ExportList(lastDay);
  const whole = { complete: true };
  const extension = "jsonl";
  list.add("erp", 20, erpFirst(suppliers), whole);
  list.add("procurement", 19, procurementFirst(suppliers, plan), { ...whole, extension });
  list.add("banking", 18, banking(suppliers, { edited: [] }), whole);
  list.add("erp", 9, erpChanged(suppliers, plan));
  list.add("procurement", 6, procurementAnnounced(plan), { extension });
  list.add("erp", 4, erpPutRight(plan));
  list.add("banking", 2, banking(suppliers, { edited: plan.editedInBanking }), whole);
  const { exports, texts } = list;
  return {
    exports,
    texts,
    suppliers,
    plan,
    planted: { suppliers: suppliers.length, ...countsOf({ ...plan }) },
  };
}
