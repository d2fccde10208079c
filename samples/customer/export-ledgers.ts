import type { Country } from "../shared/names.ts";
import { type CsvStyle, csv, type Row } from "../shared/text-files.ts";
import { nameOf, secondCrmId, taxIdOf, type When } from "./as-held.ts";
import type { Customer, Stage } from "./customers.ts";
import { isAmong, type Plan } from "./plan.ts";

const crmStyle: CsvStyle = { delimiter: ";", lineEnd: "\n", mark: false };
const erpStyle: CsvStyle = { delimiter: "|", lineEnd: "\r\n", mark: true };
const crmStage: Readonly<Record<Stage, string>> = { lead: "10", customer: "20", closed: "90" };
const erpCountry: Readonly<Record<Country, string>> = { DE: "D", AT: "A", CH: "CH" };

/** The CRM, whole. Whoever is entered twice is in it twice: without a tax number, as a lead. */
export function crm(customers: readonly Customer[], plan: Plan, when: When): string {
  const rows = customers.flatMap((customer): Row[] => {
    const row = crmRow(customer, plan, when);
    const second = { ...row, account_id: secondCrmId(customer), status: crmStage.lead, tax_id: "" };
    return isAmong(plan.enteredTwice, customer) ? [row, second] : [row];
  });
  return csv(rows, crmStyle);
}

function crmRow(customer: Customer, plan: Plan, when: When): Row {
  const { crmId, billing, contact, won, stage } = customer;
  const isLead = won && (when === "before" || isAmong(plan.stillLead, customer));
  const heard = isAmong(plan.misheard, customer) ? `${customer.name} OHG` : customer.legalName;
  return {
    account_id: crmId,
    name: nameOf(customer, plan, when),
    legal_name: heard,
    status: crmStage[isLead ? "lead" : stage],
    tax_id: taxIdOf(customer, plan).replace(/^(\d{3})(\d{3})/, "$1 $2 "),
    country: billing.country,
    street: billing.street,
    postcode: billing.postcode,
    city: billing.city,
    invoice_mail: customer.invoiceMail,
    contact: contact.name,
    contact_mail: contact.email,
    phone: contact.phone,
  };
}

/** The ERP: a row for each company that sells to a customer; only what is `invoiced` first within the story, or all before. */
export function erp(customers: readonly Customer[], plan: Plan, invoiced: When): string {
  const billed = customers.filter(({ won }) => won === (invoiced === "after"));
  return csv(
    billed.flatMap((customer) => customer.erpKeys.map((key) => erpRow(customer, plan, key))),
    erpStyle,
  );
}

function erpRow(customer: Customer, plan: Plan, [company, customerNo]: Customer["erpKeys"][number]): Row {
  const { billing, linkedByErp } = customer;
  const account = isAmong(plan.enteredTwice, customer) ? secondCrmId(customer) : customer.crmId;
  const isHome = customer.erpKeys[0]?.[0] === company;
  return {
    company_code: company,
    customer_no: customerNo,
    crm_account: linkedByErp ? account : "",
    name1: customer.legalName,
    tax_number: taxIdOf(customer, plan),
    country: erpCountry[billing.country],
    street: billing.street,
    postal_code: billing.postcode,
    city: billing.city,
    dunning_email: customer.invoiceMail.toUpperCase(),
    terms: isHome ? "Z030" : "Z014",
    credit_limit: isHome ? "25000.00" : "5000.00",
    first_invoice: isHome ? (customer.invoicedOn ?? "") : "",
  };
}
