import { type EntityId, entityId, type FactKey, factKey } from "../../core/ids.ts";
import type { EntityType } from "../../core/model/model.ts";
import { invariant, refuse } from "../../errors.ts";
import { hierarchyLevelsMax } from "../../limits.ts";
import type { EntityAsRead } from "../../store/read-entity.ts";
import type { Hub } from "../hub.ts";
import type { GoldenAnswer } from "./answers.ts";
import { findEntity } from "./find-entity.ts";
import { goldenAnswer } from "./get-entity.ts";
import { Sight } from "./sight.ts";
import type { Viewer } from "./viewer.ts";
import { visibleEntity } from "./visible-entity.ts";

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
      hint:
        names.length === 0
          ? "Declare a ref with `hierarchy: true`."
          : `Say by \`attribute\` which one is meant: ${names.join(", ")}.`,
    },
  );
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
