import { type ApprovalLayer, approvalKey } from "../../core/golden/approval.ts";
import { beginOf, sliceName } from "../../core/golden/validity.ts";
import { factKey } from "../../core/ids.ts";
import type { Observation } from "../../core/mapping/observation.ts";
import { observeClaims } from "../../core/mapping/observe-claims.ts";
import type { Address, RecordStep, Step } from "../../core/model-tests/model-test.ts";
import { fieldCheck } from "../../core/rules/index.ts";
import { invariant, Refused, refuse } from "../../errors.ts";
import type { EntityState } from "../../store/state.ts";
import { applyDeletion } from "../change/apply-observation.ts";
import { reusesKeys } from "../change/key-lives.ts";
import { mergeEntities, survivorOf } from "../change/merge.ts";
import { pairName, recordSlot } from "../change/work.ts";
import { statedFacts } from "../edit/create-entity.ts";
import { decideWaiting } from "../edit/decide-approval.ts";
import { liftOverride, overrideFact } from "../edit/override-fact.ts";
import { enterFact } from "../edit/set-fact.ts";
import { endLeave, waiveCopy } from "../edit/waive-copy.ts";
import { statementOf } from "../edit/who-stated.ts";
import { atTheDoor, KeysSeen } from "../load/door.ts";
import type { World } from "../rehearse/world.ts";
import { batchOf, type Said, saidNow } from "./said-now.ts";

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

/** Plays the steps of one test on a log in memory. */
export class Player {
  readonly #world: World;
  /** What each record, or each of its slices, said last: a step names only what is new. */
  readonly #said = new Map<string, Said>();

  constructor(world: World) {
    this.#world = world;
  }

  play(step: Step): Played {
    this.#world.begin();
    try {
      const played = this.#act(step);
      this.#world.settle();
      return played;
    } catch (error) {
      // A refusal changes nothing; anything else is a bug.
      if (!(error instanceof Refused)) throw error;
      return { refused: error.refusal, held: new Map() };
    }
  }

  #act(step: Step): Played {
    const world = this.#world;
    const { work } = world;
    switch (step.kind) {
      case "record":
        return this.#record(step);
      case "enter":
        world.actBy(step.by ?? "");
        world.expect(this.#entity(step.entity).type, step.facts);
        for (const [attribute, value] of step.facts)
          enterFact(work, this.#entity(step.entity), { attribute, value });
        return taken;
      case "create":
        world.actBy(step.by ?? "");
        world.create(step.type, step.called, statedFacts(work.compiled, step));
        return taken;
      case "override": {
        const { attribute, value } = step;
        world.actBy(step.by);
        const state = this.#entity(step.entity);
        world.expect(state.type, new Map([[attribute, value]]));
        overrideFact(work, state, { ...step, today: world.day });
        return taken;
      }
      case "end-override":
        liftOverride(work, this.#entity(step.entity), step.attribute);
        return taken;
      case "approve":
      case "decline":
        this.#decide(step, world.actBy(step.by));
        return taken;
      case "waive": {
        const { attribute, by, reason, until, record } = step;
        world.actBy(by);
        const copy = { attribute, source: record.source, key: record.key };
        const leave = { by, reason, until, replaces: null };
        waiveCopy(work, this.#entity(record), { ...copy, ...leave });
        return taken;
      }
      case "withdraw": {
        const { attribute, record } = step;
        endLeave(work, this.#entity(record), { attribute, source: record.source, key: record.key });
        return taken;
      }
      case "same":
        this.#merge(this.#entity(step.left), this.#entity(step.right));
        return taken;
      case "different":
        work.different.add(pairName(this.#entity(step.left).id, this.#entity(step.right).id));
        return taken;
      case "day":
        world.moveTo(step.day);
        return taken;
      default:
        return step satisfies never;
    }
  }

  /** What waits now is what is decided on. */
  #decide(step: Extract<Step, { kind: "approve" | "decline" }>, actor: string): void {
    const { work } = this.#world;
    const { kind, entity, attribute, by, reason } = step;
    const state = this.#entity(entity);
    const waitingOn = (layer: ApprovalLayer) =>
      state.approvals.get(approvalKey(layer, factKey(attribute)))?.waiting ?? null;
    const layer = step.layer ?? (waitingOn("override") === null ? "claim" : "override");
    const waiting = waitingOn(layer);
    const entry = waiting?.since ?? 0;
    const statement = waiting && statementOf(work, state, { attribute, layer, waiting });
    const actors = new Set([waiting?.requester ?? "", this.#world.actorOf(statement ?? entry)]);
    const stated = { entry, actors, names: new Set<string>() };
    decideWaiting(work, state, {
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
    const state = this.#world.entityAt(address);
    if (state === null) refuse("entity-unknown", `Nothing has been said of ${addressText(address)} yet.`);
    return state;
  }

  #record(step: RecordStep): Played {
    const { work, now } = this.#world;
    const { compiled } = work;
    const { source: name, key } = step.record;
    const source = compiled.model.sources.get(name);
    const type = source && compiled.types.get(source.entity);
    const mapping = compiled.mappings.get(name);
    invariant(source && type && mapping, "a step that was read names a declared source");
    const position = { incarnation: 1, kind: "file" as const, at: step.asOf ?? now };
    const { valid } = step;
    const slot = recordSlot(name, sliceName(key, valid?.from ?? ""));
    if (step.deleted) {
      const all = work.recordsAt(name, key);
      const stored = valid === null ? all : all.filter((one) => beginOf(one) === valid.from);
      if (stored.length === 0) refuse("entity-unknown", `Nothing has been said of ${name}:${key} yet.`);
      for (const one of stored) applyDeletion(work, one, position);
      // Of another thing under this key nothing has been said yet.
      if (reusesKeys(work, source))
        for (const one of stored) this.#said.delete(recordSlot(name, sliceName(key, beginOf(one))));
      return taken;
    }
    const said = saidNow(this.#said.get(slot), step);
    this.#said.set(slot, said);
    const door = { source, mapping: said.columns === null ? claimsMapping() : mapping, compiled: type };
    const { observed, away } = atTheDoor(door, batchOf(source.key, key, said), position, new KeysSeen());
    const [turned] = away;
    if (turned !== undefined) return { refused: turned.reasons[0] ?? null, held: new Map() };
    for (const one of observed) this.#world.observe(one);
    const held = observed.flatMap(({ observation }) => observation.held);
    return { refused: null, held: new Map(held.map(({ fact, refusal }) => [fact, refusal])) };

    function claimsMapping() {
      invariant(source && type && mapping, "as above");
      const fields = { source, type: type.type, fieldCheck: fieldCheck(type.rules, type.type) };
      const observe = (): Observation => observeClaims(fields, { ...said, key });
      return { ...mapping, observe };
    }
  }

  /** A tie that holds already, since matching made it, is what the test wants: nothing is to be done. */
  #merge(left: EntityState, right: EntityState): void {
    if (left.id === right.id) return;
    if (left.type !== right.type) refuse("types-differ", `One is a ${left.type}, the other a ${right.type}.`);
    const [survivor, merged] = survivorOf(left, right);
    mergeEntities(this.#world.work, { survivor: survivor.id, merged: merged.id, why: "hand" });
  }
}

const taken: Played = { refused: null, held: new Map() };

/** How a test names a record, or an entity by one. */
export const addressText = ({ source, key }: Pick<Address, "source" | "key">): string => `${source}:${key}`;
