/** What stands between `<!-- generated: name -->` and `<!-- end -->` in a document, by name. */
export type Blocks = Readonly<Record<string, string>>;

const block = /^<!-- generated: ([^\n]+) -->\n[\s\S]*?^<!-- end -->$/gm;

/** The document with each of its blocks made anew. Throws for a block that nobody makes. */
export function withBlocks(document: string, blocks: Blocks): string {
  return document.replace(block, (_, name: string) => {
    const content = Object.hasOwn(blocks, name) ? blocks[name] : undefined;
    if (content === undefined) throw new Error(`nothing makes the block '${name}'`);
    return `<!-- generated: ${name} -->\n${content}\n<!-- end -->`;
  });
}

/** The names of the blocks of a document. */
export function blocksOf(document: string): readonly string[] {
  return [...document.matchAll(block)].map(([, name = ""]) => name);
}

/** A Markdown table; a bar within a cell is escaped, a line break becomes a space. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|").replaceAll(/\s*\n\s*/g, " ")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

export const code = (text: string): string => (text === "" ? "" : `\`${text}\``);
