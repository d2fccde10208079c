import { type ApprovalLayer, approvalKey } from "../../core/golden/approval.ts";
import { type EntityId, entityId, factKey } from "../../core/ids.ts";
import type { Observation } from "../../core/mapping/observation.ts";
import { observeClaims } from "../../core/mapping/observe-claims.ts";
import type { Address, RecordStep, Step } from "../../core/model-tests/model-test.ts";
import { fieldCheck } from "../../core/rules/index.ts";
import type { Raw } from "../../core/value/raw.ts";
import { parseReference } from "../../core/value/reference.ts";
import { invariant, Refused, refuse } from "../../errors.ts";
import type { EntityState } from "../../store/state.ts";
import { comeDue } from "../calendar.ts";
import { applyDeletion, applyObservation, newEntity } from "../change/apply-observation.ts";
import { changeEntity } from "../change/change-entity.ts";
import type { Compiled } from "../change/compiled.ts";
import { mergeEntities, survivorOf } from "../change/merge.ts";
import type { Observed } from "../change/observed.ts";
import { referenceHashes, resolveWanted, wantedReferences } from "../change/references.ts";
import { pairName, recordSlot, Work } from "../change/work.ts";
import { createHere, statedFacts } from "../edit/create-entity.ts";
import { decideWaiting } from "../edit/decide-approval.ts";
import { endDue } from "../edit/end-due-overrides.ts";
import { liftOverride, overrideFact } from "../edit/override-fact.ts";
import { enterFact } from "../edit/set-fact.ts";
import { statementOf } from "../edit/who-stated.ts";
import { resolveAnew } from "../follow.ts";
import { atTheDoor, KeysSeen } from "../load/door.ts";
import { plainKeys } from "./plain-keys.ts";

/** Why something was not taken, or a fact held back. */
export interface Turned {
  readonly code: string;
  readonly message: string;
}

/** What became of one step. */
export interface Played {
  readonly refused: Turned | null;
  /** By fact. */
  readonly held: ReadonlyMap<string, Turned>;
}

/**
 * A log in memory, on which one test is played: the same work that the server does, by the same functions, with everything
 * at hand and nothing committed. What follows from a change is followed at once.
 */
export class World {
  readonly work: Work;
  #day: string;
  #steps = 0;
  /** What each record said last: a step names only what is new. */
  readonly #said = new Map<string, Said>();
  /** By what the test calls them, "" for nobody named: actors are opaque. */
  readonly #actors = new Map<string, string>();
  /** Who acted, from the entry with which that began. */
  readonly #acted: { readonly from: number; readonly actor: string }[] = [];
  readonly #created = new Map<string, EntityId>();
  /** The instant of each step, from the entry that it began with. */
  readonly #moments: { readonly from: number; readonly at: string }[] = [];

  constructor(compiled: Compiled, day: string) {
    let ids = 0;
    this.#day = day;
    this.work = new Work({
      cause: { cause: "test", actor: "test", run: null, model: compiled.model.hash, log: 1 },
      compiled,
      keys: plainKeys,
      // In order of time, as ids are.
      ids: { newId: () => idOfNumber(++ids) },
      readAt: { commits: 0, next: 1, modelAt: 0, calendar: day },
    });
  }

  get day(): string {
    return this.#day;
  }

  /** The instant of now: noon and some microseconds, so that each step lies after the one before. */
  get now(): string {
    return `${this.#day}T12:00:00.${String(this.#steps).padStart(6, "0")}Z`;
  }

  /** When the entry of an index was recorded. */
  momentOf(index: number): string {
    return this.#moments.findLast(({ from }) => from <= index)?.at ?? this.now;
  }

  /** The entity that a record, or something created here, belongs to now; `null` where there is none. */
  entityAt({ source, key }: Pick<Address, "source" | "key">): EntityState | null {
    const id = source === "hub" ? this.#created.get(key) : this.work.recordsAt(source, key)[0]?.entity;
    return id === undefined ? null : this.work.entity(this.survivor(id));
  }

  survivor(id: EntityId): EntityId {
    const into = this.work.entities.get(id)?.mergedInto ?? null;
    return into === null ? id : this.survivor(into);
  }

  play(step: Step): Played {
    this.#steps += 1;
    this.#actor("");
    this.#moments.push({ from: this.work.index, at: this.now });
    try {
      const played = this.#act(step);
      this.#follow();
      return played;
    } catch (error) {
      // A refusal changes nothing; anything else is a bug.
      if (!(error instanceof Refused)) throw error;
      return { refused: error.refusal, held: new Map() };
    }
  }

  #act(step: Step): Played {
    const { work } = this;
    switch (step.kind) {
      case "record":
        return this.#record(step);
      case "enter":
        this.#enter(step.entity, step.facts);
        return taken;
      case "create":
        this.#create(step);
        return taken;
      case "override": {
        const { attribute, value } = step;
        this.#actor(step.by);
        const state = this.#entity(step.entity);
        this.#expect(state.type, new Map([[attribute, value]]));
        overrideFact(work, state, { ...step, today: this.#day });
        return taken;
      }
      case "end-override":
        liftOverride(work, this.#entity(step.entity), step.attribute);
        return taken;
      case "approve":
      case "decline":
        this.#decide(step, this.#actor(step.by));
        return taken;
      case "same":
        this.#merge(this.#entity(step.left), this.#entity(step.right));
        return taken;
      case "different":
        work.different.add(pairName(this.#entity(step.left).id, this.#entity(step.right).id));
        return taken;
      case "day":
        this.#day = step.day;
        work.calendar = step.day;
        for (const id of [...work.entities.keys()]) {
          comeDue(work, id);
          endDue(work, id, step.day);
        }
        return taken;
      default:
        return step satisfies never;
    }
  }

  /** Who does what comes next: nobody approves what they asked for. */
  #actor(name: string): string {
    const known = this.#actors.get(name);
    const actor = known ?? `test-${this.#actors.size}`;
    this.#actors.set(name, actor);
    this.work.cause = { ...this.work.cause, actor };
    this.#acted.push({ from: this.work.index, actor });
    return actor;
  }

  /** Who made the entry of an index. */
  #actorOf(index: number): string {
    return this.#acted.findLast(({ from }) => from <= index)?.actor ?? "";
  }

  /** What waits now is what is decided on. */
  #decide(step: Extract<Step, { kind: "approve" | "decline" }>, actor: string): void {
    const { kind, entity, attribute, by, reason } = step;
    const state = this.#entity(entity);
    const waitingOn = (layer: ApprovalLayer) =>
      state.approvals.get(approvalKey(layer, factKey(attribute)))?.waiting ?? null;
    const layer = step.layer ?? (waitingOn("override") === null ? "claim" : "override");
    const waiting = waitingOn(layer);
    const entry = waiting?.since ?? 0;
    const statement = waiting && statementOf(this.work, state, { attribute, layer, waiting });
    const actors = new Set([waiting?.requester ?? "", this.#actorOf(statement ?? entry)]);
    const stated = { entry, actors, names: new Set<string>() };
    decideWaiting(this.work, state, {
      actor,
      attribute,
      layer,
      entry,
      name: by,
      decision: kind,
      reason,
      stated,
    });
  }

  #entity(address: Address): EntityState {
    const state = this.entityAt(address);
    if (state === null) refuse("entity-unknown", `Nothing has been said of ${addressText(address)} yet.`);
    return state;
  }

  #record(step: RecordStep): Played {
    const { work } = this;
    const { compiled } = work;
    const { source: name, key } = step.record;
    const source = compiled.model.sources.get(name);
    const type = source && compiled.types.get(source.entity);
    const mapping = compiled.mappings.get(name);
    invariant(source && type && mapping, "a step that was read names a declared source");
    const position = { incarnation: 1, kind: "file" as const, at: step.asOf ?? this.now };
    const slot = recordSlot(name, key);
    if (step.deleted) {
      const stored = work.recordsAt(name, key);
      if (stored.length === 0) refuse("entity-unknown", `Nothing has been said of ${name}:${key} yet.`);
      for (const one of stored) applyDeletion(work, one, position);
      return taken;
    }
    const said = saidNow(this.#said.get(slot), step);
    this.#said.set(slot, said);
    const door = { source, mapping: said.columns === null ? claimsMapping() : mapping, compiled: type };
    const { observed, away } = atTheDoor(door, batchOf(source.key, key, said), position, new KeysSeen());
    const [turned] = away;
    if (turned !== undefined) return { refused: turned.reasons[0] ?? null, held: new Map() };
    for (const one of observed) this.#apply(one);
    const held = observed.flatMap(({ observation }) => observation.held);
    return { refused: null, held: new Map(held.map(({ fact, refusal }) => [fact, refusal])) };

    function claimsMapping() {
      invariant(source && type && mapping, "as above");
      const fields = { source, type: type.type, fieldCheck: fieldCheck(type.rules, type.type) };
      const observe = (): Observation => observeClaims(fields, { ...said, key });
      return { ...mapping, observe };
    }
  }

  #apply(observed: Observed): void {
    this.work.incoming.push({ type: observed.source.entity, claims: observed.observation.claims });
    this.#resolveReferences();
    applyObservation(this.work, observed);
  }

  #enter(address: Address, facts: ReadonlyMap<string, Raw>): void {
    const { type } = this.#entity(address);
    this.#expect(type, facts);
    for (const [attribute, value] of facts) enterFact(this.work, this.#entity(address), { attribute, value });
  }

  #create({ type, called, facts }: Extract<Step, { kind: "create" }>): void {
    const claims = statedFacts(this.work.compiled, { type, facts });
    this.work.incoming.push({ type, claims });
    this.#resolveReferences();
    const state = newEntity(this.work, type);
    this.#created.set(called, createHere(this.work, state, claims).id);
  }

  #merge(left: EntityState, right: EntityState): void {
    if (left.id === right.id) refuse("same-entity", "The two are one entity already.");
    if (left.type !== right.type) refuse("types-differ", `One is a ${left.type}, the other a ${right.type}.`);
    const [survivor, merged] = survivorOf(left, right);
    mergeEntities(this.work, { survivor: survivor.id, merged: merged.id, why: "hand" });
  }

  /** What is about to be stated may refer to something; what cannot be read is refused where it is stated. */
  #expect(type: string, facts: ReadonlyMap<string, Raw>): void {
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
  #follow(): void {
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

const taken: Played = { refused: null, held: new Map() };

interface Said {
  /** `null` where the claims are given in the form of the model. */
  readonly columns: ReadonlyMap<string, Raw> | null;
  readonly claims: RecordStep["claims"];
  readonly links: RecordStep["links"];
}

/** What a record says now: what it said before, but for what the step says anew, or that it is silent about. */
function saidNow(before: Said | undefined, { columns, claims, links, without }: RecordStep): Said {
  const silent = new Set(without);
  const over = <Key extends string, Value>(was: ReadonlyMap<Key, Value>, is: ReadonlyMap<Key, Value>) =>
    new Map([...was, ...is].filter(([name]) => !silent.has(name)));
  const asColumns =
    columns.size > 0 || (claims.size === 0 && before !== undefined && before.columns !== null);
  return {
    columns: asColumns ? over(before?.columns ?? new Map(), columns) : null,
    claims: over(before?.claims ?? new Map(), claims),
    links: over(before?.links ?? new Map(), links),
  };
}

/** The row as its source would hand it over: the columns of the key are those of the address unless the step says otherwise. */
function batchOf(
  keyColumns: readonly string[],
  key: string,
  { columns }: Said,
): Parameters<typeof atTheDoor>[1] {
  const parts = keyColumns.length === 1 ? [key] : partsOf(key);
  const fields = new Map<string, Raw>(keyColumns.map((column, at) => [column, parts[at] ?? null]));
  for (const [column, raw] of columns ?? []) fields.set(column, raw);
  return { rows: [{ line: 1, fields, bytes: new Uint8Array() }], refused: [] };
}

function partsOf(key: string): readonly string[] {
  try {
    const parsed: unknown = JSON.parse(key);
    return Array.isArray(parsed) ? parsed.map(String) : [key];
  } catch (error) {
    if (error instanceof SyntaxError) return [key];
    throw error;
  }
}

export const addressText = ({ source, key }: Pick<Address, "source" | "key">): string => `${source}:${key}`;

const idOfNumber = (number: number): string =>
  `00000000-0000-8000-8000-${number.toString(16).padStart(12, "0")}`;
