import { generate as campaigns } from "./campaign-and-content/generate.ts";
import { generate as customers } from "./customer/generate.ts";
import { generate as employees } from "./employee/generate.ts";
import { generate as patients } from "./patient/generate.ts";
import { generate as products } from "./product/generate.ts";
import type { Exported, SampleOptions } from "./shared/exports.ts";
import { generate as suppliers } from "./supplier/generate.ts";

/** What makes the exports of each sample, by the name of its folder. */
export const samples: Readonly<Record<string, (options: SampleOptions) => Exported>> = {
  "campaign-and-content": campaigns,
  customer: customers,
  employee: employees,
  patient: patients,
  product: products,
  supplier: suppliers,
};
