import { refuse } from "../../errors.ts";
import {
  type DecisionState,
  decisionRead,
  decisionsBefore,
  type GroupDecisionRead,
} from "../../store/decisions.ts";
import { openSaid } from "../change/entered-here.ts";
import type { Hub } from "../hub.ts";
import type { Page, PageRequest } from "./answers.ts";
import { cursorAfter, cursorNumber, pageLimit, pageOf, readCursor, uuidText } from "./cursor.ts";
import { whoAndWhy } from "./leave-answer.ts";
import { refuseUnknownNames } from "./names-asked.ts";
import { Sight } from "./sight.ts";
import { keysOf } from "./unseal.ts";
import { mayRead, type Shown, typesRead, type Viewer } from "./viewer.ts";

/** A decision on a group of divergences, with its account. */
export interface DecisionAnswer {
  readonly id: string;
  /** The entry that says it. */
  readonly index: number;
  readonly state: DecisionState;
  readonly type: string;
  readonly attribute: string;
  readonly source: string;
  readonly cause: string;
  readonly pattern: string;
  readonly policy: string | null;
  readonly until: string;
  readonly by: Shown;
  readonly reason: Shown;
  /** How many were meant, how many of them may differ by it so far, and, once it is done, how many had changed before their turn came. */
  readonly expected: number;
  readonly given: number;
  readonly passed: number | null;
  /** How much of the leave that it gave was taken back with it; `null` while it stands. */
  readonly withdrawn: number | null;
  readonly madeAt: string;
  readonly endedAt: string | null;
  readonly withdrawnAt: string | null;
}

export interface DecisionFilter {
  readonly type?: string;
  readonly source?: string;
  readonly state?: DecisionState;
}

/** One decision, with how far it has been carried out. */
export async function getDecision(hub: Hub, viewer: Viewer, id: string): Promise<DecisionAnswer> {
  const { reader } = hub.database;
  const found = uuidText.test(id) ? await decisionRead(reader, hub.log, id) : undefined;
  const type = hub.compiled.model.entities.get(found?.group.type ?? "");
  const isSeen = type === undefined ? viewer.domains === null : mayRead(viewer, type);
  if (found === undefined || !isSeen) return refuseDecision();
  return answerOf(hub, viewer, found, await keysOf(reader, hub.keys, [found.id]));
}

export function refuseDecision(): never {
  return refuse("decision-unknown", "There is no such decision.", {
    hint: "Decisions on groups are listed by `bailiwick decisions`.",
  });
}

/** The decisions on groups of divergences, the latest first. */
export async function listDecisions(
  hub: Hub,
  viewer: Viewer,
  request: PageRequest & { readonly filter: DecisionFilter },
): Promise<Page<DecisionAnswer>> {
  const limit = pageLimit(request);
  const parts = readCursor(hub.log, request.cursor, 1);
  const before = parts && cursorNumber(parts[0]);
  const { type = null, source = null, state = null } = request.filter;
  const question = { types: typesRead(viewer, hub.compiled.model), type, source, state };
  const { reader } = hub.database;
  const found = await decisionsBefore(reader, hub.log, question, before, limit + 1);
  if (found.length === 0) refuseUnknownNames(hub, viewer, request.filter);
  const keys = await keysOf(
    reader,
    hub.keys,
    found.map(({ id }) => id),
  );
  return pageOf(
    found,
    limit,
    (last) => cursorAfter(hub.log, [last.index]),
    (one) => answerOf(hub, viewer, one, keys),
  );
}

function answerOf(
  hub: Hub,
  viewer: Viewer,
  decision: GroupDecisionRead,
  keys: Parameters<typeof openSaid>[0],
): DecisionAnswer {
  const { id, index, state, group, until, expected, given, madeAt, endedAt, withdrawnAt, said } = decision;
  const sight = new Sight(hub.compiled.model, viewer, group.type);
  return {
    ...{ id, index, state, ...group, until },
    ...whoAndWhy(sight, openSaid(keys, { subject: id, said })),
    ...{ expected, given, passed: endedAt === null ? null : expected - given },
    withdrawn: decision.withdrawal === null ? null : decision.withdrawn,
    ...{ madeAt, endedAt, withdrawnAt },
  };
}
