import type { DivergenceCause } from "../../core/divergence/divergence.ts";
import { bareText, countText, dayText, pluralOf, smallNumber, spanText, valueText } from "../words.ts";
import type { Since } from "./answers.ts";
import type { CopyAnswer, ExplainAnswer } from "./explain-answer.ts";
import type { LeaveAnswer } from "./leave-answer.ts";
import type { OverviewAnswer, OverviewExample, TypeOverview } from "./overview.ts";
import type { Shown } from "./viewer.ts";

/** What a newcomer is shown first, in words: one fact that the systems state differently, and how much else disagrees. */
export interface Argument {
  /** `Campaign SPRING-26 is called three different things right now:` */
  readonly headline: string;
  readonly statements: readonly Statement[];
  /** `Golden: "Spring Launch 2026", since 4 Nov.` */
  readonly golden: string | null;
  /** `Today 214 of 3,000 campaigns disagree somewhere; 171 of them for one cause.` */
  readonly counts: readonly string[];
  /** How to ask about the example: `campaign/crm:C-100926`, `name`. */
  readonly example: { readonly address: string; readonly attribute: string } | null;
}

/** What one system says. */
export interface Statement {
  readonly system: string;
  readonly value: string;
  /** `authority (campaign.yaml:86)`, or `copy, late 3 d`. */
  readonly standing: string;
  /** Of a copy that differs. */
  readonly policy: string | null;
  /** Where to correct it; of the authority. */
  readonly correct: string | null;
  readonly differs: boolean;
  readonly isAuthority: boolean;
}

/** Puts an overview into words. `now` is the moment of the one who reads it. */
export function argumentOf({ types, example }: OverviewAnswer, now: Date): Argument {
  const counts = types.filter(({ disagreeing }) => disagreeing > 0).map(countsOf);
  if (example === null) {
    const total = types.reduce((sum, { entities }) => sum + entities, 0);
    const headline =
      total === 0 ? "Nothing has been loaded yet." : "Everything that is compared is in step right now.";
    return { headline, statements: [], golden: null, counts, example: null };
  }
  const { explanation } = example;
  return {
    headline: headlineOf(example),
    statements: [authorityOf(explanation), ...copiesOf(explanation, now)],
    golden: goldenOf(explanation, now),
    counts,
    example: { address: `${explanation.entity.type}/${example.ref}`, attribute: example.attribute },
  };
}

/** How a copy stands: `in step`, `late 3 d`, `edited there on 12 Nov`. */
export function copyWords(
  copy: Pick<CopyAnswer, "state" | "leave" | "cause" | "since" | "withinSeconds">,
  goldenSince: Since | null,
  now: Date,
): string {
  if (copy.leave !== null) return leaveWords(copy.leave);
  if (copy.cause === null) return stateWords[copy.state] ?? copy.state;
  switch (copy.cause) {
    case "late":
      return goldenSince === null ? "late" : `late ${lateBy(copy.withinSeconds, goldenSince, now)}`;
    case "in-transit":
      return `under way, due within ${spanText(copy.withinSeconds)}`;
    case "foreign-edit":
      return copy.since === null ? "edited there" : `edited there on ${dayText(dateOf(copy.since), now)}`;
    default:
      return causeWords[copy.cause];
  }
}

/** `may differ until 2026-12-24 (ana: the desk has no room for it)`. */
export function leaveWords({ kind, until, by, reason }: LeaveAnswer): string {
  const who = by === null ? [] : [unbracketed(by)];
  const why = kind === "local" ? "edits there are allowed" : unbracketed(reason);
  return `may differ until ${until} (${[...new Set([...who, why])].join(": ")})`;
}

/** What may not be seen without the brackets that it has by itself: it stands within some. */
function unbracketed(value: Shown): string {
  return typeof value === "string" ? bareText(value) : bareText(value).replace(/^\((.*)\)$/, "$1");
}

/** The instant by which a source dates what it says; else when it was recorded here. */
export const dateOf = ({ asOf, recordedAt }: Since): string => asOf ?? recordedAt;

function headlineOf({ title, label, attribute, attributeTitle, values }: OverviewExample): string {
  const who = `${title} ${bareText(label)}`;
  return /(^|[_-])(name|title|label|headline)$/.test(attribute)
    ? `${who} is called ${smallNumber(values)} different things right now:`
    : `${who} has ${smallNumber(values)} different values of “${attributeTitle}” right now:`;
}

function authorityOf({ origin, correct, value, basis, ...explained }: ExplainAnswer): Statement {
  const said = explained.otherClaims.find(({ source }) => source === correct.source)?.value ?? value;
  const rule = origin.rule === null ? "" : ` (${origin.rule.place})`;
  return {
    system: correct.system ?? correct.source ?? "nobody",
    value: basis === "none" ? "" : bareText(said),
    standing: `authority${rule}`,
    policy: null,
    correct: correct.link ?? (correct.route === "direct" ? "here, in Bailiwick" : null),
    differs: false,
    isAuthority: true,
  };
}

/** Those that differ first, as they stand in the model; what has no record of the entity says nothing. */
function copiesOf({ copies, since }: ExplainAnswer, now: Date): readonly Statement[] {
  return copies
    .filter((copy) => "value" in copy)
    .toSorted((a, b) => Number(b.state === "diverged") - Number(a.state === "diverged"))
    .map((copy) => ({
      system: copies.some((each) => each !== copy && each.system === copy.system && "value" in each)
        ? copy.source
        : copy.system,
      value: bareText(copy.value),
      standing: `copy, ${copyWords(copy, since, now)}`,
      policy: copy.state === "diverged" ? copy.policy : null,
      correct: null,
      differs: copy.state === "diverged",
      isAuthority: false,
    }));
}

function goldenOf({ value, since }: ExplainAnswer, now: Date): string {
  const day = since === null ? "" : `, since ${dayText(dateOf(since), now)}`;
  return `Golden: ${valueText(value)}${day}.`;
}

function countsOf({ type, entities, disagreeing, shared }: TypeOverview): string {
  const one =
    shared === null || shared.entities < 2 ? "" : `; ${countText(shared.entities)} of them for one cause`;
  const noun = entities === 1 ? type : pluralOf(type);
  return `Today ${countText(disagreeing)} of ${countText(entities)} ${noun} disagree somewhere${one}.`;
}

function lateBy(withinSeconds: number, goldenSince: Since, now: Date): string {
  return spanText((now.getTime() - Date.parse(dateOf(goldenSince))) / 1000 - withinSeconds);
}

const causeWords = {
  "never-synced": "never in step so far",
  rewritten: "changes what is written to it",
  missing: "has no value",
  rejected: "refused the value",
  "awaits-reference": "waits for what it refers to",
} as const satisfies Record<Exclude<DivergenceCause, "late" | "in-transit" | "foreign-edit">, string>;

const stateWords: Readonly<Record<string, string>> = {
  "in-step": "in step",
  diverged: "differs",
  unstated: "says nothing",
  "not-asked": "nothing to follow",
  none: "has no record of it",
};
