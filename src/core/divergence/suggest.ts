import { coreMeans, type Means } from "../golden/means.ts";
import { codesOf, targetNamed } from "../golden/plan.ts";
import { attributeOf } from "../ids.ts";
import type { Attribute } from "../model/attribute.ts";
import type { YamlObject } from "../model/edit-text.ts";
import { attributeOfFact } from "../model/fact-attribute.ts";
import type { EntityType, Model } from "../model/model.ts";
import type { Place } from "../model/place.ts";
import type { Compare } from "../model/value-type.ts";
import type { Target } from "../value/compare.ts";
import type { Divergence } from "./divergence.ts";
import type { DivergenceGroup } from "./group.ts";

/** One change of the model that would close divergences of a group. */
export interface Suggestion {
  /** What is to be changed, from the root of its file: `["attributes", "name"]`, `["codes", "stage", "live"]`. */
  readonly path: readonly string[];
  /** Where that is declared. */
  readonly place: Place;
  /** The keys to set there, as they stand in YAML: `compare: { ignore: [case] }`. */
  readonly set: YamlObject;
  /** Copies of the attribute to be taken out of its list. */
  readonly removeCopies: readonly string[];
  /** How many of the group it would really close: each was compared again under the changed model. */
  readonly closes: number;
  readonly of: number;
}

/**
 * The changes of the model that would close divergences of one group, the most effective first, of equal ones the
 * smallest. `divergences` are those of the group, all of them or a sample. None is offered that closes nothing.
 */
export function suggestChanges(
  model: Model,
  type: EntityType,
  group: DivergenceGroup,
  divergences: readonly Divergence[],
  means: Pick<Means, "sameValue"> = coreMeans,
): readonly Suggestion[] {
  const attribute = attributeOfFact(type, divergences[0]?.fact ?? group.attribute);
  if (attribute === undefined || divergences.length === 0) return [];
  const about = { path: ["attributes", attribute.declared], place: attribute.place };
  const suggestions: Suggestion[] = [];
  const target = targetNamed(model, group.source);
  const equalUnder = (changed: Attribute, { fact, golden, held }: Divergence): boolean =>
    attributeOf(fact) === changed.declared &&
    golden !== null &&
    held !== null &&
    means.sameValue(changed, held, golden, target);
  for (const candidate of comparisons(attribute, group, divergences)) {
    const changed = { ...attribute, compare: candidate.compare };
    const closes = divergences.filter((one) => equalUnder(changed, one)).length;
    if (closes > 0) {
      suggestions.push({
        ...about,
        set: { compare: candidate.set },
        removeCopies: [],
        closes,
        of: divergences.length,
      });
    }
  }
  if (group.pattern === "code") suggestions.push(...spellings(model, attribute, target, divergences));
  const swap = swapOf(attribute, group);
  if (swap !== null) {
    suggestions.push({ ...about, ...swap, closes: divergences.length, of: divergences.length });
  }
  return suggestions.toSorted((a, b) => b.closes - a.closes).filter(better);
}

/** Keeps the suggestions that close more than a smaller one before them of the same kind. */
function better(one: Suggestion, at: number, all: readonly Suggestion[]): boolean {
  const size = JSON.stringify(one.set).length;
  return !all.some(
    (other, place) =>
      place !== at &&
      "compare" in other.set &&
      "compare" in one.set &&
      other.closes >= one.closes &&
      JSON.stringify(other.set).length < size,
  );
}

interface Candidate {
  readonly compare: Compare;
  readonly set: YamlObject;
}

/** Looser comparisons worth trying: what may be ignored, alone and together, and a length at which the source cuts. */
function comparisons(
  attribute: Attribute,
  group: DivergenceGroup,
  divergences: readonly Divergence[],
): readonly Candidate[] {
  const kind = attribute.type.kind;
  if (kind === "ref" || kind === "code" || kind === "boolean" || group.cause === "awaits-reference")
    return [];
  const candidates: Candidate[] = [];
  for (const extra of ignorable) {
    const ignore = new Set([...attribute.compare.ignore, ...extra]);
    if (ignore.size === attribute.compare.ignore.size) continue;
    const compare = { ...attribute.compare, ignore };
    candidates.push({ compare, set: toYaml(compare) });
  }
  const cut = Math.max(...divergences.map((one) => [...(one.held ?? "")].length));
  if (group.pattern === "truncation" && cut > 0) {
    const maxLength = new Map(attribute.compare.maxLength).set(group.source, cut);
    const compare = { ...attribute.compare, maxLength };
    candidates.push({ compare, set: toYaml(compare) });
  }
  return candidates;
}

const ignorable = [
  ["case"],
  ["whitespace"],
  ["punctuation"],
  ["case", "whitespace"],
  ["case", "punctuation"],
  ["whitespace", "punctuation"],
  ["case", "whitespace", "punctuation"],
] as const;

/** Only texts can be compared more loosely by what is ignored or cut, and a text has no tolerance. */
function toYaml({ ignore, maxLength }: Compare): YamlObject {
  return {
    ...(ignore.size > 0 && { ignore: [...ignore] }),
    ...(maxLength.size > 0 && { "max-length": Object.fromEntries(maxLength) }),
  };
}

/**
 * What the system writes for a code, where it is another way to write the very code that is golden. It closes once
 * the source is read again through the changed list.
 */
function spellings(
  model: Model,
  attribute: Attribute,
  target: Target | null,
  divergences: readonly Divergence[],
): readonly Suggestion[] {
  const list = target === null ? null : codesOf(model, attribute, target.source);
  const closing = new Map<string, Suggestion>();
  for (const { golden, held } of divergences) {
    const code = golden === null ? undefined : list?.codes.get(golden);
    if (code === undefined || list === null || target === null || held === null) continue;
    const name = JSON.stringify([golden, held]);
    closing.set(name, {
      path: ["codes", list.name, code.code],
      place: code.place,
      set: { [target.system]: held },
      removeCopies: [],
      closes: (closing.get(name)?.closes ?? 0) + 1,
      of: divergences.length,
    });
  }
  return [...closing.values()];
}

/**
 * Where people edit the copy, it may be the authority in truth. Offered only where exactly one copy follows exactly
 * one unconditional authority: then nothing else is compared, and the swap closes them all.
 */
function swapOf(
  attribute: Attribute,
  group: DivergenceGroup,
): Pick<Suggestion, "set" | "removeCopies"> | null {
  const [authority, ...more] = attribute.authority;
  const [copy, ...others] = attribute.copies;
  if (group.cause !== "foreign-edit" || copy?.source !== group.source || others.length > 0) return null;
  if (authority === undefined || authority.when !== null || more.length > 0) return null;
  return { set: { authority: group.source }, removeCopies: [group.source] };
}
