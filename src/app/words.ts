/** Small words of which all that is printed is made. */

/** A value on one line: text in quotes, nothing as `(empty)`, what may not be seen as `(masked)`. */
export function valueText(value: unknown): string {
  if (value === null || value === undefined) return "(empty)";
  if (typeof value === "string") return `"${oneLine(value)}"`;
  if (typeof value === "object" && "masked" in value) return "(masked)";
  if (typeof value === "object" && "erased" in value) return "(erased)";
  return oneLine(JSON.stringify(value));
}

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

/** Text broken into lines at its spaces. */
export function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/).filter((each) => each !== "")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return line === "" ? lines : [...lines, line];
}
