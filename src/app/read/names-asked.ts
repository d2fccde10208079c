import { crosswalkNamed } from "../../core/model/crosswalk-name.ts";
import type { EntityType } from "../../core/model/model.ts";
import type { Source } from "../../core/model/source.ts";
import { namesOfRules } from "../../core/rules/names.ts";
import type { Hub } from "../hub.ts";
import { refuseAttribute, refuseRule, refuseSource, refuseType } from "../unknown-name.ts";
import { isSourceSeen, mayRead, type Viewer } from "./viewer.ts";

/** The names of the model by which a list is asked for. */
interface NamesAsked {
  readonly type?: string | null;
  readonly attribute?: string | null;
  readonly source?: string | null;
  readonly rule?: string | null;
}

/**
 * For a list in which nothing was found: "none" is no answer where a name in the question is not one of the model, or not one
 * that the caller may read of. Where something was found there is nothing to check, so that what a former model named can
 * still be asked for.
 */
export function refuseUnknownNames(hub: Hub, viewer: Viewer, asked: NamesAsked): void {
  const { model } = hub.compiled;
  const types = typesSeen(hub, viewer);
  const { type: named = null, attribute = null, source = null, rule = null } = asked;
  const meant = named === null ? types : [typeAsked(hub, viewer, named)];
  const attributes = new Set(meant.flatMap(declaredBy));
  if (attribute !== null && !attributes.has(attribute)) refuseAttribute(attribute, named, attributes);
  const sources = types.flatMap(sourcesOf);
  const isSource = (name: string): boolean => sources.includes(name);
  if (source !== null && !isSource(source)) {
    const pair = crosswalkNamed(model, source);
    if (pair === null || !isSource(pair.left.name)) refuseSource(source, sources);
  }
  const rules = new Set(meant.flatMap(namesOfRules));
  if (rule !== null && !rules.has(rule)) refuseRule(rule, rules);
}

/** The entity type of that name; refuses one that the model does not have, or that the caller may not read. */
export function typeAsked(hub: Hub, viewer: Viewer, name: string): EntityType {
  const type = hub.compiled.model.entities.get(name);
  if (type !== undefined && mayRead(viewer, type)) return type;
  return refuseType(
    name,
    typesSeen(hub, viewer).map((one) => one.name),
  );
}

/** The source of that name; refuses one that the model does not have, or of whose entities the caller may read nothing. */
export function sourceAsked(hub: Hub, viewer: Viewer, name: string): Source {
  const { sources } = hub.compiled.model;
  const source = sources.get(name);
  if (source !== undefined && isSourceSeen(hub.compiled.model, viewer, name)) return source;
  return refuseSource(name, typesSeen(hub, viewer).flatMap(sourcesOf));
}

const typesSeen = (hub: Hub, viewer: Viewer): readonly EntityType[] =>
  [...hub.compiled.model.entities.values()].filter((type) => mayRead(viewer, type));

const sourcesOf = ({ sources }: EntityType): readonly string[] => sources.map(({ name }) => name);

const declaredBy = ({ attributes }: EntityType): readonly string[] =>
  [...attributes.values()].map(({ declared }) => declared);
