import { type EntityId, entityId, type FactKey, factKey } from "../../core/ids.ts";
import type { Raw } from "../../core/value/raw.ts";
import { parseReference } from "../../core/value/reference.ts";
import { dayOf, type WorldMoment } from "../../core/value/world-moment.ts";
import { invariant } from "../../errors.ts";
import type { EntityState } from "../../store/state.ts";
import { comeDue } from "../calendar.ts";
import { applyObservation, newEntity } from "../change/apply-observation.ts";
import { changeEntity } from "../change/change-entity.ts";
import type { Compiled } from "../change/compiled.ts";
import type { Observed } from "../change/observed.ts";
import { referenceHashes, resolveWanted, wantedReferences } from "../change/references.ts";
import { Work } from "../change/work.ts";
import { createHere } from "../edit/create-entity.ts";
import { endDue } from "../edit/end-due-overrides.ts";
import { resolveAnew } from "../follow.ts";
import { plainKeys } from "./plain-keys.ts";

/**
 * A log in memory: the same work that the server does, by the same functions, with everything at hand and nothing committed.
 * Whatever is done lies between `begin` and `settle`, by which what follows from it is followed at once.
 */
export class World {
  readonly work: Work;
  #moment: WorldMoment;
  #steps = 0;
  /** By what they are called, "" for nobody named: actors are opaque. */
  readonly #actors = new Map<string, string>();
  /** Who acted, from the entry with which that began. */
  readonly #acted: { readonly from: number; readonly actor: string }[] = [];
  /** What was created here, by what it was called. */
  readonly #created = new Map<string, EntityId>();
  /** The instant of each step, from the entry that it began with. */
  readonly #moments: { readonly from: number; readonly at: string }[] = [];

  constructor(compiled: Compiled, moment: WorldMoment) {
    let ids = 0;
    this.#moment = moment;
    this.work = new Work({
      cause: { cause: "fact", actor: "test", run: null, model: compiled.model.hash, log: 1 },
      compiled,
      keys: plainKeys,
      // In order of time, as ids are.
      ids: { newId: () => idOfNumber(++ids) },
      readAt: { commits: 0, mark: "", next: 1, modelAt: 0, calendar: moment, recordedAt: "" },
      today: dayOf(moment),
    });
  }

  get day(): string {
    return dayOf(this.#moment);
  }

  /** The instant of now: noon and some microseconds, so that each step lies after the one before. */
  get now(): string {
    return `${this.day}T12:00:00.${String(this.#steps).padStart(6, "0")}Z`;
  }

  /** When the entry of an index was recorded. */
  momentOf(index: number): string {
    return this.#moments.findLast(({ from }) => from <= index)?.at ?? this.now;
  }

  /** The entity that a record, or something created here (of source `hub`), belongs to now; `null` where there is none. */
  entityAt({ source, key }: { readonly source: string; readonly key: string }): EntityState | null {
    const id = source === "hub" ? this.#created.get(key) : this.work.recordsAt(source, key)[0]?.entity;
    return id === undefined ? null : this.work.entity(this.survivor(id));
  }

  /** The entity that answers for an id. */
  survivor(id: EntityId): EntityId {
    const into = this.work.entities.get(id)?.mergedInto ?? null;
    return into === null ? id : this.survivor(into);
  }

  /** A step begins, at a moment of its own. */
  begin(): void {
    this.#steps += 1;
    this.actBy("");
    this.#moments.push({ from: this.work.index, at: this.now });
  }

  /** Who does what comes next: nobody approves what they asked for. Gives the opaque actor. */
  actBy(name: string): string {
    const known = this.#actors.get(name);
    const actor = known ?? `test-${this.#actors.size}`;
    this.#actors.set(name, actor);
    this.work.cause = { ...this.work.cause, actor };
    this.#acted.push({ from: this.work.index, actor });
    return actor;
  }

  /** Who made the entry of an index. */
  actorOf(index: number): string {
    return this.#acted.findLast(({ from }) => from <= index)?.actor ?? "";
  }

  /** A record says something. */
  observe(observed: Observed): void {
    this.work.incoming.push({ type: observed.source.entity, claims: observed.observation.claims });
    this.#resolveReferences();
    applyObservation(this.work, observed);
  }

  /** An entity is created here, of facts as they were read. */
  create(type: string, called: string, claims: ReadonlyMap<FactKey, string | null>): void {
    this.work.incoming.push({ type, claims });
    this.#resolveReferences();
    const state = newEntity(this.work, type);
    this.#created.set(called, createHere(this.work, state, claims).id);
  }

  /** A day, or a moment within one, comes: what is dated by it comes due. */
  moveTo(moment: WorldMoment): void {
    const { work } = this;
    this.#moment = moment;
    work.calendar = moment;
    work.today = this.day;
    for (const id of [...work.entities.keys()]) {
      comeDue(work, id);
      endDue(work, id, this.day);
    }
  }

  /** What is about to be stated may refer to something; what cannot be read is refused where it is stated. */
  expect(type: string, facts: ReadonlyMap<string, Raw>): void {
    const { references } = this.work.typeOf(type);
    const texts = [...facts].filter(([name]) => references.includes(name));
    const claims = new Map(
      texts.flatMap(([name, raw]) => (typeof raw === "string" ? [[factKey(name), raw] as const] : [])),
    );
    if (claims.size === 0) return;
    this.work.incoming.push({ type, claims });
    this.#resolveReferences();
  }

  #resolveReferences(): void {
    const { work } = this;
    const wanted = wantedReferences(work);
    for (const text of wanted.keys()) {
      const way = parseReference(text);
      if (way?.kind !== "entity") continue;
      const id = entityId(way.id);
      work.survivors.set(id, work.entities.has(id) ? this.survivor(id) : null);
    }
    resolveWanted(work, referenceHashes(work, wanted));
  }

  /** Resolves anew whatever refers to something, until nothing changes any more. */
  settle(): void {
    const { work } = this;
    work.incoming.length = 0;
    const types = [...work.compiled.types.values()].filter((type) => type.references.length > 0);
    if (types.length === 0) return;
    for (let rounds = 0; ; rounds++) {
      invariant(rounds <= work.entities.size + 1, "what follows from a change comes to an end");
      this.#resolveReferences();
      let changed = false;
      for (const state of [...work.entities.values()]) {
        if (state.state === "merged" || work.typeOf(state.type).references.length === 0) continue;
        if (changeEntity(work, state, resolveAnew) !== state) changed = true;
      }
      if (!changed) return;
    }
  }
}

const idOfNumber = (number: number): string =>
  `00000000-0000-8000-8000-${number.toString(16).padStart(12, "0")}`;
