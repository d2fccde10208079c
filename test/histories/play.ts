import { type Compiled, compileModel } from "../../src/app/change/compiled.ts";
import { lifeAt } from "../../src/app/change/key-lives.ts";
import { addPair } from "../../src/app/change/load-work.ts";
import { answering, splitEntity } from "../../src/app/change/split.ts";
import { pairName } from "../../src/app/change/work.ts";
import { endLeave, waiveCopy } from "../../src/app/edit/waive-copy.ts";
import { applyPair } from "../../src/app/load/load-crosswalk.ts";
import { type Played, Player } from "../../src/app/model-tests/player.ts";
import { World } from "../../src/app/rehearse/world.ts";
import type { Resolution, ResolveInput } from "../../src/core/golden/resolution.ts";
import type { EntityId, FactKey } from "../../src/core/ids.ts";
import type { Model } from "../../src/core/model/model.ts";
import type { Step } from "../../src/core/model-tests/model-test.ts";
import type { Stated } from "../../src/core/value/canonical.ts";
import { Refused } from "../../src/errors.ts";
import { provisionalFrom } from "../../src/store/commit.ts";
import type { CrosswalkPair } from "../../src/store/load-links.ts";
import { place } from "../helpers/worlds.ts";
import type { Asked } from "./asked.ts";
import { decidedHere, withIds } from "./created.ts";
import type { At, Happening } from "./draw-steps.ts";
import { nthCopy, nthOverridden, nthWaiting } from "./nth.ts";

/** What became of one happening. */
export interface Told {
  /** Why nothing happened; `null` where it did. */
  readonly refused: string | null;
  /** Each resolution that it caused, in their order. */
  readonly asked: readonly Asked[];
}

type Watch = (asked: Asked) => void;

export class Chronicle {
  readonly world: World;
  readonly #player: Player;
  readonly #columns = new Map<string, ReadonlySet<string>>();
  /** Pairs of a crosswalk of which a record has not come yet. */
  #waiting: CrosswalkPair[] = [];
  /** By the two, in which lives of their keys they were stated as a pair. */
  readonly #stated = new Map<string, CrosswalkPair>();
  /** What was created here, by its key in the steps: the id that it had then, by which it keeps being known. */
  readonly #created = new Map<string, EntityId>();
  #asked: Asked[] = [];

  constructor(model: Model, day: string, watch: Watch = () => undefined) {
    const compiled = watched(compileModel(model), (one) => {
      this.#asked.push(one);
      watch(one);
    });
    this.world = new World(compiled, day);
    this.#player = new Player(this.world);
  }

  play(happening: Happening): Told {
    this.#asked = [];
    const refused = this.#play(withIds(happening, (key) => this.#created.get(key)));
    return { refused, asked: this.#asked };
  }

  #play(happening: Happening): string | null {
    switch (happening.kind) {
      case "row":
        return this.#row(happening);
      case "split":
        return this.#split();
      case "pair":
        return this.#pair(happening);
      case "day":
        if (happening.day <= this.world.day) return "passed";
        return codeOf(this.#player.play({ ...nothing, kind: "day", day: happening.day }));
      case "lift":
        return this.#lift(happening);
      case "decide":
        return this.#decide(happening);
      case "create":
        return this.#create(happening);
      case "waive":
      case "withdraw":
        return this.#leave(happening);
      default:
        return codeOf(this.#player.play(stepOf(happening)));
    }
  }

  #create({ at, facts }: Extract<Happening, { kind: "create" }>): string | null {
    const { work } = this.world;
    if (this.#created.has(at.key)) return "created";
    const step = { kind: "create", type: "thing", called: at.key, by: null } as const;
    const decided = decidedHere(work.typeOf(step.type).type, facts);
    const refused = codeOf(this.#player.play({ ...nothing, ...step, facts: decided }));
    const made = this.world.entityAt(at);
    if (made !== null) this.#created.set(at.key, made.id);
    return refused;
  }

  #lift({ at, nth }: Extract<Happening, { kind: "lift" }>): string | null {
    const state = this.world.entityAt(at);
    const attribute = state === null ? undefined : nthOverridden(state, nth);
    if (attribute === undefined) return "none";
    return codeOf(
      this.#player.play({ ...nothing, kind: "end-override", entity: { ...at, place }, attribute }),
    );
  }

  #decide({ at, nth, by, agree }: Extract<Happening, { kind: "decide" }>): string | null {
    const state = this.world.entityAt(at);
    const found = state === null ? undefined : nthWaiting(state, nth);
    if (found === undefined) return "none";
    const { fact: attribute, layer } = found;
    const kind = agree ? "approve" : "decline";
    const reason = agree ? "" : "no";
    const entity = { ...at, place };
    return codeOf(this.#player.play({ ...nothing, kind, entity, attribute, by, reason, layer }));
  }

  #leave(happening: Extract<Happening, { kind: "waive" | "withdraw" }>): string | null {
    const { work } = this.world;
    const state = this.world.entityAt(happening.at);
    const which = happening.kind === "waive" ? "differs" : "allowed";
    const copy = state === null ? undefined : nthCopy(state, happening.nth, which);
    if (state === null || copy === undefined) return "none";
    return this.#act(() => {
      if (happening.kind === "withdraw") endLeave(work, state, copy);
      else waiveCopy(work, state, { ...copy, ...agreed, until: happening.until });
    });
  }

  /** What no step of a test says. */
  #act(act: () => void): string | null {
    this.world.begin();
    try {
      act();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      return error.refusal.code;
    }
    this.world.settle();
    return null;
  }

  #row({ at, columns }: Extract<Happening, { kind: "row" }>): string | null {
    const { work } = this.world;
    const name = `${at.source}:${at.key}`;
    const said = this.#columns.get(name) ?? new Set();
    work.crosswalk.clear();
    for (const pair of this.#waiting) addPair(work, pair);
    const played = this.#player.play({
      ...nothing,
      kind: "record",
      record: { ...at, place },
      columns: new Map(Object.entries(columns)),
      claims: new Map<FactKey, Stated>(),
      links: new Map(),
      without: [...said].filter((column) => !(column in columns)),
      deleted: false,
      valid: null,
      asOf: null,
      held: new Map(),
    });
    this.#columns.set(name, new Set([...said, ...Object.keys(columns)]));
    const isThere = (source: string, of: string) => work.recordsAt(source, of).length > 0;
    this.#waiting = this.#waiting.filter(
      (one) => !isThere(one.leftSource, one.leftKey) || !isThere(one.rightSource, one.rightKey),
    );
    return codeOf(played);
  }

  #pair({ left, right }: Extract<Happening, { kind: "pair" }>): string | null {
    if (left.source === right.source && left.key === right.key) return "one record";
    const { work } = this.world;
    this.world.begin();
    const pair = {
      leftSource: left.source,
      leftKey: left.key,
      leftLife: lifeAt(work, left.source, left.key),
      rightSource: right.source,
      rightKey: right.key,
      rightLife: lifeAt(work, right.source, right.key),
    };
    const slot = JSON.stringify([left, right]);
    const before = this.#stated.get(slot);
    if (before === undefined) this.#stated.set(slot, pair);
    if (applyPair(work, pair, before) === "waiting") this.#waiting.push(pair);
    this.world.settle();
    return null;
  }

  #split(): string | null {
    const { work } = this.world;
    const merge = work.merges.findLast(({ why }) => why === "hand");
    if (merge === undefined) return "not-merged";
    this.world.begin();
    const survivor = answering(work, merge.survivor);
    const standing = { ...merge, index: provisionalFrom + merge.index };
    splitEntity(work, standing, survivor, { by: "ana", reason: "they are two" });
    work.different.add(pairName(merge.merged, survivor.id));
    this.world.settle();
    return null;
  }
}

/** Who lets a copy differ, and why. */
export const agreed = { by: "ines", reason: "so agreed" } as const;

const nothing = { place, refused: null } as const;

const codeOf = ({ refused }: Played): string | null => refused?.code ?? null;

function stepOf(
  happening: Exclude<
    Happening,
    { kind: "row" | "split" | "pair" | "day" | "lift" | "decide" | "create" | "waive" | "withdraw" }
  >,
): Step {
  const address = ({ source, key }: At) => ({ source, key, place });
  switch (happening.kind) {
    case "delete":
      return {
        ...nothing,
        kind: "record",
        record: address(happening.at),
        columns: new Map(),
        claims: new Map<FactKey, Stated>(),
        links: new Map(),
        without: [],
        deleted: true,
        valid: null,
        asOf: null,
        held: new Map(),
      };
    case "enter":
      return {
        ...nothing,
        kind: "enter",
        entity: address(happening.at),
        facts: new Map([[happening.attribute, happening.value]]),
        by: null,
      };
    case "override": {
      const { at, attribute, value, until } = happening;
      return {
        ...nothing,
        kind: "override",
        entity: address(at),
        attribute,
        value,
        by: "ines",
        reason: "wrong",
        until: until === null ? { change: "authority-changes" } : { day: until },
      };
    }
    case "same":
    case "different":
      return {
        ...nothing,
        kind: happening.kind,
        left: address(happening.left),
        right: address(happening.right),
      };
    default:
      return happening satisfies never;
  }
}

/** The same, telling each resolution with the comparison that followed it. */
function watched(compiled: Compiled, watch: Watch): Compiled {
  const types = new Map(
    [...compiled.types].map(([name, of]) => {
      let last: { input: ResolveInput; resolution: Resolution } | null = null;
      const resolver: typeof of.resolver = {
        resolve: (input) => {
          const resolution = of.resolver.resolve(input);
          last = { input, resolution };
          return resolution;
        },
      };
      const finder: typeof of.finder = {
        find: (find) => {
          const found = of.finder.find(find);
          if (last !== null)
            watch({ type: of.type, resolver: of.resolver, finder: of.finder, ...last, find, found });
          return found;
        },
      };
      return [name, { ...of, resolver, finder }] as const;
    }),
  );
  return { ...compiled, types };
}
