import type { BodyItem } from "../../src/core/log/entry.ts";

/** A body's items as docs/log-format.md says that they are written, made from that text alone. */
export function writtenBody(items: readonly BodyItem[]): readonly Record<string, unknown>[] {
  let last = "";
  const value = (given: unknown): unknown => {
    if (typeof given !== "object" || given === null) return given;
    const { sealed, slot } = given as { sealed: string; slot: number };
    if (sealed === last) return { slot };
    last = sealed;
    return { sealed, slot };
  };
  return items.map((item) => {
    const written: Record<string, unknown> = { ...item };
    if (item.op === "claim") delete written.op;
    if (item.after !== undefined) written.after = value(item.after);
    if (item.before !== undefined) written.before = value(item.before);
    if (item.detail !== undefined) {
      const names = Object.keys(item.detail).sort();
      written.detail = Object.fromEntries(names.map((name) => [name, value(item.detail?.[name])]));
    }
    return written;
  });
}
