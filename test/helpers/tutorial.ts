/** What a tutorial in Markdown has its reader do, in order. */
export type Step =
  | { readonly kind: "file"; readonly path: string; readonly text: string }
  /** Lines that stand in a file are replaced: as in a diff, but without its places. */
  | { readonly kind: "edit"; readonly path: string; readonly before: string; readonly after: string }
  /** Commands of a shell, and what the tutorial shows of what they print; `null` where it shows nothing. */
  | { readonly kind: "commands"; readonly text: string; readonly shown: string | null }
  | { readonly kind: "server"; readonly text: string };

const fence = /^```(\w+)(?: file=(\S+)| (server))?\n([\s\S]*?)^```$(?:\s*^```text\n([\s\S]*?)^```$)?/gm;

/** Reads the steps out of the fenced blocks: `<language> file=<path>`, `diff file=<path>`, `sh`, `sh server`, and `text` behind them. */
export function stepsOf(markdown: string): readonly Step[] {
  return [...markdown.matchAll(fence)].map(([, language = "", path, server, text = "", shown]): Step => {
    if (path !== undefined && language === "diff")
      return { kind: "edit", path, before: linesOf(text, "-"), after: linesOf(text, "+") };
    if (path !== undefined) return { kind: "file", path, text };
    if (language !== "sh") throw new Error(`The tutorial says nothing of what to do with: ${text}`);
    if (server !== undefined) return { kind: "server", text };
    return { kind: "commands", text, shown: shown ?? null };
  });
}

/** Commands that a document shows, with what it shows of what they print; not what stays, as a server or a stream does. */
export interface ShellBlock {
  readonly text: string;
  readonly shown: string;
}

export function shellBlocksOf(markdown: string): readonly ShellBlock[] {
  return [...markdown.matchAll(fence)].flatMap(([, language, path, server, text = "", shown = ""]) =>
    language === "sh" && path === undefined && server === undefined ? [{ text, shown }] : [],
  );
}

/** The lines of a diff that are there on one side of it. */
function linesOf(diff: string, side: "-" | "+"): string {
  const lines = diff.trimEnd().split("\n");
  return lines
    .flatMap((line) => (line[0] === " " || line[0] === side ? [`${line.slice(1)}\n`] : []))
    .join("");
}

/**
 * The lines shown that were not printed where they stand. Lines follow each other as shown; a line that is only `…` stands
 * for any others, and `…` within a line for any words.
 */
export function notPrinted(shown: string, printed: string): readonly string[] {
  const came = linesIn(printed);
  let at = 0;
  let skipping = false;
  return linesIn(shown).filter((line) => {
    if (line === "…") {
      skipping = true;
      return false;
    }
    const pieces = line.split("…").map((piece) => piece.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
    const wanted = new RegExp(`^${pieces.join(".*")}$`);
    const found = came.findIndex((each, i) => i >= at && wanted.test(each));
    const wrong = found < 0 || (!skipping && found !== at);
    if (found >= 0) at = found + 1;
    skipping = false;
    return wrong;
  });
}

const linesIn = (text: string): readonly string[] =>
  text
    .split("\n")
    .map(comparable)
    .filter((line) => line !== "");

/** A line without what differs from one time to the next: days, moments, ids, durations, and the width of columns. */
function comparable(line: string): string {
  return line
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}/g, "<id>")
    .replace(/\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}Z/g, "<moment>")
    .replace(/\b\d{1,2} (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\b/g, "<day>")
    .replace(/\b\d+ ms\b/g, "<time>")
    .replace(/\s+/g, " ")
    .trim();
}

/** The words of a command line: parted by spaces, kept together by double quotes, with `$NAME` put in. */
export function wordsOf(line: string, variables: ReadonlyMap<string, string>): readonly string[] {
  const words = line.match(/(?:"[^"]*"|[^\s"])+/g) ?? [];
  return words.map((word) =>
    word.replaceAll('"', "").replace(/\$([A-Z]+)/g, (_, name: string) => {
      const value = variables.get(name);
      if (value === undefined) throw new Error(`$${name} is not set in: ${line}`);
      return value;
    }),
  );
}
