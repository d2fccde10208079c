import { type Customer, placeholder } from "./customers.ts";
import { importCharsMax, isAmong, type Plan } from "./plan.ts";

/** Before the story, or in its end. */
export type When = "before" | "after";

/** Characters of a name that the desk holds. */
export const deskCharsMax = 40;

/** What everybody should call the customer. */
export function nameOf(customer: Customer, plan: Plan, when: When): string {
  const { name } = customer;
  if (isAmong(plan.longNames, customer))
    return name.replace(/ (\S+ \d+)$/, " und Anlagentechnik Beteiligungen $1");
  const isRenamed = isAmong(plan.renamed, customer) || isAmong(plan.renamedLate, customer);
  return isRenamed && when === "after" ? `Neue ${name}` : name;
}

/** What the desk calls the customer. */
export function nameAtDesk(customer: Customer, plan: Plan, when: When): string {
  const isLate = isAmong(plan.renamedLate, customer);
  const name = nameOf(customer, plan, isLate ? "before" : when).slice(0, deskCharsMax);
  if (isAmong(plan.cutByImport, customer)) return name.slice(0, importCharsMax);
  return when === "after" && isAmong(plan.editedAtDesk, customer)
    ? `!! ${name} (VIP)`.slice(0, deskCharsMax)
    : name;
}

/** The number that the tax office gave, or what was typed for it. */
export function taxIdOf(customer: Customer, plan: Plan): string {
  if (isAmong(plan.withoutTaxId, customer)) return placeholder;
  if (isAmong(plan.typedNines, customer)) return "999999999";
  const abroad = plan.sameNumberAbroad.find(([, other]) => other.crmId === customer.crmId);
  return (abroad?.[0] ?? customer).taxId;
}

/** The number of a customer whom sales entered a second time. */
export const secondCrmId = ({ crmId }: Customer): string => crmId.replace("A-1", "A-9");
