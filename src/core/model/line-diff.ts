const contextLines = 3;

/** What changed in a file as a unified diff of one hunk, which `git apply` and `patch -p1` take. */
export function lineDiff(file: string, before: string, after: string): string {
  const [old, made] = [linesOf(before), linesOf(after)];
  const least = Math.min(old.length, made.length);
  let head = 0;
  while (head < least && old[head] === made[head]) head += 1;
  let tail = 0;
  while (tail < least - head && old.at(-1 - tail) === made.at(-1 - tail)) tail += 1;
  const from = Math.max(0, head - contextLines);
  const behind = Math.max(0, tail - contextLines);
  const hunk = [
    ...old.slice(from, head).map((line) => ` ${line}`),
    ...old.slice(head, old.length - tail).map((line) => `-${line}`),
    ...made.slice(head, made.length - tail).map((line) => `+${line}`),
    ...old.slice(old.length - tail, old.length - behind).map((line) => ` ${line}`),
  ];
  const span = (lines: readonly string[]) => `${from + 1},${lines.length - behind - from}`;
  return `--- a/${file}\n+++ b/${file}\n@@ -${span(old)} +${span(made)} @@\n${hunk.join("")}`;
}

/** Each with its end; of the last one is told where it has none. */
const linesOf = (text: string): readonly string[] =>
  (text.match(/[^\n]*\n|[^\n]+$/g) ?? []).map((line) =>
    line.endsWith("\n") ? line : `${line}\n\\ No newline at end of file\n`,
  );
