import { attributeOfFact, declaredAs } from "../../core/model/fact-attribute.ts";
import { refuse } from "../../errors.ts";
import { conditionsMax } from "../../limits.ts";
import { entitiesAfter, type ListPosition, unindexed } from "../../store/list-entities.ts";
import type { Hub } from "../hub.ts";
import { refuseAttribute } from "../unknown-name.ts";
import type { GoldenAnswer, ListRequest, Page } from "./answers.ts";
import { cursorAfter, cursorId, pageLimit, pageOf, readCursor } from "./cursor.ts";
import { conditionOf, sortedValue } from "./fact-condition.ts";
import { goldenAnswer } from "./get-entity.ts";
import { typeAsked } from "./names-asked.ts";
import { Sight } from "./sight.ts";
import type { Viewer } from "./viewer.ts";

/** Entities of one type, filtered and sorted by facts, a page at a time. */
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
    sort === null ? null : { asked: sortedValue(type, sight, sort.attribute), descending: sort.descending };
  // Shown is also what is several facts, a text in its languages, or one of a list.
  for (const shown of request.select ?? []) {
    if (declaredAs(type, shown) === undefined && attributeOfFact(type, shown) === undefined)
      refuseAttribute(shown, type.name, type.attributes.keys());
  }
  const question = questionOf(request);
  const where = request.where.map((one) => conditionOf(hub, type, sight, one));
  const { reader, scanner } = hub.database;
  const isIndexed = unindexed({ where, sort: sortedBy }).length === 0;
  const listed = await entitiesAfter(isIndexed ? reader : scanner, {
    log: hub.log,
    type: type.name,
    state: request.state,
    where,
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
