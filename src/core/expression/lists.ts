import type { Canonical } from "../value/canonical.ts";
import { elementKey } from "../value/elements.ts";
import { equals } from "./comparison.ts";
import { ExpressionFault } from "./fault.ts";
import { and, or } from "./logic.ts";
import type { FactValues } from "./scope.ts";
import { lift2, type Run, readFact, type Typed } from "./typed.ts";

type List = Extract<Typed, { readonly kind: "list" }>;

/** The elements of a list; of an empty one none, so that what is asked of it has an answer. */
export const elementsOf =
  ({ run }: List): Run<readonly Canonical[]> =>
  (facts) =>
    run(facts) ?? [];

/** Whether a value is an element of a list of single values. */
export function inList(item: Typed, list: List, at: number): Run<boolean> {
  if (list.type.of.kind === "group")
    throw new ExpressionFault(
      "The elements of this list are groups.",
      at,
      "Write list.exists(e, e.field == …).",
    );
  const name = "element";
  const test = equals(
    item,
    readFact(list.type.of, (facts) => facts.bound?.(name) ?? null, at),
    at,
  );
  return quantified(list, name, test, or, false);
}

/** `exists` and `all`: a condition on any, or on each, of the elements, which the name stands for. */
export function quantify(
  which: "exists" | "all",
  list: List,
  name: string,
  test: Run<boolean>,
): Run<boolean> {
  return which === "exists"
    ? quantified(list, name, test, or, false)
    : quantified(list, name, test, and, true);
}

/** An element of a list by its place from 0, or of a keyed one by its key; null where there is none. */
export function elementAt(list: List, index: Typed, at: number): Typed {
  const { type } = list;
  if (index.kind === "number" && type.as === "sequence") {
    const run = lift2(elementsOf(list), index.run, (elements, { units, scale }) =>
      scale === 0 && units >= 0n ? (elements[Number(units)] ?? null) : null,
    );
    return readFact(type.of, run, at);
  }
  if (index.kind === "text" && type.as === "keyed") {
    const run = lift2(elementsOf(list), index.run, (elements, key) => {
      const plainly = { ignore: new Set<never>(), tolerance: null, maxLength: new Map<string, number>() };
      return elements.find((element) => elementKey(type, element, plainly) === key) ?? null;
    });
    return readFact(type.of, run, at);
  }
  const hint = type.as === "keyed" ? "Name the element by its key, a text." : "Only a sequence has places.";
  throw new ExpressionFault("An element is not named so.", index.at, hint);
}

function quantified(
  list: List,
  name: string,
  test: Run<boolean>,
  join: typeof or,
  first: boolean,
): Run<boolean> {
  const elements = elementsOf(list);
  return (facts) => {
    let result: Run<boolean> = () => first;
    for (const element of elements(facts) ?? []) {
      const value = test(binding(facts, name, element));
      result = join(result, () => value);
      const now = result(facts);
      if (now === !first) return now;
      result = () => now;
    }
    return result(facts);
  };
}

/** The facts with one more name, which stands for an element. */
const binding = (facts: FactValues, name: string, element: Canonical): FactValues => ({
  own: (attribute) => facts.own(attribute),
  through: (reference, attribute) => facts.through(reference, attribute),
  today: () => facts.today?.() ?? null,
  bound: (asked) => (asked === name ? element : (facts.bound?.(asked) ?? null)),
});
