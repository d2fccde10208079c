import type { EntityId } from "../core/ids.ts";
import { momentsKeptMax } from "../limits.ts";
import type { Reader } from "./db.ts";
import { Gathering } from "./gathering.ts";
import { fewEntityStates } from "./load-state.ts";
import { Moments } from "./moments.ts";
import {
  type EntityAsRead,
  type EntityGlance,
  type EntityReadRow,
  entitiesAsRead,
  entityFromReadRow,
  glanceAtEntities,
} from "./read-entity.ts";
import { recordedAtOf } from "./read-moments.ts";
import type { EntityState } from "./state.ts";

/** What is asked of single entities by their ids; of one log, by as many callers at once as there are. */
export class EntityQuestions {
  readonly #rows: Gathering<EntityId, EntityReadRow>;
  readonly #states: Gathering<EntityId, EntityState>;
  readonly #moments: Moments;
  readonly #glances: Gathering<EntityId, EntityGlance>;

  constructor(sql: Reader, log: number) {
    this.#rows = new Gathering((ids) => entitiesAsRead(sql, log, ids));
    this.#states = new Gathering((ids) => fewEntityStates(sql, log, ids));
    this.#moments = new Moments((indexes) => recordedAtOf(sql, log, indexes), momentsKeptMax);
    this.#glances = new Gathering((ids) => glanceAtEntities(sql, log, ids));
  }

  /** An entity as its row holds it. */
  async asRead(id: EntityId): Promise<EntityAsRead | undefined> {
    const row = await this.#rows.ask(id);
    return row && entityFromReadRow(row);
  }

  /** An entity with everything that belongs to it. */
  state(id: EntityId): Promise<EntityState | undefined> {
    return this.#states.ask(id);
  }

  glance(id: EntityId): Promise<EntityGlance | undefined> {
    return this.#glances.ask(id);
  }

  /** When some entries were recorded, by index. */
  moments(indexes: Iterable<number>): Promise<ReadonlyMap<number, string>> {
    return this.#moments.of(indexes);
  }
}
