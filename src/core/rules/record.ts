import { declaredRules } from "./declared.ts";

/** Judged at the door on what one record states; with severity `error` the record goes to quarantine. */
export const record = declaredRules("record");
