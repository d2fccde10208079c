import { copyWords, dateOf } from "../../app/read/argument.ts";
import { bareText, dayText, valueText } from "../../app/words.ts";
import type { Answer } from "../client.ts";
import type { Io } from "../io.ts";
import { cut } from "./table.ts";

type Explanation = Answer<"explainFact">;

type Copy = Explanation["copies"][number];

/** The four answers in a few lines: what has changed since they were asked before, and in short what has not. */
export function compactExplanation(
  io: Io,
  now: Explanation,
  before: Explanation | null,
  width: number,
): readonly string[] {
  const differing = now.copies.filter((copy) => copy.state === "diverged");
  const still = differing.filter((copy) => {
    const was = sameCopy(before, copy);
    return was?.state === "diverged" && bareText(was.value) === bareText(copy.value);
  });
  const anew = differing.filter((copy) => !still.includes(copy));
  const settled = now.copies.filter(
    (copy) => copy.state === "in-step" && sameCopy(before, copy)?.state === "diverged",
  );
  const { yellow, green, dim } = io.paint;
  return [
    ...goldenLines(io, now, before, width),
    ...anew.map((copy) => yellow(cut(copyLine(io, copy, now), width))),
    ...settled.map((copy) => green(`${copy.source}  ${valueText(copy.value)}  is in step again`)),
    ...(still.length === 0 ? [] : [dim(`as before: ${still.map(({ source }) => source).join(", ")}`)]),
    ...(anew.length === 0 || now.correct.link === null
      ? []
      : [`correct it in ${now.correct.system ?? ""}: ${now.correct.link}`]),
  ];
}

const sameCopy = (explanation: Explanation | null, copy: Copy): Copy | undefined =>
  explanation?.copies.find(({ source, key }) => source === copy.source && key === copy.key);

function copyLine(io: Io, copy: Copy, { since }: Explanation): string {
  return `${copy.source}  ${valueText(copy.value)}  ${copyWords(copy, since, io.now())}; policy: ${copy.policy}`;
}

/** The golden value, and who decides where that is told first or has changed; on one line if that is room enough. */
function goldenLines(io: Io, now: Explanation, before: Explanation | null, width: number): readonly string[] {
  const { bold, cyan } = io.paint;
  const note = goldenNote(now, before, io.now());
  const golden = `${bold("golden")}  ${cyan(valueText(now.value))}  ${note}`;
  if (before !== null && before.correct.source === now.correct.source) return [golden];
  const decides = `${authorityWords(now)}${movedWords(now, before)}`;
  const length = `golden  ${valueText(now.value)}  ${note}; ${decides}`.length;
  return length <= width ? [`${golden}; ${decides}`] : [golden, cut(decides, width)];
}

function goldenNote({ value, basis, since }: Explanation, before: Explanation | null, now: Date): string {
  const day = since === null ? "" : `since ${dayText(dateOf(since), now)}`;
  const carried = basis === "authority" ? "" : `${basis}, `;
  if (before === null) return `${carried}${day}`;
  return before.value === value ? `${carried}${day}, unchanged` : `${carried}was ${valueText(before.value)}`;
}

function authorityWords({ origin, correct }: Explanation): string {
  const { rule } = origin;
  const who = `${correct.source ?? "nobody"} decides`;
  if (rule === null) return who;
  return `${who}${rule.when === null ? "" : ` because ${rule.when}`} (${rule.place})`;
}

function movedWords(now: Explanation, before: Explanation | null): string {
  const was = before?.correct.source;
  return was === undefined || was === null || was === now.correct.source ? "" : `; before it was ${was}`;
}
