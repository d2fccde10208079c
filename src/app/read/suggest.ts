import type { Divergence } from "../../core/divergence/divergence.ts";
import type { DivergenceGroup } from "../../core/divergence/group.ts";
import { type Suggestion, suggestChanges, type YamlValue } from "../../core/divergence/suggest.ts";
import { type FactKey, logIndex, recordId } from "../../core/ids.ts";
import type { Attribute } from "../../core/model/attribute.ts";
import { declaredAs } from "../../core/model/fact-attribute.ts";
import type { EntityType, Model } from "../../core/model/model.ts";
import { suggestSampleMax } from "../../limits.ts";
import { type DivergenceRead, divergencesOfGroup } from "../../store/read-divergences.ts";
import type { Hub } from "../hub.ts";
import { divergenceGroups, questionOf } from "./divergences.ts";
import { placeText } from "./explain.ts";
import { Sight } from "./sight.ts";
import type { Viewer } from "./viewer.ts";
import type { DivergenceFilter, DivergenceGroupAnswer, SuggestionAnswer } from "./work-answers.ts";

/**
 * The changes of the model that would close groups of divergences, those that close most first. Each was tried: the
 * divergences of the group were compared again under the changed model. Of facts that the caller may not see none are told,
 * because the change itself can tell of values.
 */
export async function suggestForGroups(
  hub: Hub,
  viewer: Viewer,
  filter: DivergenceFilter,
): Promise<readonly SuggestionAnswer[]> {
  const { model } = hub.compiled;
  const suggestions: SuggestionAnswer[] = [];
  for (const group of await divergenceGroups(hub, viewer, filter)) {
    const type = model.entities.get(group.type);
    if (type === undefined || new Sight(model, viewer, group.type).hides(group.attribute)) continue;
    suggestions.push(...(await suggestForGroup(hub, viewer, type, group)));
  }
  return suggestions.toSorted((a, b) => b.closes - a.closes);
}

async function suggestForGroup(
  hub: Hub,
  viewer: Viewer,
  type: EntityType,
  group: DivergenceGroupAnswer,
): Promise<readonly SuggestionAnswer[]> {
  const { model } = hub.compiled;
  const { attribute, source, cause, pattern, count } = group;
  const question = questionOf(model, viewer, { type: type.name, attribute, source, cause, pattern });
  const found = await divergencesOfGroup(hub.database.reader, hub.log, question, suggestSampleMax);
  const divergences = found.map(divergenceFrom);
  const asked: DivergenceGroup = { attribute, source, cause, pattern, count, examples: [] };
  return suggestChanges(model, type, asked, divergences).map((suggestion) => ({
    type: type.name,
    attribute,
    source,
    cause,
    pattern,
    place: placeText(suggestion.place),
    diff: diffOf(model, type, suggestion),
    closes: suggestion.closes,
    of: suggestion.of,
  }));
}

const divergenceFrom = (read: DivergenceRead): Divergence => ({
  fact: read.fact as FactKey,
  record: recordId(read.record),
  source: read.source,
  golden: read.golden,
  held: read.held,
  cause: read.cause,
  pattern: read.pattern,
  policy: read.policy,
  opened: logIndex(read.opened),
  since: logIndex(read.opened),
  wasInStep: false,
  openedOn: read.openedAt.slice(0, 10),
  leave: read.leave,
});

/** The change as a diff of the block where it belongs, as a person would write it. */
export function diffOf(model: Model, type: EntityType, suggestion: Suggestion): string {
  const { path, place, set, removeCopies } = suggestion;
  const pad = "  ".repeat(path.length);
  const attribute = path[0] === "attributes" ? declaredAs(type, path[1] ?? "") : undefined;
  const lines = [`--- ${place.file}`, `+++ ${place.file}`, `@@ -${place.line} +${place.line} @@`];
  for (const [depth, part] of path.entries()) lines.push(` ${"  ".repeat(depth)}${yamlText(part)}:`);
  for (const [key, value] of Object.entries(set)) {
    const before = attribute === undefined ? codeBefore(model, path, key) : attributeBefore(attribute, key);
    if (before !== null) lines.push(`-${pad}${key}: ${yaml(before)}`);
    lines.push(`+${pad}${key}: ${yaml(value)}`);
  }
  if (removeCopies.length > 0 && attribute !== undefined) {
    const copies = attribute.copies.map((copy) => copy.source);
    const left = copies.filter((copy) => !removeCopies.includes(copy));
    lines.push(`-${pad}copies: ${yaml(copies)}`);
    if (left.length > 0) lines.push(`+${pad}copies: ${yaml(left)}`);
  }
  return `${lines.join("\n")}\n`;
}

function attributeBefore({ compare, authority }: Attribute, key: string): YamlValue | null {
  if (key === "authority") return authority[0]?.source ?? null;
  if (key !== "compare") return null;
  const { ignore, tolerance, maxLength } = compare;
  const members = {
    ...(ignore.size > 0 && { ignore: [...ignore] }),
    ...(tolerance !== null && { tolerance }),
    ...(maxLength.size > 0 && { "max-length": Object.fromEntries(maxLength) }),
  };
  return Object.keys(members).length === 0 ? null : members;
}

const codeBefore = (model: Model, [, list, code]: readonly string[], system: string): YamlValue | null =>
  model.codes
    .get(list ?? "")
    ?.codes.get(code ?? "")
    ?.bySystem.get(system) ?? null;

/** YAML in flow style. */
function yaml(value: YamlValue): string {
  if (typeof value === "string") return yamlText(value);
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (isList(value)) return `[${value.map(yaml).join(", ")}]`;
  const members = Object.entries(value).map(([key, member]) => `${yamlText(key)}: ${yaml(member)}`);
  return `{ ${members.join(", ")} }`;
}

const isList = (value: YamlValue): value is readonly YamlValue[] => Array.isArray(value);

/** Words that begin with a letter and that YAML takes for nothing else stand plainly. */
const yamlText = (text: string): string =>
  /^[A-Za-z][A-Za-z0-9_-]*$/.test(text) && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(text)
    ? text
    : JSON.stringify(text);
