import { differenceTexts } from "../../app/difference-words.ts";
import { copyWords, dateOf } from "../../app/read/argument.ts";
import { bareText, dayText, valueText, wrapped } from "../../app/words.ts";
import type { Answer } from "../client.ts";
import type { Io } from "../io.ts";
import { linesOf } from "./shape.ts";
import { cut, prose, table } from "./table.ts";

type Explanation = Answer<"explainFact">;
type Since = NonNullable<Explanation["since"]>;

/** The four answers about a fact, to be read in one look. */
export function explanationText(io: Io, answer: Explanation): string {
  const { bold } = io.paint;
  const title = `${answer.entity.type} ${answer.entity.id} ${bold(answer.fact)}`;
  return [
    `${title}\n`,
    goldenText(io, answer),
    section(io, "1 Where it originates", originLines(io, answer)),
    section(io, "2 Where it is corrected", correctLines(io, answer)),
    section(io, "3 What is merely a copy", copyLines(io, answer)),
    section(io, "4 When values diverge", [policyWords[answer.onDivergence]]),
    readBy(io, answer),
    timelineText(io, answer),
    otherClaims(io, answer),
    heldBackText(io, answer),
    waitingText(io, answer),
    overrideText(io, answer),
  ].join("");
}

/** The golden value beside what is said of it, or, where it is long, below that. */
function goldenText(io: Io, answer: Explanation): string {
  const { bold, cyan } = io.paint;
  const lines = linesOf(answer.value);
  const note = goldenNote(io, answer);
  if (lines === null) return `${bold("Golden")}   ${cyan(valueText(answer.value))}  ${note}\n\n`;
  const width = (io.columns ?? Number.POSITIVE_INFINITY) - 2;
  return `${bold("Golden")}   ${note}\n${lines.map((line) => `  ${cyan(cut(line, width))}\n`).join("")}\n`;
}

/** A value's day: that of the file that brought it, else when it was recorded. */
export function sinceText(io: Io, since: Since | null): string {
  return since === null ? "" : `since ${dayText(dateOf(since), io.now())}`;
}

/** What each policy does, said of the copy that differs. */
export const policyWords = {
  flag: "flag: the divergence is shown; nothing is done about it by itself.",
  overwrite: "overwrite: the copy is in the wrong; the golden value goes out to it.",
  propose: "propose: what the copy says is put to the authority as a correction.",
  ask: "ask: nothing is written to that copy until the steward has decided.",
} as const satisfies Record<Explanation["onDivergence"], string>;

function goldenNote(io: Io, explanation: Explanation): string {
  const { value, basis, since, awaitsReference, handover, derived } = explanation;
  const day = sinceText(io, since);
  const note = awaitsReference
    ? value !== null
      ? `${basisWords[basis]}; something that it refers to has not arrived`
      : "not known until what it refers to arrives"
    : basis === "carried" && handover !== null
      ? `carried: ${handover.from ?? "nobody"} handed over to ${handover.to ?? "nobody"}, which has said nothing new`
      : derived !== null && basis === "none"
        ? "cannot be derived: of what it is derived from something is empty or does not fit"
        : basisWords[basis];
  return io.paint.dim([note, day].filter((each) => each !== "").join(", "));
}

const basisWords = {
  authority: "as the authority says",
  carried: "carried from the authority before",
  fallback: "from a fallback: the authority says nothing",
  override: "an override stands against the authority",
  held: "held until it is approved",
  derived: "derived from other facts",
  none: "nobody says",
} as const;

function section(io: Io, title: string, lines: readonly string[]): string {
  return `${io.paint.bold(title)}\n${lines.map((line) => `  ${line}\n`).join("")}`;
}

/** Where it comes from is not to be seen: a value that somebody stands behind, and nobody is named. */
const isElsewhere = ({ value, basis, origin, correct, derived }: Explanation): boolean =>
  value !== null && basis !== "none" && origin.source === null && correct.source === null && derived === null;

function originLines(io: Io, answer: Explanation): readonly string[] {
  const { origin, derived } = answer;
  const { rule, from } = origin;
  if (derived !== null) return [`derived: ${derived.expression}`, `by ${derived.place}`];
  if (isElsewhere(answer)) return ["in a domain that is not yours to read"];
  const who =
    origin.source === null
      ? "nowhere yet"
      : `${origin.source}${origin.key === null ? "" : ` ${bareText(origin.key)}`}, system ${origin.system ?? "hub"}${since(io, ", ", origin.since)}`;
  const why =
    rule === null
      ? "no condition of the model names an authority now"
      : `${rule.source} is the authority${rule.when === null ? "" : ` because ${rule.when}`}: ${rule.place}`;
  return [
    who,
    ...(origin.link === null ? [] : [io.paint.underline(origin.link)]),
    why,
    ...(from === null ? [] : [`taken from ${from.entity.type}/${from.entity.id} ${from.fact}`]),
  ];
}

const since = (io: Io, before: string, at: Since | null): string =>
  at === null ? "" : `${before}${sinceText(io, at)}`;

function correctLines(io: Io, answer: Explanation): readonly string[] {
  const { correct, derived } = answer;
  if (derived !== null) return inputLines(io, derived);
  const where = isElsewhere(answer)
    ? "there"
    : correct.route === "direct"
      ? "here, in Bailiwick: bailiwick set"
      : `in ${correct.system ?? "no system yet"}${correct.key === null ? "" : `, record ${bareText(correct.key)}`}, ${routeWords[correct.route]}`;
  const by = [
    correct.custodian === null ? null : `custodian ${correct.custodian}`,
    correct.steward === null ? null : `steward ${correct.steward}`,
  ].filter((each) => each !== null);
  const note = correct.note === null ? [] : wrapped(`“${correct.note}”`, (io.columns ?? 100) - 2);
  return [
    `${where}${by.length === 0 ? "" : ` (${by.join(", ")})`}`,
    ...(correct.link === null ? [] : [io.paint.underline(correct.link)]),
    ...note,
  ];
}

/** A derived fact is corrected at what it is derived from. */
function inputLines(io: Io, { inputs }: NonNullable<Explanation["derived"]>): readonly string[] {
  if (inputs.length === 0) return ["in a domain that is not yours to read"];
  const lines = inputs.map(({ reference, fact, value, basis, correct }) => {
    const where =
      correct.route === "direct"
        ? "here"
        : correct.route === "inputs"
          ? "derived too"
          : (correct.system ?? "nowhere yet");
    const key = correct.key === null ? "" : ` ${bareText(correct.key)}`;
    const link = correct.link === null ? "" : `  ${io.paint.underline(correct.link)}`;
    return `${reference === null ? "" : `${reference}.`}${fact}  ${valueText(value)}${basis === "held" ? " until it is approved" : ""}  ${where}${key}${link}`;
  });
  return ["at what it is derived from:", ...lines];
}

const routeWords = {
  "write-back": "written back from here",
  manual: "by hand",
  inputs: "at what it is derived from",
} as const;

function copyLines(io: Io, answer: Explanation): readonly string[] {
  if (answer.copies.length === 0) return ["nothing: no copies are declared"];
  const rows = answer.copies.map((copy) => {
    const standing = copyWords(copy, answer.since, io.now());
    const paint = copy.state === "diverged" ? io.paint.yellow : io.paint.dim;
    const differs = copy.state === "diverged" || copy.state === "allowed";
    const text = differs ? differenceTexts(answer.value, copy.value)[1] : valueText(copy.value);
    const held = "value" in copy ? text : "";
    return [copy.source, bareText(copy.key), held, paint(standing), copy.policy];
  });
  const inner = { ...io, columns: io.columns === null ? null : io.columns - 2 };
  return table(inner, ["source", "key", prose("holds"), "state", "policy"], rows)
    .trimEnd()
    .split("\n");
}

/** What was true of the fact, is, and is to come. */
function timelineText(io: Io, { timeline }: Explanation): string {
  if (timeline.length === 0) return "";
  const width = (io.columns ?? Number.POSITIVE_INFINITY) - 2;
  const lines = timeline.flatMap(({ source, key, value, from, to, state }) => {
    const span = `${from === null ? "since ever" : `from ${from}`}${to === null ? "" : ` until ${to}`}`;
    const text = `${periodWords[state]}  ${valueText(value)}  ${span}  (${source} ${bareText(key)})`;
    const lines = wrapped(text, width);
    return state === "now" ? lines : lines.map(io.paint.dim);
  });
  return section(io, "By time", lines);
}

const periodWords = { past: "was", now: "is", "to-come": "will be" } as const;

function otherClaims(io: Io, { otherClaims, copies }: Explanation): string {
  const isCopy = (claim: { source: string; key: unknown }) =>
    copies.some((copy) => copy.source === claim.source && copy.key === claim.key);
  const others = otherClaims.filter((claim) => !isCopy(claim));
  if (others.length === 0) return "";
  const lines = others.flatMap((claim) => [
    `${claim.source} ${bareText(claim.key)}  ${valueText(claim.value)}  ${sinceText(io, claim.since)}`,
    ...wrapped(claim.why, (io.columns ?? 100) - 6).map((line) => `  ${io.paint.dim(line)}`),
  ]);
  const width = (io.columns ?? Number.POSITIVE_INFINITY) - 2;
  return section(
    io,
    "Others who say something, and why they are not believed",
    lines.map((line) => cut(line, width)),
  );
}

function heldBackText(io: Io, { heldBack }: Explanation): string {
  const lines = heldBack.map(({ source, key, message }) => `${source} ${bareText(key)}: ${message}`);
  return lines.length === 0 ? "" : section(io, "Held back at the door", lines);
}

function waitingText(io: Io, { waiting, agreedBy }: Explanation): string {
  const lines = waiting.map((one) => {
    const what = `${valueText(one.value)} of ${one.layer === "override" ? "an override" : one.source}`;
    if (one.declined !== null)
      return `${what}: declined by ${bareText(one.declined.by)}: ${bareText(one.declined.reason)}`;
    return `${what}: ${one.approvers.length} of ${one.count} of ${one.by ?? "nobody"} agreed (--entry ${one.entry})`;
  });
  const agreed = agreedBy.length === 0 ? [] : [`agreed to by ${agreedBy.map(bareText).join(" and ")}`];
  if (lines.length + agreed.length === 0) return "";
  return section(io, lines.length === 0 ? "Approved" : "Waits for approval, and is not believed", [
    ...lines,
    ...agreed,
  ]);
}

function readBy(io: Io, { readBy: readers }: Explanation): string {
  const lines = readers.map(({ title, owner, purpose }) =>
    [title, owner === null ? "" : ` (${owner})`, purpose === null ? "" : `: ${purpose}`].join(""),
  );
  const width = (io.columns ?? Number.POSITIVE_INFINITY) - 2;
  return lines.length === 0
    ? ""
    : section(
        io,
        "Who reads it",
        lines.map((line) => cut(line, width)),
      );
}

function overrideText(io: Io, { override }: Explanation): string {
  if (override === null) return "";
  const until = override.until === "authority-changes" ? "the authority changes" : override.until;
  return section(io, "Override", [
    `${valueText(override.value)} by ${bareText(override.by)}, ${sinceText(io, override.since)}, until ${until}`,
    `reason: ${bareText(override.reason)}`,
  ]);
}
