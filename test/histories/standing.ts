import type { EntityState, StoredRecord } from "../../src/store/state.ts";

type Standing = Readonly<Record<string, unknown>>;

/** What stands of some entities, in words that two logs have in common: by the names of records, and not by ids and entries. */
export function standing(states: readonly EntityState[]): Standing {
  const living = states.filter(({ state }) => state !== "merged");
  const names = namesOf(living);
  const into = new Map(states.map(({ id, mergedInto }): [string, string | null] => [id, mergedInto]));
  const nameOf = (id: string): string => {
    const survivor = into.get(id) ?? null;
    return names.get(id) ?? (survivor === null ? "?" : nameOf(survivor));
  };
  const named = (text: string | null): string | null =>
    text === null ? null : text.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, (id) => `<${nameOf(id)}>`);
  return sorted(living.map((one) => [nameOf(one.id), entityTold(one, named)]));
}

/** By its id what each is called: by its records, and where it has none by its place among those. */
function namesOf(living: readonly EntityState[]): ReadonlyMap<string, string> {
  const made = living.filter(({ records }) => records.length === 0).map(({ id }): string => id);
  const ids = made.toSorted();
  return new Map(
    living.map(({ id, type, records }) => [
      id,
      records.length === 0
        ? `${type} without records ${ids.indexOf(id)}`
        : records.map(recordName).toSorted().join(" "),
    ]),
  );
}

const recordName = ({ source, key, valid, life }: StoredRecord): string =>
  `${source}:${key}${valid === null ? "" : `@${valid.from}`}${life === 0 ? "" : `#${life}`}`;

function entityTold(state: EntityState, named: (text: string | null) => string | null): Standing {
  const of = new Map(state.records.map((record) => [record.id as string, recordName(record)]));
  const record = (id: string | null) => (id === null ? null : (of.get(id) ?? "of another"));
  return {
    state: state.state,
    due: state.due,
    deleted: state.records
      .filter(({ deleted }) => deleted)
      .map(recordName)
      .toSorted(),
    golden: sorted(
      [...(state.golden?.facts ?? [])]
        .filter(([, fact]) => fact.basis !== "none" || fact.source !== null)
        .map(([key, { value, basis, source, record: id, authority, handover }]) => [
          key,
          {
            value: named(value),
            basis,
            source,
            record: record(id),
            authority,
            handover: handover && { from: handover.from, to: handover.to },
          },
        ]),
    ),
    hub: sorted([...state.hub].map(([key, { value }]) => [key, named(value)])),
    overrides: sorted(
      [...state.overrides].map(([key, { value, until, calendar }]) => [
        key,
        { value: named(value), until, calendar },
      ]),
    ),
    approvals: sorted(
      [...state.approvals].map(([key, { agreed, waiting }]) => [
        key,
        {
          agreed: agreed && { value: named(agreed.value), by: agreed.by },
          waiting: waiting && {
            value: named(waiting.value),
            source: waiting.source,
            record: record(waiting.record),
            approvers: waiting.approvers.map(({ name }) => name),
            declined: waiting.declined?.name ?? null,
          },
        },
      ]),
    ),
    waivers: sorted(
      [...state.waivers.values()].map((one) => [`${one.fact} ${record(one.record)}`, one.until]),
    ),
    divergences: sorted(
      state.divergences.map(({ fact, record: id, golden, held, cause, pattern, policy, leave }) => [
        `${fact} ${record(id)}`,
        { golden: named(golden), held, cause, pattern, policy, leave },
      ]),
    ),
    findings: state.findings.map(({ rule, fact }) => `${rule} ${fact}`).toSorted(),
  };
}

const sorted = (pairs: readonly (readonly [string, unknown])[]): Standing =>
  Object.fromEntries(pairs.toSorted(([a], [b]) => (a < b ? -1 : 1)));
