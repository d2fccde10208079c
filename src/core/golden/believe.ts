import { said, spokesman } from "../authority/survivorship.ts";
import { entityId, type LogIndex, type RecordId } from "../ids.ts";
import type { Existence } from "../model/model.ts";
import type { Stated } from "../value/canonical.ts";
import { parseReference } from "../value/reference.ts";
import { referencesIn, withReferences } from "../value/references.ts";
import type { WorldMoment } from "../value/world-moment.ts";
import type { Claim, RecordState } from "./golden.ts";
import { sourceMerges } from "./merged-away.ts";
import { type FactPlan, hub } from "./plan.ts";
import type { References, ResolveInput } from "./resolution.ts";
import { beginOf, inForce } from "./validity.ts";

/** What one source says about a fact, ready to become golden. */
export interface Said {
  readonly source: string;
  readonly record: RecordId | null;
  /** A reference is already the entity that it leads to; `null` is empty, unless it awaits its target. */
  readonly value: Stated;
  /** Whether it is a reference whose target has not arrived. */
  readonly awaits: boolean;
  readonly since: LogIndex;
  /** From when the slice is true that says so; `""` where it is not dated. */
  readonly begin: WorldMoment;
}

/**
 * The living records of one entity by source, oldest first. A deleted record says nothing, nor one that is not in force, nor one
 * that its source merged into another that lives.
 */
export class Living {
  readonly #bySource = new Map<string, RecordState[]>();

  constructor(records: readonly RecordState[], exists: Existence, calendar: WorldMoment) {
    const { away } = sourceMerges(exists, records);
    for (const record of inForce(records, calendar)) {
      if (record.deleted || away.has(record.id)) continue;
      const beside = this.#bySource.get(record.source);
      if (beside === undefined) this.#bySource.set(record.source, [record]);
      else beside.push(record);
    }
    for (const list of this.#bySource.values()) if (list.length > 1) list.sort(byAge);
  }

  of(source: string): readonly RecordState[] {
    return this.#bySource.get(source) ?? none;
  }
}

const none: readonly RecordState[] = [];

/** Of those recorded with one entry the id decides, so that their order in the input never matters. */
function byAge(a: RecordState, b: RecordState): number {
  return a.created - b.created || (a.id < b.id ? -1 : 1);
}

/** What the source says now, `null` for nothing. Without `echoes`, what we wrote there ourselves is not heard. */
export function saidBy(
  source: string,
  plan: FactPlan,
  living: Living,
  input: ResolveInput,
  echoes: boolean,
): Said | null {
  if (source === hub) {
    const claim = input.hub.get(plan.key);
    if (claim === undefined || (plan.gap && claim.value === null)) return null;
    return follow(plan, input, hub, null, claim);
  }
  const records = living.of(source);
  const only = records.length === 1 ? records[0] : undefined;
  if (only !== undefined) {
    const claim =
      said(plan.survivorship, only, echoes) ?? (plan.list === null ? null : said(plan.list, only, echoes));
    return claim && follow(plan, input, source, only, claim);
  }
  // Of an element, a record that states it speaks before one that states the list without it.
  const spoken =
    spokesman(plan.survivorship, records, echoes) ??
    (plan.list === null ? null : spokesman(plan.list, records, echoes));
  return spoken && follow(plan, input, source, spoken.record, spoken.claim);
}

/** Follows a reference to its entity, and those in a group or a list each to its own. */
function follow(
  plan: FactPlan,
  input: ResolveInput,
  source: string,
  from: RecordState | null,
  { value: stated, since }: Claim,
): Said {
  const said = { source, record: from?.id ?? null, since, begin: from === null ? "" : beginOf(from) };
  if (plan.holdsReferences)
    return { ...said, value: followed(plan, stated, input.references), awaits: false };
  if (!plan.isReference || stated === null) return { ...said, value: stated, awaits: false };
  const target = targetOf(stated, input.references);
  return { ...said, value: target, awaits: target === null };
}

/** The entity that a reference leads to, `null` while it has not arrived. The id of an entity leads to it, or to its survivor. */
export function targetOf(stated: string, references: References): string | null {
  const target = references.entityOf(stated);
  if (target !== null || stated.includes(":") || stated.includes("=")) return target;
  return entityId(stated);
}

/** A group or a list with each reference in it followed; one whose target has not arrived stands in the words of its source. */
export function followed(
  plan: Pick<FactPlan, "holdsReferences" | "attribute">,
  stated: Stated,
  references: References,
): Stated {
  if (!plan.holdsReferences || stated === null) return stated;
  return withReferences(plan.attribute.type, stated, (text) => targetOf(text, references) ?? text);
}

/** Whether a value refers to something that has not arrived. */
export function waitsWithin(
  { holdsReferences, attribute }: Pick<FactPlan, "holdsReferences" | "attribute">,
  value: Stated,
): boolean {
  if (!holdsReferences || value === null) return false;
  return referencesIn(attribute.type, value).some(({ text }) => parseReference(text)?.kind !== "entity");
}
