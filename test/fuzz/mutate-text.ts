import type { Random } from "../../samples/shared/random.ts";
import { noise, oddWord } from "./words.ts";

/** One change of a text as a hand, a merge or a broken tool would make it. */
export function mutatedText(text: string, random: Random): string {
  return random.pick(changes)(text, random);
}

type Change = (text: string, random: Random) => string;

const changes: readonly Change[] = [
  onLines((lines, at) => lines.splice(at, 1)),
  onLines((lines, at) => lines.splice(at, 0, lines[at] ?? "")),
  onLines((lines, at) => lines.splice(at, 2, lines[at + 1] ?? "", lines[at] ?? "")),
  onLines((lines, at) => lines.splice(at, 1, `  ${lines[at]}`)),
  onLines((lines, at) => lines.splice(at, 1, (lines[at] ?? "").replace(/^ {1,2}/, ""))),
  onLines((lines, at, random) => lines.splice(at, 0, ...lines.slice(random.below(lines.length)).slice(0, 8))),
  onWord((_word, _words, random) => oddWord(random)),
  onWord((_word, words, random) => random.pick(words)),
  onWord((word, _words, random) => word.repeat(1 + random.below(60))),
  onWord((word) => `${word}x`),
  onWord((word) => `&x ${word}`),
  onWord(() => "*x"),
  (text, random) => {
    const at = random.below(text.length + 1);
    return text.slice(0, at) + (random.below(2) === 0 ? noise(random).slice(0, 3) : "") + text.slice(at + 1);
  },
  (text, random) => text.slice(0, random.below(text.length + 1)),
  (text, random) => {
    const at = random.below(text.length + 1);
    return `${text.slice(0, at)}\n---\n${text.slice(at)}`;
  },
  (text) => text.replaceAll("\n", "\r\n"),
  (text) => `\uFEFF${text}`,
  (text) => `${text}\n---\n${text}`,
];

function onLines(change: (lines: string[], at: number, random: Random) => void): Change {
  return (text, random) => {
    const lines = text.split("\n");
    change(lines, random.below(lines.length), random);
    return lines.join("\n");
  };
}

/** Changes one word; what it becomes may be any other word of the text. */
function onWord(change: (word: string, words: readonly string[], random: Random) => string): Change {
  return (text, random) => {
    const parts = text.split(/([\w.@-]+)/);
    const words = parts.filter((_, at) => at % 2 === 1);
    if (words.length === 0) return text;
    const at = 2 * random.below(words.length) + 1;
    parts[at] = change(parts[at] ?? "", words, random);
    return parts.join("");
  };
}
