import fc from "fast-check";

/** A part of a model. */
export type Tree = { readonly [key: string]: unknown };

/** Sources of a thing that have one row for each record, all with the same columns. */
export const wide = ["a", "b", "c"] as const;
/** The one source of which each row states one element, or speaks for one language. */
export const narrow = "d";
/** Whoever is asked for approval. */
export const approvers = ["ana", "bo", "cy"] as const;

const conditions = [
  "stage == 'x'",
  "stage != 'y'",
  "size > 1",
  "firm.name == 'Acme'",
  "today >= date('2126-02-01')",
  "'red' in tags",
  "addr.town == 'Ulm'",
] as const;
/** What each condition reads: there is none of what the model does not have. */
const conditionReads: Readonly<Record<string, string>> = {
  "firm.name == 'Acme'": "firm",
  "'red' in tags": "tags",
  "addr.town == 'Ulm'": "addr",
};

/** How one attribute is governed. Not all of it fits every type; what does not is left out. */
export const governed = fc.record({
  first: fc.constantFrom(...wide, "hub", "hub"),
  when: fc.option(fc.constantFrom(...conditions)),
  last: fc.constantFrom(...wide, "hub"),
  lastWhen: fc.option(fc.constantFrom(...conditions), { freq: 4 }),
  /** Whether the first is believed of some codes, or keys, alone. */
  byKey: fc.boolean(),
  /** Of each source: whether it is a copy, a fallback or neither. */
  roles: fc.tuple(...wide.map(() => fc.constantFrom("copy", "copy", "fallback", null))),
  blank: fc.constantFrom("empty", "gap"),
  handover: fc.constantFrom("carry", "carry", "adopt"),
  survivorship: fc.constantFrom(null, "most-recent", "most-complete", "longest", { "same-as": "code" }),
  approve: fc.option(
    fc.record({
      for: fc.uniqueArray(fc.constantFrom("source", "correction", "override"), { minLength: 1 }),
      by: fc.constant("desk"),
      count: fc.constantFrom(1, 2),
      meanwhile: fc.constantFrom("keep-last", "none"),
    }),
    { freq: 2 },
  ),
  override: fc.constantFrom(true, true, false),
  /** Whether its copies may be edited for a time, and while what holds. */
  local: fc.option(
    fc.record({ days: fc.constantFrom(3, 30), when: fc.option(fc.constantFrom(...conditions)) }),
    { freq: 2 },
  ),
  loose: fc.boolean(),
  sealed: fc.constantFrom(null, null, null, "sensitive", "record", "value"),
  policy: fc.constantFrom("flag", "ask"),
});
export type Governed = typeof governed extends fc.Arbitrary<infer One> ? One : never;

export interface Fitting {
  readonly loosely?: Tree;
  /** Read by the conditions of others, so that it has none. */
  readonly plain?: boolean;
  readonly union?: boolean;
  /** The codes, or keys of elements, of which each is a fact that may have an authority of its own. */
  readonly keys?: readonly string[];
  /** Whether it has several values, so that none of them names a person. */
  readonly many?: boolean;
}

/** What the model says of how an attribute is governed, as far as it fits. */
export function governing(how: Governed, reads: ReadonlySet<string>, fitting: Fitting): Tree {
  const holds = (when: string | null) => {
    const read = when === null ? undefined : conditionReads[when];
    return fitting.plain || when === null || (read !== undefined && !reads.has(read)) ? {} : { when };
  };
  const byKey = how.byKey && fitting.keys !== undefined ? { when: `key in ${quoted(fitting.keys)}` } : null;
  const first = { source: how.first, ...(byKey ?? holds(how.when)) };
  const last = { source: how.last, ...holds(how.lastWhen) };
  const authority = how.first === how.last || !("when" in first || fitting.union) ? [first] : [first, last];
  // Who alone is the authority is no copy, and neither is who is it wherever no other is.
  const always = authority.every(({ source }) => source === how.first)
    ? [how.first]
    : "when" in last
      ? []
      : [how.last];
  const fallback = wide.filter((source, at) => how.roles[at] === "fallback" && !always.includes(source));
  const { approve } = how;
  const copies = copiesOf(how, fitting.union && authority.length > 1 ? [] : always);
  const local =
    how.local === null || copies.length === 0
      ? null
      : { local: { days: how.local.days, ...holds(how.local.when) } };
  return {
    authority,
    copies,
    ...(fitting.union ? {} : { fallback }),
    blank: how.blank,
    ...(fitting.union ? {} : { handover: how.handover }),
    ...(how.survivorship === null ? {} : { survivorship: how.survivorship }),
    ...(approve === null ? {} : { approve }),
    ...(how.override || local !== null ? { edits: { override: how.override, ...(local ?? {}) } } : {}),
    ...(how.loose && fitting.loosely !== undefined ? { compare: fitting.loosely } : {}),
    ...sealing(how, fitting),
    "on-divergence": how.policy,
  };
}

const quoted = (keys: readonly string[]): string => `[${keys.map((key) => `'${key}'`).join(", ")}]`;

function sealing({ sealed }: Governed, { plain, many }: Fitting): Tree {
  if (sealed === null || plain) return {};
  if (sealed === "sensitive") return { sensitive: true };
  return { personal: "user.unique_id", subject: many ? "record" : sealed };
}

/** Its copies, without who is always its authority. */
export const copiesOf = (how: Governed, always: readonly string[]): readonly string[] =>
  wide.filter((source, at) => how.roles[at] === "copy" && !always.includes(source));
