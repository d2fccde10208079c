import type { Run } from "./typed.ts";

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
