/** A document as data, of which Markdown and HTML are written. */
export type Block =
  | { readonly kind: "heading"; readonly level: 1 | 2 | 3; readonly text: string; readonly id: string }
  | { readonly kind: "text"; readonly text: Inline }
  | {
      readonly kind: "table";
      readonly head: readonly string[];
      readonly rows: readonly (readonly Inline[])[];
    }
  /** Pairs of a word and what there is to say; what is empty is left out. */
  | { readonly kind: "terms"; readonly terms: readonly (readonly [string, Inline])[] };

/** Words, some of which are code or lead to a heading. */
export type Inline = string | readonly Span[];

export type Span = string | { readonly code: string } | { readonly to: string; readonly text: string };

export const code = (text: string): Span => ({ code: text });

/** Spans with a comma between them. */
export function joined(parts: readonly Inline[], between = ", "): readonly Span[] {
  return parts.flatMap((part, at) => [...(at === 0 ? [] : [between]), ...spansOf(part)]);
}

export const spansOf = (inline: Inline): readonly Span[] => (typeof inline === "string" ? [inline] : inline);

export const isEmpty = (inline: Inline): boolean => inline.length === 0;
