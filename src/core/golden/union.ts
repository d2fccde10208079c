import { authoritiesNow, type GoldenValues } from "../authority/authority.ts";
import type { LogIndex } from "../ids.ts";
import type { Canonical } from "../value/canonical.ts";
import { elementKey, writeList } from "../value/elements.ts";
import { parseList } from "../value/list.ts";
import type { WorldMoment } from "../value/world-moment.ts";
import { followed, type Said } from "./believe.ts";
import { type FactPlan, hub } from "./plan.ts";
import { beginOf } from "./validity.ts";
import type { Work } from "./work.ts";

/**
 * What all authorities of a union say together where the list is one fact, as one that is sealed is: each element that
 * one of them states. The first that states one is named; what we wrote there ourselves does not count.
 */
export function saidTogether(plan: FactPlan, values: GoldenValues, work: Work): Said | null {
  const { type, compare } = plan.attribute;
  if (type.kind !== "list") return null;
  const elements = new Map<string, Canonical>();
  let named: Said | null = null;
  let since: LogIndex | null = null;
  let begin: WorldMoment = "";
  for (const said of authoritiesNow(plan.authorities, values).flatMap((source) =>
    stated(source, plan, work),
  )) {
    if (since === null || said.since > since) since = said.since;
    if (said.begin > begin) begin = said.begin;
    if (named === null || (named.value === null && said.value !== null)) named = said;
    for (const element of said.value === null ? [] : parseList(type, said.value)) {
      const key = elementKey(type, element, compare);
      if (typeof key === "string" && !elements.has(key)) elements.set(key, element);
    }
  }
  if (named === null || since === null) return null;
  const value = writeList(type, [...elements.values()]);
  return { ...named, since, begin, value: typeof value === "string" ? value : null };
}

function stated(source: string, plan: FactPlan, work: Work): readonly Said[] {
  if (source === hub) {
    const claim = work.input.hub.get(plan.key);
    if (claim === undefined || (plan.gap && claim.value === null)) return [];
    const value = followed(plan, claim.value, work.input.references);
    return [{ source, record: null, value, awaits: false, since: claim.since, begin: "" }];
  }
  return work.living.of(source).flatMap((record) => {
    const claim = record.claims.get(plan.key);
    if (claim === undefined || claim.ownWrite || (plan.gap && claim.value === null)) return [];
    const value = followed(plan, claim.value, work.input.references);
    return [{ source, record: record.id, value, awaits: false, since: claim.since, begin: beginOf(record) }];
  });
}
