import { describe, expect, test } from "vitest";
import { factKey, logIndex, recordId } from "../ids.ts";
import {
  type Approval,
  ApprovalBook,
  type Approvals,
  approvalKey,
  type Candidate,
  isOfLayer,
} from "./approval.ts";
import type { Basis, GoldenFact } from "./golden.ts";

const fact = factKey("iban");
const nobodyYet = () => false;
const said = (value: string, more: Partial<Candidate> = {}): Candidate => ({
  value,
  source: "erp",
  record: recordId("erp:1"),
  is: (agreed) => agreed === value,
  ...more,
});
const stood = (value: string, basis: Basis): GoldenFact => ({
  value,
  basis,
  source: "erp",
  record: recordId("erp:1"),
  since: logIndex(1),
  authority: "erp",
  handover: null,
});
const book = (before: Approvals, index = 9) => new ApprovalBook(before, "loader", logIndex(index));
const holding = (one: Approval): Approvals => new Map([[approvalKey(one.layer, one.fact), one]]);
const key = approvalKey("claim", fact);

/** What waits once B was said where A had been agreed to by bo. */
function waitingForB(): Approval {
  const agreed = { value: "A", by: ["bo"], since: logIndex(2) };
  const asking = book(holding({ fact, layer: "claim", agreed, waiting: null }), 5);
  asking.permits("claim", fact, said("B"), null, nobodyYet);
  const waits = asking.now.get(key);
  if (waits?.waiting == null) throw new Error("B waits");
  return waits;
}

describe("what waits for approval", () => {
  test("is what the same record of the same source says: from elsewhere it is asked about anew", () => {
    const before = holding(waitingForB());
    const since = (candidate: Candidate) => {
      const asked = book(before);
      asked.permits("claim", fact, candidate, null, nobodyYet);
      return asked.now.get(key)?.waiting?.since;
    };

    expect(since(said("B"))).toBe(5);
    expect(since(said("B", { source: "crm" }))).toBe(9);
    expect(since(said("B", { record: recordId("erp:2") }))).toBe(9);
    expect(since(said("C"))).toBe(9);
  });

  test("lapses where nobody states it any more, and what was agreed to stays", () => {
    const after = book(holding(waitingForB()));

    after.lapse("claim", fact);

    expect(after.now.get(key)).toEqual({ ...waitingForB(), waiting: null });
  });

  test("leaves what stood before anybody was asked as agreed to, where it stood by this layer", () => {
    const agreedOf = (layer: "claim" | "override", basis: Basis) => {
      const asked = book(new Map());
      asked.permits(layer, fact, said("B"), stood("A", basis), nobodyYet);
      return asked.agreedTo(layer, fact)?.value ?? null;
    };

    expect([agreedOf("claim", "authority"), agreedOf("claim", "override")]).toEqual(["A", null]);
    expect([agreedOf("override", "override"), agreedOf("override", "authority")]).toEqual(["A", null]);
    expect(book(new Map()).permits("claim", fact, said("A"), stood("A", "authority"), nobodyYet)).toBe(true);
  });

  test("keeps who agreed where the same thing answers by another name now, and asks nobody", () => {
    const agreed = { value: "old id", by: ["bo"], since: logIndex(2) };
    const asked = book(holding({ fact, layer: "claim", agreed, waiting: null }));

    const permitted = asked.permits("claim", fact, said("new id", { is: () => true }), null, nobodyYet);

    expect(permitted).toBe(true);
    expect(asked.now.get(key)?.agreed).toEqual({ value: "new id", by: ["bo"], since: 9 });
  });

  test("nothing changes where what stands is said again", () => {
    const before = holding({ ...waitingForB(), waiting: null });
    const asked = book(before);

    expect(asked.permits("claim", fact, said("A"), null, nobodyYet)).toBe(true);
    expect(asked.now).toBe(before);
  });
});

test("each basis is of the layer that would be asked about it, or of none", () => {
  const bases: readonly Basis[] = ["authority", "fallback", "carried", "override", "none", "held"];

  expect(bases.filter((basis) => isOfLayer("override", basis))).toEqual(["override"]);
  expect(bases.filter((basis) => isOfLayer("claim", basis))).toEqual(["authority", "fallback", "carried"]);
});
