import { beginOf } from "../../core/golden/validity.ts";
import type { FactKey } from "../../core/ids.ts";
import { attributeOfFact } from "../../core/model/fact-attribute.ts";
import type { Model } from "../../core/model/model.ts";
import { toJson } from "../../core/value/to-json.ts";
import type { StoredRecord } from "../../store/state.ts";
import type { ChangeAnswer, ItemAnswer } from "../read/explain-answer.ts";
import type { Told } from "./told.ts";
import { type Moments, shownBegin, shownMoments, type ValidStep, validStep } from "./valid-step.ts";
import { isFactOf } from "./what-decides.ts";

/** One thing that happened to an entity, as a step of a test says it; facts that the case does not need are left out. */
export interface CaseStep {
  /** The entry that says so. */
  readonly index: number;
  /** The day on which it was recorded. */
  readonly day: string;
  readonly step: Readonly<Record<string, unknown>>;
}

/** What happened to an entity, oldest first, as steps of a test. */
export function stepsOf(model: Model, told: Told): readonly CaseStep[] {
  const telling = new Telling(model, told);
  for (const change of told.history) telling.tell(change);
  return telling.ended();
}

type Step = Record<string, unknown>;

/** What one record, or one slice of one, was told to say. */
interface Slot {
  readonly record: StoredRecord;
  /** The id of the entity to which it belongs by now. */
  entity: string;
  /** When it is true, as far as was told. */
  readonly moments: Moments;
  /** The first step of it, and the last. */
  readonly first: Step;
  readonly last: Step;
  readonly facts: ReadonlySet<string>;
}

class Telling {
  readonly #model: Model;
  readonly #told: Told;
  readonly #steps: CaseStep[] = [];
  readonly #slots = new Map<string, Slot>();
  /** What was created here, by its id then: what the test calls it. */
  readonly #created = new Map<string, string>();
  /** Whether the latest of several records counts. */
  readonly #bySourceOrder: boolean;

  constructor(model: Model, told: Told) {
    this.#model = model;
    this.#told = told;
    const deciding = [...told.deciding.attributes].map((name) => told.type.attributes.get(name));
    this.#bySourceOrder = deciding.some((attribute) => attribute?.survivorship?.by === "most-recent");
  }

  tell(change: ChangeAnswer): void {
    if (change.changes === null) return;
    const { source } = change;
    if (source === "hub") this.#entered(change, change.changes);
    else if (source !== null) this.#observed(change, change.changes);
    this.#decided(change, change.changes);
    this.#tied(change, change.changes);
  }

  /** All of it, and what the history did not reach back to. */
  ended(): readonly CaseStep[] {
    const living = this.#told.state.records.filter(({ former }) => !former);
    const before = living.flatMap((record): CaseStep[] => {
      const slot = this.#slots.get(slotOf(record));
      const claims = this.#claimsOf(record, slot?.facts ?? new Set());
      if (slot !== undefined) {
        if (Object.keys(claims).length > 0) slot.first.claims = { ...claims, ...asMap(slot.first.claims) };
        return [];
      }
      const { source, key } = record;
      const moments = shownMoments(record);
      const valid = this.#validOf(record, moments);
      const step: Step = { record: `${source}:${key}`, ...valid, claims };
      const { entity } = record;
      this.#slots.set(slotOf(record), { record, entity, moments, first: step, last: step, facts: new Set() });
      const said = { index: record.created, day: "", step };
      const gone = { record: `${source}:${key}`, ...valid, deleted: true };
      return record.deleted ? [said, { index: record.lastIndex, day: "", step: gone }] : [said];
    });
    for (const slot of this.#slots.values()) this.#link(slot);
    return [...before, ...this.#steps].toSorted((a, b) => a.index - b.index);
  }

  #add({ index, recordedAt }: ChangeAnswer, step: Step): void {
    this.#steps.push({ index, day: recordedAt.slice(0, 10), step });
  }

  /** A record says something, is gone or back, or ends to be true at another time. */
  #observed(change: ChangeAnswer, changes: readonly ItemAnswer[]): void {
    const { source, key } = change;
    const dated = changes.find(isOfRecord)?.from ?? null;
    const { records } = this.#told.state;
    const record = records.find(
      (one) => one.source === source && one.key === key && !one.former && shownBegin(one) === dated,
    );
    if (record === undefined || !this.#model.sources.has(record.source)) return;
    // What the key said while it was another thing is not said by this one.
    const isFormer = records.some((one) => one.former && one.source === source && one.key === key);
    if (isFormer && change.index < record.created) return;
    const address = `${record.source}:${record.key}`;
    const slot = this.#slots.get(slotOf(record));
    const validity = changes.find(
      ({ op, detail }) => op === "link" || (op === "set" && detail.what === "valid"),
    );
    const moments = validity ?? slot?.moments ?? shownMoments(record);
    const valid = this.#validOf(record, moments);
    if (changes.some(({ op }) => op === "delete")) {
      this.#add(change, { record: address, ...valid, deleted: true });
      return;
    }
    const claims: Step = {};
    const without: string[] = [];
    for (const { op, fact, after } of changes) {
      if (op !== "claim" || fact === null || !this.#tells(fact)) continue;
      if (after === undefined) without.push(fact);
      else claims[fact] = after;
    }
    const says = Object.keys(claims).length + without.length > 0;
    const moved = validity?.op === "set" || changes.some(({ op }) => op === "return");
    const asOf = this.#bySourceOrder ? change.asOf : null;
    if (slot !== undefined && !says && !moved && asOf === null) return;
    const step = {
      record: address,
      ...valid,
      ...(asOf === null ? {} : { "as-of": asOf }),
      claims,
      ...(without.length > 0 && slot !== undefined ? { without } : {}),
    };
    this.#add(change, step);
    const facts = new Set([...(slot?.facts ?? []), ...Object.keys(claims), ...without]);
    const { entity } = slot ?? change;
    const first = slot?.first ?? step;
    this.#slots.set(slotOf(record), { record, entity, moments, first, last: step, facts });
  }

  /** Facts were entered here, or the entity was created here of some. */
  #entered(change: ChangeAnswer, changes: readonly ItemAnswer[]): void {
    const said = changes.filter(({ op, fact }) => op === "claim" && fact !== null && this.#tells(fact));
    const facts = Object.fromEntries(said.map(({ fact, after }) => [fact, after ?? null]));
    if (changes.some(({ op }) => op === "create")) {
      const { type } = this.#told;
      const called = `${this.#told.called}${"'".repeat(this.#created.size)}`;
      this.#add(change, { create: type.name, called, facts });
      this.#created.set(change.entity, called);
    } else if (said.length > 0) this.#onEntity(change, (address) => ({ enter: address, facts }));
  }

  /** What people decided about it. */
  #decided(change: ChangeAnswer, changes: readonly ItemAnswer[]): void {
    for (const { op, fact, after, detail } of changes) {
      if (fact === null || !this.#tells(fact)) continue;
      const { what, by } = detail;
      if (op === "override") {
        const until = detail.day ?? detail.change ?? "authority-changes";
        this.#onEntity(change, (override) => ({ override, fact, value: after ?? null, by, until }));
      }
      if (op === "override-end" && detail.why === "ended")
        this.#onEntity(change, (address) => ({ "end-override": address, fact }));
      if (op === "set" && (what === "approve" || what === "decline"))
        this.#onEntity(change, (address) => ({ [what]: address, fact, by, layer: detail.layer }));
    }
    this.#waived(change, changes);
  }

  /** Leave that an entry gave and that still stands: what has ended decides nothing any more. */
  #waived(change: ChangeAnswer, changes: readonly ItemAnswer[]): void {
    const { waivers, records } = this.#told.state;
    for (const { fact, record: id, until, since } of waivers.values()) {
      const record = records.find((one) => one.id === id);
      if (since !== change.index || record === undefined || !this.#tells(fact)) continue;
      const { source, key } = record;
      const item = changes.find(
        (one) => one.fact === fact && one.source === source && one.detail.what === "waive",
      );
      this.#add(change, { waive: `${source}:${key}`, fact, by: item?.detail.by ?? "someone", until });
    }
  }

  /** Says something of the entity by what has been told of it so far; of an entity that nothing was told of nothing can be. */
  #onEntity(change: ChangeAnswer, stepOn: (address: string) => Step): void {
    const address = this.#addressIn(change.entity, null);
    if (address !== null) this.#add(change, stepOn(address));
  }

  /** An address by which an entity is known by now, as it was then, but not by one of its records. */
  #addressIn(entity: string, but: StoredRecord | null): string | null {
    const slots = [...this.#slots.values()];
    const isOther = ({ source, key }: StoredRecord) => source !== but?.source || key !== but.key;
    const slot = slots.find((one) => one.entity === entity && isOther(one.record));
    if (slot !== undefined) return `${slot.record.source}:${slot.record.key}`;
    const called = this.#created.get(entity);
    return called === undefined ? null : `hub:${called}`;
  }

  /** Entities were merged, or a record came by a decision or a crosswalk, and not by what it says. */
  #tied(change: ChangeAnswer, changes: readonly ItemAnswer[]): void {
    const tie = (left: string | null, right: string | null): void => {
      if (left !== null && right !== null) this.#add(change, { same: [left, right] });
    };
    for (const { op, source, key, detail } of changes) {
      if (op === "alias") {
        tie(this.#addressIn(change.entity, null), this.#addressIn(String(detail.id), null));
        for (const slot of this.#slots.values()) if (slot.entity === detail.id) slot.entity = change.entity;
      }
      const slot =
        op === "link"
          ? [...this.#slots.values()].find(({ record }) => record.source === source && record.key === key)
          : undefined;
      if (slot === undefined || !this.#isDecided(slot.record)) continue;
      slot.entity = change.entity;
      tie(this.#addressIn(change.entity, slot.record), `${slot.record.source}:${slot.record.key}`);
    }
  }

  /** What a record names of the same entity it names from the first; the record into which its source merged it, at last. */
  #link({ record, first, last }: Slot): void {
    const { here, merged } = this.#linksOf(record);
    if (here.length > 0) first.links = Object.fromEntries(here);
    if (merged.length > 0) last.links = { ...asMap(last.links), ...Object.fromEntries(merged) };
  }

  #linksOf(record: StoredRecord): { readonly here: readonly Link[]; readonly merged: readonly Link[] } {
    const known = this.#model.sources.get(record.source)?.links;
    const links = Object.entries(record.links ?? {}).filter(([to]) => known?.has(to));
    const { records } = this.#told.state;
    const isHere = ([to, key]: Link) =>
      records.some((one) => one.source === to && one.key === key && !one.former);
    const merged = links.filter(([to]) => to === record.source);
    return { merged, here: links.filter((link) => link[0] !== record.source && isHere(link)) };
  }

  /** Whether a record came by a decision, by a crosswalk, or by a link that it does not name any more. */
  #isDecided(record: StoredRecord): boolean {
    const { linkedBy } = record;
    if (linkedBy === "link") return this.#linksOf(record).here.length === 0;
    return linkedBy === "hand" || linkedBy === "crosswalk";
  }

  #tells(fact: string): boolean {
    return isFactOf(this.#told.deciding.attributes, fact);
  }

  /** What a record says by now that was not told. */
  #claimsOf(record: StoredRecord, told: ReadonlySet<string>): Step {
    const claims: Step = {};
    for (const [fact, { value }] of record.claims)
      if (!told.has(fact) && this.#tells(fact)) claims[fact] = this.#json(fact, value);
    return claims;
  }

  #json(fact: FactKey, value: string | null): unknown {
    const attribute = attributeOfFact(this.#told.type, fact);
    return attribute === undefined || attribute.elements ? value : toJson(attribute.type, value);
  }

  #validOf({ source }: StoredRecord, moments: Moments): ValidStep {
    return validStep(this.#model.sources.get(source), moments);
  }
}

/** Whether an item is about the record that the entry is about. */
const isOfRecord = ({ op, detail }: ItemAnswer): boolean =>
  op === "link" ||
  op === "claim" ||
  op === "delete" ||
  op === "return" ||
  (op === "set" && detail.what === "valid");

type Link = readonly [source: string, key: string];

const slotOf = (record: StoredRecord): string => `${record.source}\0${record.key}\0${beginOf(record)}`;

const asMap = (value: unknown): object => (typeof value === "object" && value !== null ? value : {});
