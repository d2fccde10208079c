import type { EntityId } from "../core/ids.ts";
import type { Reader } from "./db.ts";
import { Gathering } from "./gathering.ts";
import {
  type EntityAsRead,
  type EntityGlance,
  type EntityReadRow,
  entitiesAsRead,
  entityFromReadRow,
  glanceAtEntities,
} from "./read-entity.ts";

/** What is asked of single entities by their ids; of one log, by as many callers at once as there are. */
export class EntityQuestions {
  readonly #rows: Gathering<EntityId, EntityReadRow>;
  readonly #glances: Gathering<EntityId, EntityGlance>;

  constructor(sql: Reader, log: number) {
    this.#rows = new Gathering((ids) => entitiesAsRead(sql, log, ids));
    this.#glances = new Gathering((ids) => glanceAtEntities(sql, log, ids));
  }

  /** An entity as its row holds it. */
  async asRead(id: EntityId): Promise<EntityAsRead | undefined> {
    const row = await this.#rows.ask(id);
    return row && entityFromReadRow(row);
  }

  glance(id: EntityId): Promise<EntityGlance | undefined> {
    return this.#glances.ask(id);
  }
}
