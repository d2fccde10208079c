import type { Claim } from "../../core/golden/golden.ts";
import type { EntityId, LogIndex } from "../../core/ids.ts";
import type { Attribute } from "../../core/model/attribute.ts";
import type { Stated } from "../../core/value/canonical.ts";
import type { WorldMoment } from "../../core/value/world-moment.ts";
import { invariant } from "../../errors.ts";
import type { StoredOverride } from "../../store/state.ts";
import type { OpenItem } from "./draft.ts";
import { subjectOf } from "./subject.ts";
import type { SubjectKeys } from "./subject-keys.ts";

/** A fact entered here is a claim of the source `hub`, ordered by the log itself. */
export const hubClaim = (value: Stated, since: LogIndex): Claim => ({
  value,
  since,
  position: { incarnation: 1, kind: "api", at: String(since).padStart(16, "0") },
  ownWrite: false,
});

/** By whom, and why: it names persons. */
export interface Said {
  readonly by: string;
  readonly reason: string;
}

/** The data subject of an override: whom its value is about, else the entity. */
export function overrideSubject(
  keys: SubjectKeys,
  attribute: Attribute,
  value: Stated,
  entity: EntityId,
): string {
  return keys.idOf(attribute.sealed && value !== null ? subjectOf(attribute, value, entity) : entity);
}

/** The moment of the calendar that an override remembers: where it ends as the authority changes, by a slice too. */
export const calendarOf = ({ until }: Pick<StoredOverride, "until">, calendar: WorldMoment): WorldMoment =>
  "change" in until ? calendar : "";

export const sealSaid = (keys: SubjectKeys, subject: string, { by, reason }: Said): Buffer =>
  keys.sealWords(subject, [by, reason]);

/** `null` where the key of the subject has been destroyed. */
export function openSaid(
  keys: SubjectKeys,
  { subject, said }: Pick<StoredOverride, "subject" | "said">,
): Said | null {
  const words = keys.openWords(subject, said);
  if (words === null) return null;
  const [by, reason] = words;
  invariant(typeof by === "string" && typeof reason === "string", "an override says by whom and why");
  return { by, reason };
}

/** Says an override. Who set it, and why, is sealed with its value, whatever the attribute is. */
export function overrideItem(override: StoredOverride, said: Said | null): OpenItem {
  const { fact, value, subject, until, calendar } = override;
  return {
    item: {
      fact,
      op: "override",
      after: value,
      detail: { ...until, ...(calendar === "" ? {} : { calendar }) },
    },
    subject,
    ...(said === null ? {} : { sealedDetail: { ...said } }),
  };
}
