import type { Model } from "./model.ts";
import type { Source } from "./source.ts";

/** The two sources that a crosswalk joins. */
export interface CrosswalkSources {
  readonly left: Source;
  readonly right: Source;
}

/** What a crosswalk is called where a source is named: it is none, and no source has a tilde in its name. */
export const crosswalkName = (left: string, right: string): string => `${left}~${right}`;

/** The sources of the crosswalk of that name; `null` where it is none, or the model no longer has them. */
export function crosswalkNamed(model: Model, name: string): CrosswalkSources | null {
  const [left, right] = name.split("~").map((source) => model.sources.get(source));
  return left !== undefined && left.entity === right?.entity ? { left, right } : null;
}

/** What a name in quarantine stands for holds this entity type: a source, or a crosswalk of two of them. */
export const entityHeldBy = (model: Model, name: string): string | null =>
  model.sources.get(name)?.entity ?? crosswalkNamed(model, name)?.left.entity ?? null;
