import { attributeOf, type FactKey } from "../../core/ids.ts";
import type { EntityType, Model } from "../../core/model/model.ts";
import { parseReference } from "../../core/value/reference.ts";
import type { EntityState } from "../../store/state.ts";
import type { ChangeAnswer } from "../read/explain-answer.ts";

/** One thing that happened to an entity, as a step of a test says it; facts that the case does not need are left out. */
export interface CaseStep {
  readonly index: number;
  readonly step: Readonly<Record<string, unknown>>;
}

/** The attributes of a type that decide on some of them: by conditions, by what matches records, by what they refer to. */
export function attributesBehind(type: EntityType, asked: readonly string[]): ReadonlySet<string> {
  const found = new Set<string>(type.matchOn.flatMap(({ keys }) => keys));
  const add = (name: string): void => {
    const attribute = type.attributes.get(name);
    if (attribute === undefined || found.has(name)) return;
    found.add(name);
    for (const { when } of attribute.authority) for (const read of when?.reads ?? []) add(read.attribute);
    for (const read of attribute.derived?.reads ?? []) add(read.attribute);
    if (attribute.copyOf !== null) add(attribute.copyOf.reference);
    if (attribute.survivorship !== null && "attribute" in attribute.survivorship)
      add(attribute.survivorship.attribute);
  };
  for (const name of asked) add(name);
  return found;
}

/** Attributes of the target by whose values the references of an entity are held. */
export function referredBy(state: EntityState, references: ReadonlySet<string>): readonly string[] {
  const names = state.records.flatMap((record) =>
    [...references].flatMap((name) => {
      const value = record.claims.get(name as FactKey)?.value;
      const way = value == null ? null : parseReference(value);
      return way?.kind === "value" ? [way.attribute] : [];
    }),
  );
  return [...new Set(names)];
}

/** What happened to an entity, oldest first, as steps of a test. */
export function stepsOf(
  model: Model,
  state: EntityState,
  history: readonly ChangeAnswer[],
  kept: ReadonlySet<string>,
): readonly CaseStep[] {
  const seen = new Set<string>();
  const steps = history.toReversed().flatMap((change): CaseStep[] => {
    const steps = stepsOfChange(model, state, change, kept, seen);
    return steps.map((step) => ({ index: change.index, step }));
  });
  return steps;
}

function stepsOfChange(
  model: Model,
  state: EntityState,
  change: ChangeAnswer,
  kept: ReadonlySet<string>,
  seen: Set<string>,
): readonly Readonly<Record<string, unknown>>[] {
  const { source, key, changes } = change;
  const [first] = state.records;
  if (changes === null) return [];
  const steps: Readonly<Record<string, unknown>>[] = [];
  const ofEntity = first === undefined ? "" : `${first.source}:${first.key}`;
  const claims: Record<string, unknown> = {};
  const without: string[] = [];
  const waived = waiversOf(state, change, kept);
  for (const { op, fact, after } of changes) {
    if (op !== "claim" || fact === null || !kept.has(attributeOf(fact as FactKey))) continue;
    if (after === undefined) without.push(fact);
    else claims[fact] = after;
  }
  if (source !== null && source !== "hub" && typeof key === "string" && model.sources.has(source)) {
    const address = `${source}:${key}`;
    const gone = changes.some(({ op }) => op === "delete");
    const fresh = !seen.has(address);
    if (gone) steps.push({ record: address, deleted: true });
    else if (fresh || Object.keys(claims).length + without.length > 0)
      steps.push({ record: address, claims, ...(without.length > 0 && !fresh ? { without } : {}) });
    seen.add(address);
    return steps;
  }
  if (Object.keys(claims).length > 0 && ofEntity !== "") steps.push({ enter: ofEntity, facts: claims });
  for (const { op, fact, after, detail } of changes) {
    if (fact === null || !kept.has(attributeOf(fact as FactKey)) || ofEntity === "") continue;
    if (op === "override")
      steps.push({
        override: ofEntity,
        fact,
        value: after ?? null,
        by: detail.by,
        until: detail.day ?? detail.change ?? "authority-changes",
      });
    if (op === "set" && (detail.what === "approve" || detail.what === "decline"))
      steps.push({ [detail.what]: ofEntity, fact, by: detail.by, layer: detail.layer });
    if (op === "override-end" && detail.why === "ended") steps.push({ "end-override": ofEntity, fact });
  }
  return [...steps, ...waived];
}

/** The waivers that an entry gave and that still stand: those that have ended decide nothing any more. */
function waiversOf(
  state: EntityState,
  { index, changes }: ChangeAnswer,
  kept: ReadonlySet<string>,
): readonly Readonly<Record<string, unknown>>[] {
  const standing = [...state.waivers.values()].filter(({ since }) => since === index);
  return standing.flatMap(({ fact, record: id, until }) => {
    const record = state.records.find((one) => one.id === id);
    if (record === undefined || !kept.has(attributeOf(fact))) return [];
    const { source, key } = record;
    const item = changes?.find(
      (one) => one.fact === fact && one.source === source && one.detail.what === "waive",
    );
    return [{ waive: `${source}:${key}`, fact, by: item?.detail.by ?? "someone", until }];
  });
}
