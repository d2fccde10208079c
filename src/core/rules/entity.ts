import { declaredRules } from "./declared.ts";

/** Judged on the golden record; refuses nothing, and opens a finding. */
export const entity = declaredRules("entity");
