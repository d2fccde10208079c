/** Small words of which all that is printed is made. */

/**
 * A value on one line: text in quotes, nothing as `(empty)`, what may not be seen as `(masked)`; a group as
 * `{ city: Köln, street: Ring 1 }`, a list as `[a, b]`.
 */
export function valueText(value: unknown): string {
  if (typeof value === "string") return `"${oneLine(value)}"`;
  return value === null || value === undefined ? "(empty)" : partText(value);
}

/** A value within a group or a list: a text without quotes, where it can be told from what is around it. */
export function partText(value: unknown): string {
  if (typeof value === "string") return standsAlone.test(value) ? value : JSON.stringify(oneLine(value));
  if (Array.isArray(value)) return `[${value.map(partText).join(", ")}]`;
  if (typeof value !== "object" || value === null) return String(value);
  if ("masked" in value) return "(masked)";
  if ("erased" in value) return "(erased)";
  const parts = Object.entries(value).map(([name, part]) => `${partText(name)}: ${partText(part)}`);
  return parts.length === 0 ? "{}" : `{ ${parts.join(", ")} }`;
}

/** A text that nothing around it is taken for a part of. */
const standsAlone = /^(?=\S)[^\p{Cc}",:{}[\]]+(?<=\S)$/u;

/** A key or other value without quotes, as it stands in tables. */
export function bareText(value: unknown): string {
  if (value === null || value === undefined) return "";
  return typeof value === "string" ? oneLine(value) : valueText(value);
}

/** Control characters are shown, never sent to the terminal: a value must not be able to move its cursor. */
export function oneLine(text: string): string {
  return text
    .replace(/\r\n|\n|\r/g, "⏎")
    .replace(/\t/g, "⇥")
    .replace(/\p{Cc}/gu, "�");
}

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** `4 Nov`, and with the year where it is not this one. In UTC, as the log is. */
export function dayText(instant: string, now: Date): string {
  const at = new Date(instant);
  const day = `${at.getUTCDate()} ${months[at.getUTCMonth()]}`;
  return at.getUTCFullYear() === now.getUTCFullYear() ? day : `${day} ${at.getUTCFullYear()}`;
}

/** `2026-11-04 06:00:12Z`. */
export function timeText(instant: string | null): string {
  if (instant === null) return "";
  return `${new Date(instant).toISOString().slice(0, 19).replace("T", " ")}Z`;
}

/** `3 d`, `5 h`, `12 min`, `40 s`. */
export function spanText(seconds: number): string {
  if (seconds >= 2 * 86_400) return `${Math.floor(seconds / 86_400)} d`;
  if (seconds >= 2 * 3_600) return `${Math.floor(seconds / 3_600)} h`;
  if (seconds >= 120) return `${Math.floor(seconds / 60)} min`;
  return `${Math.max(0, Math.floor(seconds))} s`;
}

/** `3,000`. */
export function countText(count: number): string {
  return Math.trunc(count)
    .toString()
    .replace(/\B(?=(\d{3})+(?!\d))/g, ",");
}

/** `1 campaign`, `2 campaigns`, `2 entities`. */
export function countOf(count: number, noun: string): string {
  return `${countText(count)} ${count === 1 ? noun : pluralOf(noun)}`;
}

export function pluralOf(noun: string): string {
  if (/[^aeiou]y$/.test(noun)) return `${noun.slice(0, -1)}ies`;
  return /(s|x|ch|sh)$/.test(noun) ? `${noun}es` : `${noun}s`;
}

/** `one` to `twelve` in words, else digits. */
export function smallNumber(count: number): string {
  return smallNumbers[count] ?? countText(count);
}

const smallNumbers = [
  "no",
  "one",
  "two",
  "three",
  "four",
  "five",
  "six",
  "seven",
  "eight",
  "nine",
  "ten",
  "eleven",
  "twelve",
];

/** Text broken into lines at its spaces; several spaces within a line stay, for a value may hold them. */
export function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.replace(/\s*\n\s*/g, " ").match(/\S+\s*/g) ?? []) {
    if (line !== "" && line.length + word.trimEnd().length > width) {
      lines.push(line.trimEnd());
      line = word;
    } else line += word;
  }
  return line === "" ? lines : [...lines, line.trimEnd()];
}
