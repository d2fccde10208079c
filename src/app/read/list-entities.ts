import type { Attribute } from "../../core/model/attribute.ts";
import { attributeOfFact, declaredAs } from "../../core/model/fact-attribute.ts";
import type { EntityType } from "../../core/model/model.ts";
import { compileReader } from "../../core/value/read-shape.ts";
import { isRefusal } from "../../core/value/reading.ts";
import { refuse } from "../../errors.ts";
import { conditionsMax, conditionValuesMax } from "../../limits.ts";
import { entitiesAfter, type FactCondition, type ListPosition } from "../../store/list-entities.ts";
import type { Hub } from "../hub.ts";
import { refuseAttribute } from "../unknown-name.ts";
import type { Condition, GoldenAnswer, ListRequest, Page } from "./answers.ts";
import { cursorAfter, cursorId, pageLimit, pageOf, readCursor, uuidText } from "./cursor.ts";
import { goldenAnswer } from "./get-entity.ts";
import { typeAsked } from "./names-asked.ts";
import { Sight } from "./sight.ts";
import type { Viewer } from "./viewer.ts";

/** Entities of one type, filtered and sorted by indexed facts, a page at a time. */
export async function listEntities(
  hub: Hub,
  viewer: Viewer,
  request: ListRequest,
): Promise<Page<GoldenAnswer>> {
  const type = typeAsked(hub, viewer, request.type);
  const sight = new Sight(hub.compiled.model, viewer, type.name);
  const limit = pageLimit(request);
  if (request.where.length > conditionsMax) {
    refuse(
      "filter-too-large",
      `A filter has ${conditionsMax} conditions at most, not ${request.where.length}.`,
    );
  }
  const { sort } = request;
  const sortedBy =
    sort === null ? null : { attribute: askable(type, sight, sort.attribute), descending: sort.descending };
  // Shown is also what is several facts, a text in its languages, or one of a list.
  for (const shown of request.select ?? []) {
    if (declaredAs(type, shown) === undefined && attributeOfFact(type, shown) === undefined)
      refuseAttribute(shown, type.name, type.attributes.keys());
  }
  const question = questionOf(request);
  const listed = await entitiesAfter(hub.database.reader, {
    log: hub.log,
    type: type.name,
    state: request.state,
    where: request.where.map((one) => conditionOf(hub, type, sight, one)),
    sort: sortedBy,
    after: positionIn(hub, request.cursor, question),
    limit: limit + 1,
  });
  return pageOf(
    listed,
    limit,
    ({ position: { key, id } }) => cursorAfter(hub.log, [question, id, JSON.stringify(key)]),
    (row) => goldenAnswer(sight, row, request.select),
  );
}

/** A cursor goes on with the order in which its page was asked for, and with no other. */
const questionOf = ({ type, sort }: ListRequest): string =>
  sort === null ? type : `${type} ${sort.descending ? "-" : "+"}${sort.attribute}`;

function positionIn(hub: Hub, cursor: string | null, question: string): ListPosition | null {
  const parts = readCursor(hub.log, cursor, 3);
  if (parts === null) return null;
  const key: unknown = typeof parts[2] === "string" ? safelyParsed(parts[2]) : null;
  if (parts[0] !== question || !Array.isArray(key) || !key.every((one) => one === null || isPart(one))) {
    return refuse("cursor-broken", "This cursor is of another question.", {
      hint: "Ask with the same type and sort as for the page before, or start again without a cursor.",
    });
  }
  return { key, id: cursorId(parts[1]) };
}

const isPart = (part: unknown): boolean =>
  typeof part === "string" && !part.includes("\0") && part.isWellFormed();

function safelyParsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** An attribute that lists may be asked by: indexed, and seen by the caller, because an order tells of values. */
function askable(type: EntityType, sight: Sight, name: string): Attribute {
  const attribute = type.attributes.get(name) ?? refuseAttribute(name, type.name, type.attributes.keys());
  if (sight.hides(name)) {
    refuse(
      "attribute-masked",
      `"${name}" is personal or sensitive: to filter or sort by it one must be allowed to see it.`,
    );
  }
  if (!attribute.indexed) {
    const indexed = [...type.attributes.values()].filter((one) => one.indexed).map((one) => one.name);
    refuse(
      "attribute-not-indexed",
      `"${name}" is not indexed, so lists are neither filtered nor sorted by it.`,
      {
        hint: `Declare \`indexed: true\` on it in the model. Indexed are: ${indexed.join(", ") || "none yet"}, and _id.`,
      },
    );
  }
  return attribute;
}

function conditionOf(
  hub: Hub,
  type: EntityType,
  sight: Sight,
  { attribute: name, op, value }: Condition,
): FactCondition {
  const attribute = name === "_id" ? null : askable(type, sight, name);
  if (op === "empty") return { attribute, op, values: [], empty: value === true };
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
  if (attribute === null) return { attribute, op, values: texts.map(idText), empty: false };
  if (op === "prefix") return { attribute: textual(attribute), op, values: texts, empty: false };
  return { attribute, op, values: texts.map((text) => canonicalOf(hub, attribute, text)), empty: false };
}

const idText = (text: string): string =>
  uuidText.test(text) ? text : refuse("filter-malformed", "`_id` is compared with ids of 36 characters.");

function textual(attribute: Attribute): Attribute {
  const { kind } = attribute.type;
  const numeric = ["integer", "decimal", "float", "money", "timestamp", "boolean"].includes(kind);
  if (numeric) refuse("filter-malformed", `"${attribute.name}" is of type ${kind}, which has no beginnings.`);
  return attribute;
}

/** A value to compare with, read and standardised as a source's would be; references are compared by entity id. */
function canonicalOf(hub: Hub, attribute: Attribute, text: string): string {
  if (attribute.type.kind === "ref") return idText(text);
  const reading = compileReader(attribute, hub.compiled.model.codes)(text);
  if (isRefusal(reading)) {
    return refuse("filter-malformed", `The value for "${attribute.name}" cannot be read: ${reading.message}`);
  }
  return (
    reading ??
    refuse("filter-malformed", `An empty value for "${attribute.name}" is asked for with \`empty\`.`)
  );
}
