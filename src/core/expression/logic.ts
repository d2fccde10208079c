import { ExpressionFault } from "./fault.ts";
import { lift, nameOf, type Run, type Typed } from "./typed.ts";

/** Three-valued: false wins over null. */
export function and(left: Run<boolean>, right: Run<boolean>): Run<boolean> {
  return (facts) => {
    const a = left(facts);
    if (a === false) return false;
    const b = right(facts);
    return b === false ? false : a === null ? null : b;
  };
}

/** Three-valued: true wins over null. */
export function or(left: Run<boolean>, right: Run<boolean>): Run<boolean> {
  return (facts) => {
    const a = left(facts);
    if (a === true) return true;
    const b = right(facts);
    return b === true ? true : a === null ? null : b;
  };
}

/** The condition of a typed part; anything but a boolean is a fault, and json that is none gives null. */
export function asCondition(typed: Typed): Run<boolean> {
  if (typed.kind === "boolean") return typed.run;
  if (typed.kind === "json") return lift(typed.run, (value) => (typeof value === "boolean" ? value : null));
  if (typed.kind === "null") return () => null;
  throw new ExpressionFault(
    `A condition is wanted, and this is ${nameOf(typed)}.`,
    typed.at,
    conditionHints[typed.kind],
  );
}

/** How something is asked of a value that is no condition itself. */
const conditionHints: Readonly<Record<Exclude<Typed["kind"], "boolean" | "json" | "null">, string>> = {
  text: "Compare it: … == 'live', or ask whether there is one: has(…).",
  number: "Compare it: … > 0.",
  money: "Compare it: … > '0 EUR'.",
  date: "Compare it: … < '2026-12-31', or with today.",
  timestamp: "Compare it: … < '2026-12-31T00:00:00Z'.",
  duration: "Compare it: … > '36h'.",
  group: "Ask about one of its fields: ….city == 'Bonn'.",
  list: "Ask about its elements: size(…) > 0, or 'red' in ….",
};
