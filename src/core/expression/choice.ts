import { ExpressionFault } from "./fault.ts";
import { nameOf, type Run, type Typed } from "./typed.ts";

/** Both sides of a choice become one type: integers widen to decimals, null takes the type of the other. */
export function choose(when: Run<boolean>, yes: Typed, no: Typed, at: number): Typed {
  const pick =
    <Value>(a: Run<Value>, b: Run<Value>): Run<Value> =>
    (facts) => {
      const holds = when(facts);
      return holds === null ? null : holds ? a(facts) : b(facts);
    };
  const nothing = (): null => null;
  if (yes.kind === "null") {
    if (no.kind === "null") return { kind: "null", at };
    return choose(when, { ...no, run: nothing }, no, at);
  }
  if (no.kind === "null") return choose(when, yes, { ...yes, run: nothing }, at);
  if (yes.kind === "boolean" && no.kind === "boolean") return { ...yes, at, run: pick(yes.run, no.run) };
  if (yes.kind === "text" && no.kind === "text")
    return {
      kind: "text",
      at,
      literal: null,
      spelled: [...(yes.spelled ?? []), ...(no.spelled ?? [])],
      ...(yes.codes === no.codes && yes.codes !== undefined ? { codes: yes.codes } : {}),
      run: pick(yes.run, no.run),
    };
  if (yes.kind === "number" && no.kind === "number")
    return { kind: "number", at, whole: yes.whole && no.whole, run: pick(yes.run, no.run) };
  if (yes.kind === "money" && no.kind === "money") {
    const currency = yes.currency === no.currency ? yes.currency : null;
    return { kind: "money", at, currency, run: pick(yes.run, no.run) };
  }
  if (yes.kind === "date" && no.kind === "date") return { ...yes, at, run: pick(yes.run, no.run) };
  if (yes.kind === "duration" && no.kind === "duration") return { ...yes, at, run: pick(yes.run, no.run) };
  if (yes.kind === "timestamp" && no.kind === "timestamp" && yes.zone === no.zone)
    return { ...yes, at, run: pick(yes.run, no.run) };
  if (yes.kind === "json" && no.kind === "json") return { ...yes, at, run: pick(yes.run, no.run) };
  throw new ExpressionFault(
    `The two sides of the choice are ${nameOf(yes)} and ${nameOf(no)}.`,
    at,
    "Make them one type: string(…), decimal(…), date(…), …",
  );
}
