import type { Approval, ApprovalChange, Waiting } from "../../core/golden/approval.ts";
import type { FactKey } from "../../core/ids.ts";
import type { Detail } from "../../core/log/entry.ts";
import type { ApprovalWhat } from "../../core/log/replay-approval.ts";
import { uuidToBase64url } from "../../core/log/uuid.ts";
import { attributeOfFact } from "../../core/model/fact-attribute.ts";
import type { Stated } from "../../core/value/canonical.ts";
import { invariant } from "../../errors.ts";
import type { CompiledType } from "./compiled.ts";
import type { OpenItem } from "./draft.ts";
import { subjectOf } from "./subject.ts";

/** What begins and ceases to wait for approval, as items of the entry with which it does. */
export function approvalItems(
  compiled: CompiledType,
  entity: string,
  changes: readonly ApprovalChange[],
): OpenItem[] {
  return changes.map(({ before, after }) => {
    if (after === null) {
      invariant(before !== null, "a change has a before or an after");
      return endedItem(before, "gone");
    }
    const { waiting } = after;
    if (waiting !== null) return holdItem(compiled, entity, after, waiting);
    if (after.agreed === null || after.agreed === before?.agreed) return endedItem(after, "lapsed");
    return settledItem(compiled, entity, { ...after, value: after.agreed.value });
  });
}

/** Says that a value is taken as agreed to from here on. */
export function settledItem(
  compiled: CompiledType,
  entity: string,
  { fact, layer, value }: Pick<Approval, "fact" | "layer"> & { readonly value: Stated },
): OpenItem {
  return valueItem(compiled, entity, fact, value, null, { what: "hold-end", layer, why: "settled" });
}

function holdItem(compiled: CompiledType, entity: string, one: Approval, waiting: Waiting): OpenItem {
  const { value, source, record } = waiting;
  return valueItem(compiled, entity, one.fact, value, record, {
    what: "hold",
    layer: one.layer,
    source,
    record: record === null ? null : uuidToBase64url(record),
  });
}

/** Says that nothing waits of a fact any more, or (`gone`) that nothing of it is agreed to either. */
export const endedItem = ({ fact, layer }: Approval, why: "lapsed" | "gone"): OpenItem => ({
  item: { fact, op: "set", detail: { what: "hold-end", layer, why } },
  subject: null,
});

/** An item with a value that is sealed where those of its attribute are: under the subject of the record that states it. */
function valueItem(
  compiled: CompiledType,
  entity: string,
  fact: FactKey,
  value: Stated,
  record: string | null,
  detail: Detail & { readonly what: ApprovalWhat },
): OpenItem {
  const attribute = attributeOfFact(compiled.type, fact);
  const sealed = attribute?.sealed === true && value !== null;
  return {
    item: { fact, op: "set", after: value, detail },
    subject: sealed ? subjectOf(attribute, value, record ?? entity) : null,
  };
}
