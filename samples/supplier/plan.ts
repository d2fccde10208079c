import type { Random } from "../shared/random.ts";
import { taker } from "../shared/taker.ts";
import type { Supplier } from "./suppliers.ts";

/** What happens to whom. No supplier is in two lists. */
export interface Plan {
  /** Changed banks, as the form says; the ERP has the new account. */
  readonly moved: readonly Supplier[];
  /** A forged letter changed the account in the ERP. */
  readonly forged: readonly Supplier[];
  /** Changed in the ERP by mistake, and back a few days later. */
  readonly takenBack: readonly Supplier[];
  /** New in the ERP: paid nowhere yet. */
  readonly added: readonly Supplier[];
  /** Someone with rights in banking changed the account there. */
  readonly editedInBanking: readonly Supplier[];
  /** The supplier entered another account in the portal of procurement. */
  readonly announced: readonly Supplier[];
  /** Heads of groups whom somebody put below their own grandchild. */
  readonly circles: readonly Supplier[];
  readonly oldNameInProcurement: readonly Supplier[];
}

export function makePlan(suppliers: readonly Supplier[], random: Random): Plan {
  const take = taker(suppliers, random);
  const everywhere = (one: Supplier) => one.inProcurement && one.inBanking && !isInGroup(one);
  return {
    moved: take(6, everywhere),
    forged: take(2, everywhere),
    takenBack: take(1, everywhere),
    added: suppliers.filter(({ isNew }) => isNew),
    editedInBanking: take(2, everywhere),
    announced: take(5, everywhere),
    circles: take(1, ({ vendor, isNew }) => vendor.endsWith("1") && !isNew),
    oldNameInProcurement: take(8, everywhere),
  };
}

/** Whether a supplier is of a list. */
export function isAmong(list: readonly Supplier[], { vendor }: Supplier): boolean {
  return list.some((one) => one.vendor === vendor);
}

const isInGroup = ({ vendor }: Supplier): boolean => /[123]$/.test(vendor);
