import { factsOfAttribute } from "../../core/golden/elements.ts";
import { entityId, factKey } from "../../core/ids.ts";
import type { Attribute } from "../../core/model/attribute.ts";
import type { ValueType } from "../../core/model/value-type.ts";
import type { Canonical } from "../../core/value/canonical.ts";
import { parseGroup } from "../../core/value/group.ts";
import { parseList } from "../../core/value/list.ts";
import { parseReference } from "../../core/value/reference.ts";
import { targetTypes } from "../../core/value/references.ts";
import { invariant, refuse } from "../../errors.ts";
import { expandedEntitiesMax, expandedMax } from "../../limits.ts";
import type { EntityAsRead } from "../../store/read-entity.ts";
import type { Hub } from "../hub.ts";
import type { GoldenAnswer } from "./answers.ts";
import { findEntity } from "./find-entity.ts";
import { type EntityRequest, goldenAnswer } from "./get-entity.ts";
import { Sight } from "./sight.ts";
import type { Viewer } from "./viewer.ts";
import { visibleEntity } from "./visible-entity.ts";

/**
 * What a path of references leads to: an entity, `null` where it leads nowhere or to what the caller may not read; along a list
 * the entities that it holds, each once.
 */
export type Expanded = GoldenAnswer | null | readonly GoldenAnswer[];

/** One entity as its row holds it, with what its references lead to, by path. */
export async function getExpanded(
  hub: Hub,
  viewer: Viewer,
  request: EntityRequest,
  paths: readonly string[],
): Promise<GoldenAnswer & { readonly expanded: { readonly [path: string]: Expanded } }> {
  const { id } = await findEntity(hub, viewer, request);
  const row = await visibleEntity(hub, viewer, id);
  invariant(row !== null, "an entity that was found is there");
  if (paths.length > expandedMax)
    refuse("filter-too-large", `At most ${expandedMax} references are expanded, not ${paths.length}.`);
  const expanded = await Promise.all(
    paths.map(async (path) => [path, await along(hub, viewer, row, path)] as const),
  );
  const golden = goldenAnswer(new Sight(hub.compiled.model, viewer, row.type), row);
  return { ...golden, expanded: Object.fromEntries(expanded) };
}

/** One step of a path: an attribute, and the field of its group, or of the elements of its list, that refers. */
interface Step {
  readonly attribute: Attribute;
  readonly field: string | null;
  readonly to: string;
}

/** Follows a path as `campaign`, `campaign.owner` over two, `categories` along a list, `site.country` by the field of a group. */
async function along(hub: Hub, viewer: Viewer, from: EntityAsRead, path: string): Promise<Expanded> {
  let at: readonly EntityAsRead[] = [from];
  let type = from.type;
  let many = false;
  const names = path.split(".");
  const sight = new Sight(hub.compiled.model, viewer, from.type);
  while (names.length > 0) {
    const step = nextStep(hub, type, names);
    at = await led(hub, viewer, at, step);
    many ||= step.attribute.type.kind === "list";
    // Beyond what the caller may not read nothing is known, not even by which names one would go on.
    if (!sight.reads(step.to)) return many ? [] : null;
    type = step.to;
  }
  const answers = at.map((row) => goldenAnswer(new Sight(hub.compiled.model, viewer, row.type), row));
  return many ? answers : (answers[0] ?? null);
}

/** Takes the next step of a path off its front. */
function nextStep(hub: Hub, type: string, names: string[]): Step {
  const attributes = hub.compiled.model.entities.get(type)?.attributes;
  const name = names.shift() ?? "";
  const attribute = attributes?.get(name);
  const of = attribute?.type.kind === "list" ? attribute.type.of : attribute?.type;
  if (attribute !== undefined && of?.kind === "ref") return { attribute, field: null, to: of.to };
  if (attribute !== undefined && of?.kind === "group" && targetTypes(of).size > 0) {
    const field = of.fields.get(names.shift() ?? "");
    if (field?.type.kind === "ref") return { attribute, field: field.name, to: field.type.to };
    const known = [...of.fields.values()].filter((one) => one.type.kind === "ref");
    return refuse("attribute-unknown", `"${name}" of "${type}" refers by a field of its own.`, {
      hint: `Name it: ${known.map((one) => `${name}.${one.name}`).join(", ")}.`,
    });
  }
  const known = [...(attributes?.values() ?? [])].filter((one) => targetTypes(one.type).size > 0);
  return refuse("attribute-unknown", `"${type}" has no reference "${name.slice(0, 100)}".`, {
    hint:
      known.length === 0
        ? "It refers to nothing."
        : `It has: ${known
            .map((one) => one.name)
            .sort()
            .join(", ")}.`,
  });
}

/** The entities that one step leads to, each once, where the caller may know of both. */
async function led(
  hub: Hub,
  viewer: Viewer,
  from: readonly EntityAsRead[],
  step: Step,
): Promise<readonly EntityAsRead[]> {
  const ids = new Set(from.flatMap((row) => targetsOf(hub, viewer, row, step)));
  if (ids.size > expandedEntitiesMax)
    refuse(
      "filter-too-large",
      `At most ${expandedEntitiesMax} entities are answered along a list, not ${ids.size}.`,
      {
        hint: "List them by a filter instead.",
      },
    );
  const rows = await Promise.all([...ids].map((id) => visibleEntity(hub, viewer, entityId(id))));
  const found = new Map(rows.flatMap((row) => (row === null ? [] : [[row.id, row] as const])));
  return [...found.values()];
}

function targetsOf(
  hub: Hub,
  viewer: Viewer,
  { type, golden }: EntityAsRead,
  { attribute, field }: Step,
): readonly string[] {
  const { name, elements } = attribute;
  if (new Sight(hub.compiled.model, viewer, type).hides(factKey(name))) return [];
  const facts = factsOfAttribute(attribute, golden.facts.keys());
  const of = elements && attribute.type.kind === "list" ? attribute.type.of : attribute.type;
  return facts
    .flatMap((fact) => textsIn(of, field, golden.facts.get(fact)?.value ?? null))
    .filter((text) => parseReference(text)?.kind === "entity");
}

/** The references in a value that stand in a field, or are its elements. */
function textsIn(type: ValueType, field: string | null, value: Canonical | null): readonly string[] {
  if (value === null) return [];
  if (type.kind === "list") return parseList(type, value).flatMap((one) => textsIn(type.of, field, one));
  if (type.kind !== "group") return [value];
  const text = field === null ? undefined : parseGroup(value).get(field);
  return text === undefined ? [] : [text];
}
