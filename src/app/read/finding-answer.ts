import type { Finding } from "../../store/state.ts";
import type { FindingOfEntity } from "./answers.ts";

/** A finding as an answer tells it; its message is the words of the model, never a value. */
export function findingAnswer(
  { rule, fact, severity, dimension, message }: Omit<Finding, "opened">,
  openedAt: string,
): FindingOfEntity {
  return { rule, fact: fact === "" ? null : fact, severity, dimension, message, openedAt };
}
