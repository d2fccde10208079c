import { comeDueAll } from "../../src/app/calendar.ts";
import { declareDifferent, mergeByHand, splitByHand } from "../../src/app/duplicates/decide-duplicate.ts";
import { createEntity } from "../../src/app/edit/create-entity.ts";
import { decideApproval } from "../../src/app/edit/decide-approval.ts";
import { endOverride, setOverride } from "../../src/app/edit/override-fact.ts";
import { setFact } from "../../src/app/edit/set-fact.ts";
import { waiveDivergence, withdrawWaiver } from "../../src/app/edit/waive-copy.ts";
import { followAll } from "../../src/app/follow.ts";
import type { Hub } from "../../src/app/hub.ts";
import { type EntityId, entityId } from "../../src/core/ids.ts";
import { Refused, refuse } from "../../src/errors.ts";
import { survivorAt } from "../../src/store/load-duplicates.ts";
import { recordsByKey } from "../../src/store/load-records.ts";
import { entityStates } from "../../src/store/load-state.ts";
import type { EntityState } from "../../src/store/state.ts";
import { crosswalkText, loadText } from "../helpers/test-hub.ts";
import { decidedHere, isHere, withIds } from "./created.ts";
import type { At, Columns, Happening } from "./draw-steps.ts";
import { narrow } from "./govern.ts";
import { nthCopy, nthOverridden, nthWaiting } from "./nth.ts";
import { agreed } from "./play.ts";

const edit = { actor: "t", cause: "fact" as const, ifVersion: null, idempotency: null };
const person = { actor: "t", by: "ana", reason: "so it is" };

/** Plays the same on a hub with a database: by loads, edits and decisions as a client makes them. */
export class OnHub {
  /** Replaced by one that knows nothing yet, where the server starts anew. */
  hub: Hub;
  /** What was merged by hand, and not parted again: the latest last. */
  readonly #merged: EntityId[] = [];
  /** What was created here, by its key in the steps: the id that it had then. */
  readonly #created = new Map<string, EntityId>();
  /** By source and slice, the row that stands. */
  readonly #rows = new Map<
    string,
    { readonly source: string; readonly key: string; readonly row: Columns }
  >();

  constructor(hub: Hub) {
    this.hub = hub;
  }

  /** Why nothing happened; `null` where it did. `now` dates what sources say, `today` what people do. */
  async play(happening: Happening, now: string, today: string): Promise<string | null> {
    try {
      const known = withIds(happening, (key) => this.#created.get(key));
      const why = await this.#act(known, now, today);
      await followAll(this.hub);
      return why;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      return error.refusal.code;
    }
  }

  async states(): Promise<readonly EntityState[]> {
    const { reader } = this.hub.database;
    const ids = await reader.many<{ entity_id: string }>(
      "select entity_id from bailiwick.entity order by entity_id",
    );
    const states = await entityStates(
      reader,
      this.hub.log,
      ids.map((row) => entityId(row.entity_id)),
    );
    return [...states.values()];
  }

  async #act(happening: Happening, now: string, today: string): Promise<string | null> {
    const { hub } = this;
    switch (happening.kind) {
      case "row":
        return this.#row(happening, now);
      case "delete":
        return this.#delete(happening.at, now);
      case "day":
        await comeDueAll(hub, async () => `${happening.day}T00:00:00.000000Z`);
        return null;
      case "pair": {
        const { left, right } = happening;
        if (left.source === right.source && left.key === right.key) return "one record";
        await crosswalkText(hub, `l,r\n${left.key},${right.key}\n`, {
          left: left.source,
          right: right.source,
        });
        return null;
      }
      case "split": {
        const merged = this.#merged.pop();
        if (merged === undefined) return "not-merged";
        await splitByHand(hub, { ...person, merged });
        return null;
      }
      case "create":
        return this.#create(happening);
      case "same":
      case "different":
        return this.#decide(happening);
      default:
        return this.#edit(happening, today);
    }
  }

  async #create({ at: { key }, facts }: Extract<Happening, { kind: "create" }>): Promise<string | null> {
    const { hub } = this;
    if (this.#created.has(key)) return "created";
    const type = hub.compiled.types.get("thing")?.type;
    if (type === undefined) return "type-unknown";
    const what = { type: type.name, facts: decidedHere(type, facts), confirmed: true };
    const made = await createEntity(hub, { ...edit, cause: "create", ...what });
    if (made.kind === "created") this.#created.set(key, made.edited.entity);
    return null;
  }

  async #decide({ kind, ...pair }: Extract<Happening, { kind: "same" | "different" }>): Promise<null> {
    const [left, right] = [(await this.#state(pair.left)).id, (await this.#state(pair.right)).id];
    if (kind === "different") await declareDifferent(this.hub, { ...person, left, right });
    else {
      const survivor = await mergeByHand(this.hub, { ...person, left, right });
      this.#merged.push(survivor === left ? right : left);
    }
    return null;
  }

  async #edit(
    happening: Extract<Happening, { readonly at: At }> & { readonly kind: string },
    today: string,
  ): Promise<string | null> {
    const { hub } = this;
    const state = await this.#state(happening.at);
    const here = { ...edit, entity: state.id };
    if (happening.kind === "enter") {
      const { attribute, value } = happening;
      await setFact(hub, { ...here, attribute, value });
    } else if (happening.kind === "override") {
      const { attribute, value } = happening;
      const until = { change: "authority-changes" } as const;
      await setOverride(hub, { ...here, attribute, value, by: "ines", reason: "wrong", until, today });
    } else if (happening.kind === "lift") {
      const attribute = nthOverridden(state, happening.nth);
      if (attribute === undefined) return "none";
      await endOverride(hub, { ...here, attribute });
    } else if (happening.kind === "decide") {
      const found = nthWaiting(state, happening.nth);
      if (found === undefined) return "none";
      const { by, agree } = happening;
      const { fact: attribute, layer, waiting } = found;
      const decision = agree ? "approve" : "decline";
      const said = { name: by, actor: by, decision, reason: agree ? "" : "no" } as const;
      await decideApproval(hub, { ...here, ...said, attribute, layer, entry: waiting.since });
    } else if (happening.kind === "waive") {
      const copy = nthCopy(state, happening.nth, "differs");
      if (copy === undefined) return "none";
      await waiveDivergence(hub, { ...here, ...copy, ...agreed, until: happening.until });
    } else if (happening.kind === "withdraw") {
      const copy = nthCopy(state, happening.nth, "allowed");
      if (copy === undefined) return "none";
      await withdrawWaiver(hub, { ...here, ...copy });
    }
    return null;
  }

  async #row({ at, columns }: Extract<Happening, { kind: "row" }>, now: string): Promise<string | null> {
    const row = { ...keyColumns(at), ...columns };
    const answer = await this.#load(at.source, [row], now, false);
    if (answer.account.quarantined > 0) return "quarantined";
    this.#rows.set(`${at.source} ${at.key} ${columns.since ?? ""}`, { ...at, row });
    return null;
  }

  /** A record goes with a complete load that does not have it. */
  async #delete({ source, key }: At, now: string): Promise<string | null> {
    if (this.#living(source).every((one) => one.key !== key)) return "entity-unknown";
    for (const [slot, one] of this.#rows)
      if (one.source === source && one.key === key) this.#rows.delete(slot);
    const left = this.#living(source).map(({ row }) => row);
    await this.#load(source, left, now, true);
    return null;
  }

  #living(source: string) {
    return [...this.#rows.values()].filter((one) => one.source === source);
  }

  #load(source: string, rows: readonly Columns[], asOf: string, complete: boolean) {
    const text = rows.map((row) => `${JSON.stringify(row)}\n`).join("");
    return loadText(this.hub, source, text, { format: "jsonl", asOf, complete });
  }

  async #state({ source, key }: At): Promise<EntityState> {
    const { reader } = this.hub.database;
    if (isHere({ source, key })) {
      const made = this.#created.get(key);
      const survivor = made && (await survivorAt(reader, this.hub.log, made));
      const state = survivor && (await this.hub.entities.state(survivor));
      return state || refuse("entity-unknown", `Nothing was created here as ${key} yet.`);
    }
    const records = await recordsByKey(reader, this.hub.log, source, [key]);
    const id = records.find(({ former }) => !former)?.entity;
    const state = id === undefined ? undefined : await this.hub.entities.state(id);
    if (state === undefined) refuse("entity-unknown", `Nothing has been said of ${source}:${key} yet.`);
    return state;
  }
}

function keyColumns({ source, key }: At): Columns {
  if (source !== narrow) return { id: key };
  const [id = "", tag = ""] = JSON.parse(key) as readonly string[];
  return { id, tag };
}
