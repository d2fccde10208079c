import type { RecordId } from "../ids.ts";
import type { Existence } from "../model/model.ts";
import type { RuleBreach } from "../rules/breach.ts";
import { houseRules } from "../rules/names.ts";
import type { RecordState } from "./golden.ts";

/** What `exists.merged-into` comes to among the records of one entity. */
export interface SourceMerges {
  /** Records that their source merged into another that lives here: that one speaks for them. */
  readonly away: ReadonlySet<RecordId>;
  /** Records that say so of each other in a circle: none of them gives way. */
  readonly circling: ReadonlySet<RecordId>;
  /** Records that name one that is not here: it has not come yet, or a person keeps the two apart. */
  readonly awaiting: ReadonlySet<RecordId>;
}

const nobody: ReadonlySet<RecordId> = new Set();
const none: SourceMerges = { away: nobody, circling: nobody, awaiting: nobody };

/** The key that the source says a record was merged into; `null` where it says so of none, or names the record itself. */
export function mergedIntoKey(
  exists: Existence,
  record: Pick<RecordState, "source" | "key" | "links">,
): string | null {
  if (exists.mergedInto === null || record.source !== exists.authority) return null;
  const key = record.links?.[record.source] ?? null;
  return key === record.key ? null : key;
}

/** Reads the merges that the authority of existence states, chains and circles included. */
export function sourceMerges(exists: Existence, records: readonly RecordState[]): SourceMerges {
  if (exists.mergedInto === null || records.every((one) => mergedIntoKey(exists, one) === null)) return none;
  // Of a key that had several lives the present one counts, where it is here.
  const own = records.filter((one) => one.source === exists.authority);
  const byKey = new Map([
    ...own.filter(({ former }) => former === true).map((one) => [one.key, one] as const),
    ...own.filter(({ former }) => former !== true).map((one) => [one.key, one] as const),
  ]);
  const next = (record: RecordState): RecordState | null =>
    byKey.get(mergedIntoKey(exists, record) ?? "") ?? null;
  const ends = new Map([...byKey.values()].map((record) => [record.id, endOf(record, next)]));
  const sifted = { away: new Set<RecordId>(), circling: new Set<RecordId>(), awaiting: new Set<RecordId>() };
  for (const record of byKey.values()) {
    if (record.deleted || mergedIntoKey(exists, record) === null) continue;
    const end = ends.get(record.id);
    if (end === "circle") sifted.circling.add(record.id);
    else if (end === "living") sifted.away.add(record.id);
    if (next(record) === null) sifted.awaiting.add(record.id);
  }
  return sifted;
}

/** What someone should look at: merges that lead in a circle, or to a record that is not here. */
export function mergeBreaches(exists: Existence, records: readonly RecordState[]): readonly RuleBreach[] {
  const { circling, awaiting } = sourceMerges(exists, records);
  const breach = (rule: string, message: string): RuleBreach => ({
    rule,
    severity: "warning",
    dimension: "consistency",
    attribute: null,
    message,
  });
  return [
    ...(circling.size === 0
      ? []
      : [
          breach(
            houseRules.mergedInACircle,
            `${circling.size} records of ${exists.authority} say that they were merged into each other, in a circle: each goes on speaking for itself.`,
          ),
        ]),
    ...(awaiting.size === 0
      ? []
      : [
          breach(
            houseRules.mergedIntoUnseen,
            `${exists.authority} says that a record was merged into one that is not here: it has not come yet, or a person keeps the two apart.`,
          ),
        ]),
  ];
}

/** How the chain from a record ends: at a living record, back at itself, or at none that lives. */
function endOf(
  from: RecordState,
  next: (record: RecordState) => RecordState | null,
): "living" | "circle" | "nowhere" {
  const seen = new Set([from.id]);
  let living = false;
  for (let at = next(from); at !== null; at = next(at)) {
    if (at.id === from.id) return "circle";
    if (seen.has(at.id)) break;
    seen.add(at.id);
    living ||= !at.deleted;
  }
  return living ? "living" : "nowhere";
}
