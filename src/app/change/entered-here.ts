import type { Claim, Override } from "../../core/golden/golden.ts";
import type { LogIndex } from "../../core/ids.ts";
import type { Attribute } from "../../core/model/model.ts";
import type { Stated } from "../../core/value/canonical.ts";
import type { OpenItem } from "./draft.ts";
import { subjectOf } from "./subject.ts";

/** A fact entered here is a claim of the source `hub`, ordered by the log itself. */
export const hubClaim = (value: Stated, since: LogIndex): Claim => ({
  value,
  since,
  position: { incarnation: 1, kind: "api", at: String(since).padStart(16, "0") },
  ownWrite: false,
});

/** Says an override. Who set it, and why, name persons: both are sealed, whatever the attribute is. */
export function overrideItem(attribute: Attribute | undefined, override: Override, entity: string): OpenItem {
  const { fact, value, by, reason, until } = override;
  const sealed = attribute?.sealed === true && value !== null;
  return {
    item: { fact, op: "override", after: value, detail: { ...until } },
    subject: sealed ? subjectOf(attribute, value, entity) : entity,
    sealedDetail: { by, reason },
  };
}
