import { declaredRules } from "./declared.ts";

/** Judged at the door on one value alone; a value that fails is held back, and the last good claim stands. */
export const field = declaredRules("field");
