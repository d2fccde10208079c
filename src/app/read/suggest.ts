import type { Divergence } from "../../core/divergence/divergence.ts";
import type { DivergenceGroup } from "../../core/divergence/group.ts";
import { type Suggestion, suggestChanges } from "../../core/divergence/suggest.ts";
import { type FactKey, logIndex, recordId } from "../../core/ids.ts";
import { editedText, yamlFlow } from "../../core/model/edit-text.ts";
import { lineDiff } from "../../core/model/line-diff.ts";
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
    diff: viewer.domains === null ? diffOf(model, suggestion) : changeOf(suggestion),
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

/**
 * The change as a diff of the file that says it, ready to be applied in the folder of the model. Where the file cannot be
 * edited so, because what is to be changed comes by an alias, what is to stand there.
 */
export function diffOf({ files }: Model, suggestion: Suggestion): string {
  const { path, place, set, removeCopies } = suggestion;
  const { text } = files.find((one) => one.path === place.file) ?? { text: "" };
  const remove = removeCopies.length === 0 ? null : { list: "copies", items: removeCopies };
  const edited = editedText(text, { path, line: place.line, set, remove });
  return edited === null ? changeOf(suggestion) : lineDiff(place.file, text, edited);
}

/** The change by what is to stand there: without the lines around it, which may be about what the caller may not read. */
function changeOf({ path, place, set, removeCopies }: Suggestion): string {
  const stands = Object.entries(set).map(([key, value]) => `+${key}: ${yamlFlow(value)}\n`);
  const gone = removeCopies.map((copy) => `-${copy} among the copies\n`);
  return `# ${path.join(".")} (${place.file}:${place.line})\n${[...stands, ...gone].join("")}`;
}
