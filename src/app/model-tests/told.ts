import { targetOf } from "../../core/golden/believe.ts";
import { type EntityId, entityId, type FactKey } from "../../core/ids.ts";
import type { Attribute } from "../../core/model/attribute.ts";
import type { EntityType } from "../../core/model/model.ts";
import type { Stated } from "../../core/value/canonical.ts";
import { parseReference } from "../../core/value/reference.ts";
import { referencesIn } from "../../core/value/references.ts";
import { invariant } from "../../errors.ts";
import { caseEntitiesMax, caseEntriesMax, pageItemsMax } from "../../limits.ts";
import type { EntityState } from "../../store/state.ts";
import { valuesOf } from "../change/references.ts";
import type { Hub } from "../hub.ts";
import type { Page } from "../read/answers.ts";
import type { ChangeAnswer } from "../read/explain-answer.ts";
import { history } from "../read/history.ts";
import { type Known, knownAt } from "../read/known.ts";
import { Sight } from "../read/sight.ts";
import { mayRead, seesClearly, type Viewer } from "../read/viewer.ts";
import { type Deciding, decidingOn, isFactOf } from "./what-decides.ts";

/** What is known of one entity, to be told as a test; with everything in it, masked only as it is written. */
export interface Told {
  readonly type: EntityType;
  readonly state: EntityState;
  readonly deciding: Deciding;
  /** Oldest first. */
  readonly history: readonly ChangeAnswer[];
  /** Whether there was more before, beyond what a case tells. */
  readonly isCut: boolean;
  readonly sight: Sight;
  /** The name under which a test creates it, where it was created here. */
  readonly called: string;
}

/** What is told of a case. */
export interface Around {
  /** The entity that it is about, and those that it refers to. */
  readonly told: readonly Told[];
  /** Whether it refers to more than are told. */
  readonly isCut: boolean;
}

/** An entity and those that it refers to, over however many, of each what decides on some attributes of the first. */
export async function toldAround(
  hub: Hub,
  viewer: Viewer,
  { id, attributes }: { readonly id: EntityId; readonly attributes: readonly string[] },
): Promise<Around> {
  let isCut = false;
  const found = new Map<EntityId, Found>();
  const wanted = new Map<EntityId, Set<string>>([[id, new Set(attributes)]]);
  for (const [next, asked] of wanted) {
    const before = found.get(next);
    if (before === undefined && found.size >= caseEntitiesMax) {
      isCut = true;
      continue;
    }
    const known = before?.known ?? (await knownOf(hub, viewer, next));
    if (known === null) continue;
    const type = typeOf(hub, known);
    const deciding = decidingOn(type, [...(before?.deciding.attributes ?? []), ...asked]);
    found.set(next, { known, type, deciding });
    for (const [target, of] of targetsOf(known, deciding, new Sight(hub.compiled.model, viewer, type.name))) {
      const already = found.get(target)?.deciding.attributes ?? wanted.get(target);
      const more = [...of].filter((name) => !already?.has(name));
      if (already !== undefined && more.length === 0) continue;
      // Asked for anew it comes again, at the end.
      const all = new Set([...(wanted.get(target) ?? []), ...more]);
      wanted.delete(target);
      wanted.set(target, all);
    }
  }
  const told: Told[] = [];
  for (const one of found.values()) told.push(await toldOf(hub, viewer, one, `created-${told.length + 1}`));
  return { told, isCut };
}

interface Found {
  readonly known: Known;
  readonly type: EntityType;
  readonly deciding: Deciding;
}

/** `null` of what the caller may not read, or the model no longer declares. */
async function knownOf(hub: Hub, viewer: Viewer, id: EntityId): Promise<Known | null> {
  const there = await hub.entities.glance(id);
  const declared = hub.compiled.model.entities.get(there?.type ?? "");
  if (declared === undefined || !mayRead(viewer, declared)) return null;
  return knownAt(hub, seesClearly(viewer), { type: null, ref: id });
}

function typeOf(hub: Hub, { state }: Known): EntityType {
  const type = hub.compiled.model.entities.get(state.type);
  invariant(type !== undefined, "an entity that was found has a declared type");
  return type;
}

async function toldOf(
  hub: Hub,
  viewer: Viewer,
  { known, type, deciding }: Found,
  called: string,
): Promise<Told> {
  const { state } = known;
  const { items, isCut } = await entriesOf(hub, seesClearly(viewer), state);
  const sight = new Sight(hub.compiled.model, viewer, state.type);
  return { type, state, deciding, history: items.toReversed(), isCut, sight, called };
}

/** What happened to an entity, newest first, as far back as a case tells. */
async function entriesOf(
  hub: Hub,
  viewer: Viewer,
  { type, id }: EntityState,
): Promise<{ readonly items: readonly ChangeAnswer[]; readonly isCut: boolean }> {
  const items: ChangeAnswer[] = [];
  for (let cursor: string | null = null; ; ) {
    const limit = Math.min(pageItemsMax, caseEntriesMax - items.length);
    const page: Page<ChangeAnswer> = await history(hub, viewer, {
      type,
      ref: id,
      attribute: null,
      cursor,
      limit,
    });
    items.push(...page.items);
    cursor = page.next;
    if (cursor === null || items.length >= caseEntriesMax) return { items, isCut: cursor !== null };
  }
}

/**
 * The entities to which what decides leads, with what of them is asked: all that anybody refers to, believed or not. Where the
 * caller may not see a reference, to tell of its target would tell what it is.
 */
function targetsOf(
  { state, references }: Known,
  { across }: Deciding,
  sight: Sight,
): ReadonlyMap<EntityId, ReadonlySet<string>> {
  const targets = new Map<EntityId, Set<string>>();
  for (const [reference, asked] of across) {
    if (sight.hides(reference)) continue;
    const isOne = (fact: FactKey) => isFactOf(new Set([reference]), fact);
    for (const [fact, value] of statedOf(state).filter(([fact]) => isOne(fact))) {
      const attribute = sight.attribute(fact);
      if (attribute === undefined) continue;
      for (const text of textsIn(attribute, value)) {
        const target = targetOf(text, references);
        if (target === null) continue;
        const way = parseReference(text);
        const by = way?.kind === "value" ? [way.attribute] : [];
        targets.set(entityId(target), new Set([...(targets.get(entityId(target)) ?? []), ...asked, ...by]));
      }
    }
  }
  return targets;
}

/** Every value that stands on an entity, or waits there, whoever states it. */
function statedOf({
  golden,
  records,
  hub,
  overrides,
  approvals,
}: EntityState): (readonly [FactKey, Stated])[] {
  const said = [...records.map(({ claims }) => claims), hub, overrides, golden?.facts ?? new Map()];
  return [
    ...said.flatMap((one) => [...valuesOf(one)]),
    ...[...approvals.values()].flatMap(({ fact, agreed, waiting }) =>
      [agreed, waiting].flatMap((one) => (one === null ? [] : [[fact, one.value] as const])),
    ),
  ];
}

const textsIn = ({ type }: Attribute, value: Stated): readonly string[] =>
  value === null ? [] : referencesIn(type, value).map(({ text }) => text);
