import { type Block, type Inline, isEmpty, type Span, spansOf } from "./page.ts";
import { style } from "./style.ts";

/** The document as one HTML file that needs nothing beside it: for the screen, light or dark, and for paper. */
export function toHtml(title: string, blocks: readonly Block[]): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escaped(title)}</title>
<style>${style}</style>
</head>
<body>
<nav aria-label="Contents">
<ul>
${contentsOf(blocks)}
</ul>
</nav>
<main>
${blocks.map(blockHtml).join("\n")}
</main>
</body>
</html>
`;
}

function contentsOf(blocks: readonly Block[]): string {
  return blocks
    .flatMap((block) => (block.kind === "heading" && block.level <= 2 ? [block] : []))
    .map(({ id, text, level }) => `<li class="l${level}"><a href="#${escaped(id)}">${escaped(text)}</a></li>`)
    .join("\n");
}

function blockHtml(block: Block): string {
  switch (block.kind) {
    case "heading":
      return `<h${block.level} id="${escaped(block.id)}">${escaped(block.text)}</h${block.level}>`;
    case "text":
      return `<p>${inlineHtml(block.text)}</p>`;
    case "table":
      return tableHtml(block.head, block.rows);
    case "terms":
      return `<dl>\n${block.terms
        .filter(([, said]) => !isEmpty(said))
        .map(([term, said]) => `<div><dt>${escaped(term)}</dt><dd>${inlineHtml(said)}</dd></div>`)
        .join("\n")}\n</dl>`;
    default:
      return block satisfies never;
  }
}

function tableHtml(head: readonly string[], rows: readonly (readonly Inline[])[]): string {
  const cells = (row: readonly Inline[]) => row.map((cell) => `<td>${inlineHtml(cell)}</td>`).join("");
  return `<div class="wide"><table>
<thead><tr>${head.map((cell) => `<th scope="col">${escaped(cell)}</th>`).join("")}</tr></thead>
<tbody>
${rows.map((row) => `<tr>${cells(row)}</tr>`).join("\n")}
</tbody>
</table></div>`;
}

const inlineHtml = (inline: Inline): string => spansOf(inline).map(spanHtml).join("");

function spanHtml(span: Span): string {
  if (typeof span === "string") return escaped(span);
  if ("to" in span) return `<a href="#${escaped(span.to)}">${escaped(span.text)}</a>`;
  return `<code>${escaped(span.code)}</code>`;
}

const entities = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" } as const;

const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (found) => entities[found as keyof typeof entities]);
