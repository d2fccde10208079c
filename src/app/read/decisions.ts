import { refuse } from "../../errors.ts";
import { decisionRead } from "../../store/decisions.ts";
import { openSaid } from "../change/entered-here.ts";
import type { Hub } from "../hub.ts";
import { uuidText } from "./cursor.ts";
import { whoAndWhy } from "./leave-answer.ts";
import { Sight } from "./sight.ts";
import { keysOf } from "./unseal.ts";
import { mayRead, type Shown, type Viewer } from "./viewer.ts";

/** A decision on a group of divergences, with its account. */
export interface DecisionAnswer {
  readonly id: string;
  readonly state: "running" | "done";
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
  readonly madeAt: string;
  readonly endedAt: string | null;
}

/** One decision, with how far it has been carried out. */
export async function getDecision(hub: Hub, viewer: Viewer, id: string): Promise<DecisionAnswer> {
  const { reader } = hub.database;
  const found = uuidText.test(id) ? await decisionRead(reader, hub.log, id) : undefined;
  const type = hub.compiled.model.entities.get(found?.group.type ?? "");
  const isSeen = type === undefined ? viewer.domains === null : mayRead(viewer, type);
  if (found === undefined || !isSeen) return refuse("decision-unknown", "There is no such decision.");
  const { group, until, expected, given, madeAt, endedAt, said } = found;
  const keys = await keysOf(reader, hub.keys, [found.id]);
  const sight = new Sight(hub.compiled.model, viewer, group.type);
  return {
    id: found.id,
    state: endedAt === null ? "running" : "done",
    ...group,
    until,
    ...whoAndWhy(sight, openSaid(keys, { subject: found.id, said })),
    expected,
    given,
    passed: endedAt === null ? null : expected - given,
    madeAt,
    endedAt,
  };
}
