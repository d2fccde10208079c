import type { BodyItem } from "../../src/core/log/entry.ts";

/** The short names of docs/log-format.md. */
const short: Readonly<Record<string, string>> = {
  ...{
    after: "a",
    authority: "au",
    basis: "b",
    before: "be",
    detail: "d",
    fact: "f",
    from: "fr",
    handover: "h",
  },
  ...{ op: "o", ownWrite: "ow", record: "r", since: "s", source: "so", to: "t" },
};

/** A body's items as docs/log-format.md says that they are written, made from that text alone. */
export function writtenBody(items: readonly BodyItem[]): readonly Record<string, unknown>[] {
  let last = "";
  let next = 0;
  const value = (given: unknown): unknown => {
    if (typeof given !== "object" || given === null) return given;
    const { sealed, slot } = given as { sealed: string; slot: number };
    const hash = sealed === last ? {} : { h: sealed };
    if (sealed !== last) next = 0;
    const place = slot === next ? {} : { n: slot };
    last = sealed;
    next = slot + 1;
    return { ...hash, ...place };
  };
  return items.map((item) => {
    const written: Record<string, unknown> = { ...item };
    if (item.op === "claim") delete written.op;
    // Of no two bases the first letter is the same.
    if (item.basis !== undefined) written.basis = item.basis.slice(0, 1);
    if (item.after !== undefined) written.after = value(item.after);
    if (item.before !== undefined) written.before = value(item.before);
    if (item.detail !== undefined) {
      const names = Object.keys(item.detail).sort();
      written.detail = Object.fromEntries(names.map((name) => [name, value(item.detail?.[name])]));
    }
    return Object.fromEntries(Object.entries(written).map(([name, member]) => [short[name], member]));
  });
}
