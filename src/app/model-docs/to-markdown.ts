import { type Block, type Inline, isEmpty, type Span, spansOf } from "./page.ts";

/** The document as Markdown, with anchors that lead where the HTML's do. */
export function toMarkdown(blocks: readonly Block[]): string {
  return `${blocks.map(blockText).join("\n\n")}\n`;
}

function blockText(block: Block): string {
  switch (block.kind) {
    case "heading":
      return `<a id="${block.id}"></a>\n\n${"#".repeat(block.level)} ${escaped(block.text)}`;
    case "text":
      return inlineText(block.text);
    case "table":
      return tableText(block.head, block.rows);
    case "terms":
      return block.terms
        .filter(([, said]) => !isEmpty(said))
        .map(([term, said]) => `- **${escaped(term)}**: ${inlineText(said)}`)
        .join("\n");
    default:
      return block satisfies never;
  }
}

function tableText(head: readonly string[], rows: readonly (readonly Inline[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [
    line(head.map(escaped)),
    line(head.map(() => "---")),
    ...rows.map((row) => line(row.map(inlineText))),
  ].join("\n");
}

const inlineText = (inline: Inline): string => spansOf(inline).map(spanText).join("");

function spanText(span: Span): string {
  if (typeof span === "string") return escaped(span);
  if ("to" in span) return `[${escaped(span.text)}](#${span.to})`;
  // A code span ends at the first run of as many backticks as it began with.
  const longest = Math.max(0, ...[...span.code.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  const pad = longest > 0 ? " " : "";
  return `${fence}${pad}${oneLine(span.code).replaceAll("|", "\\|")}${pad}${fence}`;
}

const escaped = (text: string): string =>
  oneLine(text)
    .replace(/[\\`*_[\]#|~]/g, "\\$&")
    .replaceAll("<", "&lt;");

const oneLine = (text: string): string => text.replace(/\s*[\r\n]+\s*/g, " ");
