import type { Attribute } from "../../core/model/attribute.ts";
import { lookupText } from "./lookup-text.ts";

/**
 * The data subject of a sealed value: the record that states it (so that unmerging keeps people apart), the entity where it
 * stands here alone, or, with `subject: value`, the person whom the value itself names.
 */
export function subjectOf(attribute: Attribute, value: string, stands: string): string {
  return attribute.subject === "value" ? `value:${lookupText(attribute.personal ?? "", value)}` : stands;
}
