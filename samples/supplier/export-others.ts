import { type CsvStyle, csv, jsonLines } from "../shared/text-files.ts";
import { newAccount } from "./export-erp.ts";
import { isAmong, type Plan } from "./plan.ts";
import type { Supplier } from "./suppliers.ts";

const style: CsvStyle = { delimiter: ",", lineEnd: "\n", mark: false };

/** Characters of a name that a transfer has. */
const payeeCharsMax = 35;

/** Procurement before the story, whole. */
export function procurementFirst(suppliers: readonly Supplier[], plan: Plan): string {
  return jsonLines(
    suppliers
      .filter(({ inProcurement }) => inProcurement)
      .map((one) =>
        inPortal(isAmong(plan.oldNameInProcurement, one) ? { ...one, name: `${one.name} KG` } : one),
      ),
  );
}

/** What suppliers entered in the portal since. Not the whole. */
export function procurementAnnounced({ announced }: Plan): string {
  return jsonLines(announced.map((one) => inPortal({ ...one, account: newAccount(one) })));
}

function inPortal({ vendor, name, vatId, linked, contact, categories, account }: Supplier): object {
  return {
    supplier_id: `S-${Number(vendor)}`,
    erp_vendor: linked || vatId === "DE000000000" ? vendor : "",
    name,
    vat: vatId.replace(/^(..)(...)(...)/, "$1 $2 $3 "),
    categories,
    rating: "2",
    contact: { email: contact },
    bank: account,
  };
}

/** Banking, whole: it writes names in capitals. In the end someone has edited an account there. */
export function banking(
  suppliers: readonly Supplier[],
  { edited }: { readonly edited: readonly Supplier[] },
): string {
  const rows = suppliers
    .filter(({ inBanking }) => inBanking)
    .map((one) => {
      const { iban, bic, holder } = isAmong(edited, one) ? newAccount(one) : one.account;
      const payee_name = one.name.toUpperCase().slice(0, payeeCharsMax);
      return { payee: `P${one.vendor}`, reference: one.vendor, payee_name, iban, bic, account_name: holder };
    });
  return csv(rows, style);
}
