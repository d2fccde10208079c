import { copyWords, dateOf } from "../../app/read/argument.ts";
import { bareText, dayText, valueText } from "../../app/words.ts";
import type { Answer } from "../client.ts";
import type { Io } from "../io.ts";
import { cut } from "./table.ts";

type Explanation = Answer<"explainFact">;

/** The four answers in a few lines, with what has changed since they were asked before. */
export function compactExplanation(
  io: Io,
  now: Explanation,
  before: Explanation | null,
  width: number,
): readonly string[] {
  const differing = now.copies.filter((copy) => copy.state === "diverged");
  const settled = (before?.copies ?? []).filter(
    (copy) =>
      copy.state === "diverged" &&
      now.copies.some((one) => one.source === copy.source && one.key === copy.key && one.state === "in-step"),
  );
  return [
    `${io.paint.bold("golden")}  ${io.paint.cyan(valueText(now.value))}  ${goldenNote(now, before, io.now())}`,
    cut(`authority  ${authorityWords(now)}${movedWords(now, before)}`, width),
    ...differing.map((copy) =>
      io.paint.yellow(
        cut(
          `${copy.source}  ${valueText(copy.value)}  ${copyWords(copy, now.since, io.now())}; policy: ${copy.policy}`,
          width,
        ),
      ),
    ),
    ...settled.map((copy) =>
      io.paint.green(`${copy.source}  ${valueText(copyValue(now, copy))}  is in step again`),
    ),
    ...(differing.length === 0 || now.correct.link === null
      ? []
      : [cut(`correct it in ${now.correct.system ?? ""}: ${now.correct.link}`, width)]),
  ];
}

function goldenNote({ value, basis, since }: Explanation, before: Explanation | null, now: Date): string {
  const day = since === null ? "" : `since ${dayText(dateOf(since), now)}`;
  const carried = basis === "authority" ? "" : `${basis}, `;
  if (before === null) return `${carried}${day}`;
  return before.value === value ? `${carried}${day}, unchanged` : `${carried}was ${valueText(before.value)}`;
}

function authorityWords({ origin, correct }: Explanation): string {
  const { rule } = origin;
  const who = `${correct.system ?? "nobody"}${correct.key === null ? "" : ` ${bareText(correct.key)}`}`;
  if (rule === null) return who;
  return `${who}${rule.when === null ? "" : ` because ${rule.when}`} (${rule.place})`;
}

function movedWords(now: Explanation, before: Explanation | null): string {
  const was = before?.correct.source;
  return was === undefined || was === null || was === now.correct.source ? "" : `; it was ${was}`;
}

const copyValue = (now: Explanation, copy: Explanation["copies"][number]): unknown =>
  now.copies.find((one) => one.source === copy.source && one.key === copy.key)?.value;
