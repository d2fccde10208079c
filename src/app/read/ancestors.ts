import { type EntityId, entityId, type FactKey, factKey } from "../../core/ids.ts";
import type { EntityType } from "../../core/model/model.ts";
import { invariant, refuse } from "../../errors.ts";
import { expandedMax, hierarchyLevelsMax } from "../../limits.ts";
import { survivorAt } from "../../store/load-duplicates.ts";
import type { EntityAsRead } from "../../store/read-entity.ts";
import type { Hub } from "../hub.ts";
import type { GoldenAnswer } from "./answers.ts";
import { findEntity } from "./find-entity.ts";
import { type EntityRequest, goldenAnswer } from "./get-entity.ts";
import { Sight } from "./sight.ts";
import { mayRead, type Viewer } from "./viewer.ts";

export interface AncestorsAnswer {
  /** The attribute that makes the tree. */
  readonly attribute: string;
  /** From the root down to the parent; empty for a root. */
  readonly ancestors: readonly GoldenAnswer[];
}

/** All that is above an entity in a hierarchy, as far as the caller may read it. `attribute` is needed where there are several. */
export async function ancestorsOf(
  hub: Hub,
  viewer: Viewer,
  request: { readonly type: string; readonly ref: string; readonly attribute: string | null },
): Promise<AncestorsAnswer> {
  const found = await findEntity(hub, viewer, request);
  const declared = hub.compiled.model.entities.get(found.type);
  invariant(declared !== undefined, "the type of an entity that was found is declared");
  const fact = hierarchyOf(declared, request.attribute);
  const ancestors: GoldenAnswer[] = [];
  const seen = new Set<EntityId>([found.id]);
  for (
    let at = await visibleEntity(hub, viewer, found.id);
    at !== null && ancestors.length < hierarchyLevelsMax;
  ) {
    const above = await referredBy(hub, viewer, at, fact);
    if (above === null || seen.has(above.id)) break;
    seen.add(above.id);
    ancestors.unshift(goldenAnswer(new Sight(hub.compiled.model, viewer, above.type), above));
    at = above;
  }
  return { attribute: fact, ancestors };
}

function hierarchyOf(type: EntityType, asked: string | null): FactKey {
  const names = [...type.attributes.values()].filter((one) => one.hierarchy).map((one) => one.name);
  const [only] = names;
  if (asked !== null && names.includes(asked)) return factKey(asked);
  if (asked === null && names.length === 1 && only !== undefined) return factKey(only);
  return refuse(
    "hierarchy-unclear",
    `"${type.name}" has ${names.length === 0 ? "no hierarchy" : `${names.length} hierarchies`}.`,
    {
      hint: names.length === 0 ? "Declare a ref with `hierarchy: true`." : `Name one: ${names.join(", ")}.`,
    },
  );
}

/**
 * The entities that references of an entity lead to, by path: `campaign`, or `campaign.owner` over two. `null` where one
 * leads nowhere, or to what the caller may not read.
 */
async function expand(
  hub: Hub,
  viewer: Viewer,
  from: EntityAsRead,
  paths: readonly string[],
): Promise<{ readonly [path: string]: GoldenAnswer | null }> {
  if (paths.length > expandedMax)
    refuse("filter-too-large", `At most ${expandedMax} references are expanded, not ${paths.length}.`);
  const expanded = await Promise.all(
    paths.map(async (path) => {
      let at: EntityAsRead | null = from;
      for (const name of path.split(".")) {
        if (at === null) break;
        checkReference(hub, at.type, name);
        at = await referredBy(hub, viewer, at, factKey(name));
      }
      const answer = at && goldenAnswer(new Sight(hub.compiled.model, viewer, at.type), at);
      return [path, answer] as const;
    }),
  );
  return Object.fromEntries(expanded);
}

/** One entity as its row holds it, with what its references lead to. */
export async function getExpanded(
  hub: Hub,
  viewer: Viewer,
  request: EntityRequest,
  paths: readonly string[],
): Promise<GoldenAnswer & { readonly expanded: Awaited<ReturnType<typeof expand>> }> {
  const { id } = await findEntity(hub, viewer, request);
  const row = await visibleEntity(hub, viewer, id);
  invariant(row !== null, "an entity that was found is there");
  const golden = goldenAnswer(new Sight(hub.compiled.model, viewer, row.type), row);
  return { ...golden, expanded: await expand(hub, viewer, row, paths) };
}

function checkReference(hub: Hub, type: string, name: string): void {
  const attributes = hub.compiled.model.entities.get(type)?.attributes;
  if (attributes?.get(name)?.type.kind === "ref") return;
  const names = [...(attributes?.values() ?? [])]
    .filter((one) => one.type.kind === "ref")
    .map((one) => one.name);
  refuse("attribute-unknown", `"${type}" has no reference "${name.slice(0, 100)}".`, {
    hint: names.length === 0 ? "It refers to nothing." : `It has: ${names.sort().join(", ")}.`,
  });
}

/** The entity that a golden reference leads to, where the caller may know of both. */
async function referredBy(
  hub: Hub,
  viewer: Viewer,
  from: EntityAsRead,
  fact: FactKey,
): Promise<EntityAsRead | null> {
  const target = from.golden.facts.get(fact)?.value ?? null;
  if (target === null || new Sight(hub.compiled.model, viewer, from.type).hides(fact)) return null;
  return visibleEntity(hub, viewer, entityId(target));
}

async function visibleEntity(hub: Hub, viewer: Viewer, id: EntityId): Promise<EntityAsRead | null> {
  const row = await hub.entities.asRead(id);
  const declared = row && hub.compiled.model.entities.get(row.type);
  if (row === undefined || declared === undefined || !mayRead(viewer, declared)) return null;
  if (row.mergedInto === null) return row;
  // It was merged a moment ago, and what refers to it is yet to follow.
  const survivor = await survivorAt(hub.database.reader, hub.log, id);
  return survivor === undefined ? null : ((await hub.entities.asRead(survivor)) ?? null);
}
