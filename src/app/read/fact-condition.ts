import type { Attribute } from "../../core/model/attribute.ts";
import type { EntityType } from "../../core/model/model.ts";
import type { ListType, ScalarType, ValueType } from "../../core/model/value-type.ts";
import { comparable } from "../../core/value/compare.ts";
import { elementKey } from "../../core/value/elements.ts";
import { compileReader } from "../../core/value/read-shape.ts";
import { isRefusal } from "../../core/value/reading.ts";
import { refuse } from "../../errors.ts";
import { conditionValuesMax } from "../../limits.ts";
import type { FactCondition } from "../../store/list-entities.ts";
import type { ValueAsked } from "../../store/value-asked.ts";
import type { Hub } from "../hub.ts";
import type { Condition } from "./answers.ts";
import { uuidText } from "./cursor.ts";
import type { Sight } from "./sight.ts";
import { type Asked, valueAsked } from "./value-asked.ts";

/** A condition as the store asks it: its values read as those of the fact are, and standardised as a source's would be. */
export function conditionOf(
  hub: Hub,
  type: EntityType,
  sight: Sight,
  { attribute: name, op, value }: Condition,
): FactCondition {
  const asked = name === "_id" ? null : valueAsked(type, sight, name);
  if (op === "empty") return { asked: asked?.value ?? null, op, values: [], empty: value === true };
  const texts = typeof value === "string" ? [value] : Array.isArray(value) ? value : [];
  if (texts.length === 0 || (op !== "in" && texts.length > 1)) {
    refuse(
      "filter-malformed",
      `\`${op}\` on "${name}" takes ${op === "in" ? "a list of texts" : "one text"}.`,
    );
  }
  if (texts.length > conditionValuesMax) {
    refuse("filter-too-large", `\`in\` takes ${conditionValuesMax} values at most, not ${texts.length}.`);
  }
  if (asked === null) return { asked, op, values: texts.map(idText), empty: false };
  if (op === "contains") return containing(hub, name, asked, texts[0] ?? "");
  const one = oneFact(name, asked.value);
  const { standardise } = asked;
  if (op === "prefix") return { asked: textual(name, one), op, values: texts, empty: false };
  const read = (text: string) => canonicalOf(hub, name, { type: one.type, standardise }, text);
  return { asked: one, op, values: texts.map(read), empty: false };
}

/** What a list may be sorted by. */
export const sortedValue = (type: EntityType, sight: Sight, name: string): ValueAsked =>
  oneFact(name, valueAsked(type, sight, name).value);

function oneFact(name: string, asked: ValueAsked): ValueAsked {
  if (!asked.elements) return asked;
  return refuse("filter-malformed", `"${name}" is a fact for each of its elements.`, {
    hint: `Ask it by \`contains\` or \`empty\`, or one of them as ${name}[…].`,
  });
}

/** Whether a list has an element: one that is a fact of its own is asked for as that. */
function containing(hub: Hub, name: string, { attribute, value }: Asked, text: string): FactCondition {
  const { type } = value;
  if (type.kind !== "list")
    return refuse(
      "filter-malformed",
      `"${name}" is of type ${type.kind}; lists are asked what they contain.`,
    );
  const wanted = elementAsked(hub, name, { compare: attribute.compare, type }, text);
  if (!value.elements) return { asked: value, op: "contains", values: [wanted.canonical], empty: false };
  const fact = `${attribute.declared}[${wanted.key}]`;
  return { asked: { ...value, fact, type: type.of, elements: false }, op: "empty", values: [], empty: false };
}

/** An element as it is asked for: by its key where the list has one, else as it is. */
function elementAsked(
  hub: Hub,
  name: string,
  { type, compare }: Pick<Attribute, "compare"> & { readonly type: ListType },
  text: string,
): { readonly canonical: string; readonly key: string } {
  const field = type.of.kind === "group" ? type.of.fields.get(type.keyedBy ?? "") : undefined;
  if (field !== undefined) {
    const canonical = canonicalOf(hub, name, field, text);
    return { canonical, key: comparable(field.type, compare, canonical, null) };
  }
  const canonical = canonicalOf(hub, name, { type: type.of, standardise: type.standardise }, text);
  const key = elementKey(type, canonical, compare);
  return { canonical, key: isRefusal(key) ? canonical : key };
}

const idText = (text: string): string =>
  uuidText.test(text) ? text : refuse("filter-malformed", "`_id` is compared with ids of 36 characters.");

/** The types whose values are written as texts that have beginnings. */
const beginning: ReadonlySet<ScalarType["kind"] | ValueType["kind"]> = new Set([
  ...(["text", "email", "phone", "url", "code", "date", "ref"] as const),
]);

function textual(name: string, asked: ValueAsked): ValueAsked {
  const { kind } = asked.type;
  if (!beginning.has(kind))
    refuse("filter-malformed", `"${name}" is of type ${kind}, which has no beginnings.`);
  return asked;
}

/** A value to compare with, in canonical text; references are compared by entity id. */
function canonicalOf(
  hub: Hub,
  name: string,
  { type, standardise }: Pick<Attribute, "type" | "standardise">,
  text: string,
): string {
  if (type.kind === "ref") return idText(text);
  const reading = compileReader({ type, standardise }, hub.compiled.model.codes)(text);
  if (isRefusal(reading)) {
    return refuse("filter-malformed", `The value for "${name}" cannot be read: ${reading.message}`);
  }
  return reading ?? refuse("filter-malformed", `An empty value for "${name}" is asked for with \`empty\`.`);
}
