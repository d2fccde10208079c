import { houseRules } from "../../core/rules/names.ts";
import type { Finding } from "../../store/state.ts";
import type { Hub } from "../hub.ts";
import type { FindingOfEntity } from "./answers.ts";
import { withNames } from "./called.ts";
import type { Sight } from "./sight.ts";

/** The same with entities called by their records where a message has to name them: those on the way round a circle. */
export function withNamesIn<Answer extends FindingOfEntity>(
  hub: Hub,
  sight: Sight,
  answer: Answer,
): Promise<Answer> {
  if (answer.rule !== houseRules.circle) return Promise.resolve(answer);
  return withNames(hub.database.reader, hub.log, sight, answer.message).then((message) => ({
    ...answer,
    message,
  }));
}

/** A finding as an answer tells it; its message is the words of the model, never a value. */
export function findingAnswer(
  { rule, fact, severity, dimension, message }: Omit<Finding, "opened">,
  openedAt: string,
): FindingOfEntity {
  return { rule, fact: fact === "" ? null : fact, severity, dimension, message, openedAt };
}
