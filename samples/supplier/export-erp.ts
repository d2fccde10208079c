import type { Country } from "../shared/names.ts";
import { type CsvStyle, csv, type Row } from "../shared/text-files.ts";
import type { Plan } from "./plan.ts";
import { type Account, accountOf, type Supplier } from "./suppliers.ts";

const style: CsvStyle = { delimiter: ";", lineEnd: "\r\n", mark: true };
const countries: Readonly<Record<Country, string>> = { DE: "D", AT: "A", CH: "CH" };

/** The account to which a supplier moved, or a forger would have it. */
export function newAccount({ country, vendor, name }: Supplier): Account {
  return accountOf(country, Number(vendor) + 500_000, name);
}

/** The ERP before the story, whole. */
export function erpFirst(suppliers: readonly Supplier[]): string {
  return csv(
    suppliers.filter(({ isNew }) => !isNew).map((one) => row(one)),
    style,
  );
}

/** What somebody changed in the ERP since. Not the whole. */
export function erpChanged(suppliers: readonly Supplier[], plan: Plan): string {
  const { moved, forged, takenBack, added, circles } = plan;
  const changed = [...moved, ...forged, ...takenBack].map((one) => row({ ...one, account: newAccount(one) }));
  const round = circles.map((one) => row({ ...one, parent: grandchildOf(one, suppliers) }));
  return csv([...changed, ...added.map((one) => row(one)), ...round], style);
}

/** What was put right in the ERP after that. Not the whole. */
export function erpPutRight({ takenBack }: Plan): string {
  return csv(
    takenBack.map((one) => row(one)),
    style,
  );
}

/** Everyone below the head of a group is the only one below another. */
function grandchildOf(head: Supplier, suppliers: readonly Supplier[]): string | null {
  const below = (vendor: string | undefined) => suppliers.find(({ parent }) => parent === vendor)?.vendor;
  return below(below(head.vendor)) ?? null;
}

function row({ vendor, name, vatId, country, parent, account }: Supplier): Row {
  return {
    vendor,
    name1: name,
    vat_id: vatId,
    country: countries[country],
    payment_block: "0",
    parent_vendor: parent ?? "",
    iban: account.iban,
    swift: account.bic,
    account_holder: account.holder,
    net_days: "30",
  };
}
