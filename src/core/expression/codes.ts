import { nearest } from "../model/nearest.ts";
import { ExpressionFault } from "./fault.ts";
import type { CodeLists } from "./scope.ts";
import type { Spelled, Typed } from "./typed.ts";

/** Refuses to compare a code with a text that is none of its list: nothing would ever hold of it. */
export function refuseForeignCodes(left: Typed, right: Typed, lists: CodeLists | undefined): void {
  for (const [one, other] of [
    [left, right],
    [right, left],
  ] as const)
    if (one.kind === "text" && other.kind === "text") refuseSpelled(one.codes, other.spelled, lists);
}

/** The same of the elements of a list, or of what an expression is to give. */
export function refuseSpelled(
  list: string | undefined,
  spelled: readonly Spelled[] | undefined,
  lists: CodeLists | undefined,
): void {
  const codes = list === undefined ? undefined : lists?.get(list)?.codes;
  if (codes === undefined) return;
  for (const { text, at } of spelled ?? []) {
    if (codes.has(text)) continue;
    const near = nearest(text, codes.keys());
    const names = [...codes.keys()];
    const some = `It has: ${names.slice(0, 12).join(", ")}${names.length > 12 ? ", …" : ""}.`;
    const hint =
      near !== null ? `Did you mean '${near}'?` : text === "" ? `No value is null: has(…). ${some}` : some;
    throw new ExpressionFault(`The code list '${list}' has no '${text.slice(0, 80)}'.`, at, hint);
  }
}
