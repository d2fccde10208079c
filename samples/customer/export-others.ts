import { type CsvStyle, csv, jsonLines } from "../shared/text-files.ts";
import { nameAtDesk, nameOf, taxIdOf, type When } from "./as-held.ts";
import type { Customer } from "./customers.ts";
import { isAmong, type Plan } from "./plan.ts";

const paymentsStyle: CsvStyle = { delimiter: ",", lineEnd: "\n", mark: false };

/** The support desk, whole: an account for each team of a customer. */
export function desk(customers: readonly Customer[], plan: Plan, when: When): string {
  return jsonLines(
    customers.flatMap((customer) =>
      customer.deskAccounts.map((id, at) => ({
        id,
        external_id: isAmong(plan.unknownAtDesk, customer) ? `B-${id}` : customer.crmId,
        name: nameAtDesk(customer, plan, when),
        phone: customer.contact.phone,
        plan: { level: at === 0 ? "plus" : "basic" },
      })),
    ),
  );
}

/** Payments, whole; in the end somebody has seen one of the wrong numbers. */
export function payments(customers: readonly Customer[], plan: Plan, when: When): string {
  const wrong = new Map(plan.wrongInPayments.slice(when === "after" ? 1 : 0));
  const rows = customers
    .filter(({ pays }) => pays)
    .map((customer) => ({
      payer: `P${customer.crmId.slice(2)}`,
      crm_id: (wrong.get(customer) ?? customer).crmId,
      display_name: isAmong(plan.oldNameInPayments, customer)
        ? `${customer.name} i.G.`
        : nameOf(customer, plan, when),
      vat_number: taxIdOf(customer, plan),
      email: customer.invoiceMail,
      iban: customer.iban,
    }));
  return csv(rows, paymentsStyle);
}
