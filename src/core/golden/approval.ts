import type { FactKey, LogIndex, RecordId } from "../ids.ts";
import type { Approval as ApprovalRule } from "../model/attribute.ts";
import type { People } from "../model/model.ts";
import type { Stated } from "../value/canonical.ts";
import type { Basis, GoldenFact } from "./golden.ts";

/** What may have to be agreed to: what the believed source states of a fact, or the override that stands against it. */
export const approvalLayers = ["claim", "override"] as const;
export type ApprovalLayer = (typeof approvalLayers)[number];

/** What people have agreed to about one fact, and what waits for them. One that neither holds is not kept. */
export interface Approval {
  readonly fact: FactKey;
  readonly layer: ApprovalLayer;
  /** What may be believed without asking: what was agreed to last, or stood before anybody had to be asked. */
  readonly agreed: Agreed | null;
  readonly waiting: Waiting | null;
}

export interface Agreed {
  readonly value: Stated;
  /** Who agreed; nobody where it stood before. */
  readonly by: readonly string[];
  readonly since: LogIndex;
}

/** A value that is visible and not believed. What is agreed to is this very value: another one waits anew. */
export interface Waiting {
  readonly value: Stated;
  readonly source: string;
  readonly record: RecordId | null;
  /** Opaque: who stated it here. The requester never approves. */
  readonly requester: string;
  /** The entry from which it waits. */
  readonly since: LogIndex;
  readonly approvers: readonly Approver[];
  readonly declined: Declined | null;
}

/** One who agreed: the opaque id behind the request, and the name among the people whom the model asks. */
export interface Approver {
  readonly actor: string;
  readonly name: string;
}

export interface Declined extends Approver {
  readonly reason: string;
}

/** Whether those who agreed are enough, by the model in force. */
export type Quorum = (approvers: readonly Pick<Approver, "name">[]) => boolean;

/** Enough are as many as the model asks for of those whom it names now: who has left them has no say any more. */
export function quorumOf({ by, count }: ApprovalRule, people: ReadonlyMap<string, People>): Quorum {
  const members = new Set(people.get(by)?.members);
  return (approvers) => approvers.filter(({ name }) => members.has(name)).length >= count;
}

/** The standing approvals of an entity by `approvalKey`. */
export type Approvals = ReadonlyMap<string, Approval>;

export const approvalKey = (layer: ApprovalLayer, fact: FactKey): string => `${layer} ${fact}`;

/** What waits, or stopped waiting, with this entry. */
export interface ApprovalChange {
  readonly before: Approval | null;
  readonly after: Approval | null;
}

/** The standing approvals while an entity is being resolved: copied once something changes. */
export class ApprovalBook {
  readonly #before: Approvals;
  readonly #requester: string;
  readonly #index: LogIndex;
  readonly #after = new Map<string, Approval>();

  constructor(before: Approvals, requester: string, index: LogIndex) {
    this.#before = before;
    this.#requester = requester;
    this.#index = index;
  }

  /** What a fact keeps while something waits. */
  agreedTo(layer: ApprovalLayer, fact: FactKey): Agreed | null {
    return (
      (this.#after.get(approvalKey(layer, fact)) ?? this.#before.get(approvalKey(layer, fact)))?.agreed ??
      null
    );
  }

  /**
   * Whether a value may be believed. What has not been agreed to waits from here on, unless it did before; what waited
   * lapses where another value, or none, is stated, and is agreed to where the model has come to ask for no more than have
   * agreed. `stood` is what the fact was before anybody had to be asked; without a quorum nobody has to be.
   */
  permits(
    layer: ApprovalLayer,
    fact: FactKey,
    said: Candidate,
    stood: GoldenFact | null,
    quorum: Quorum | null,
  ): boolean {
    const key = approvalKey(layer, fact);
    const known = this.#before.get(key);
    const agreed = known === undefined ? standing(layer, stood) : known.agreed;
    const same = agreed !== null && said.is(agreed.value);
    if (quorum === null || same) {
      if (known === undefined) return true;
      const moved = agreed === null || agreed.value !== said.value;
      const by = same ? agreed.by : [];
      const now = moved ? { value: said.value, by, since: this.#index } : agreed;
      this.#after.set(
        key,
        known.waiting === null && !moved ? known : { ...known, agreed: now, waiting: null },
      );
      return true;
    }
    const waits = known?.waiting ?? null;
    const waited =
      waits?.value === said.value && waits.source === said.source && waits.record === said.record;
    if (known === undefined || !waited) {
      this.#after.set(key, { fact, layer, agreed, waiting: this.#wait(said) });
      return false;
    }
    const enough = waits.declined === null && quorum(waits.approvers);
    this.#after.set(key, enough ? agreedNow(known, waits, this.#index) : known);
    return enough;
  }

  /** Nothing of this layer is stated any more, or not in a way that anybody could agree to: what waited lapses. */
  lapse(layer: ApprovalLayer, fact: FactKey): void {
    const known = this.#before.get(approvalKey(layer, fact));
    if (known === undefined || known.agreed === null) return;
    this.#after.set(approvalKey(layer, fact), known.waiting === null ? known : { ...known, waiting: null });
  }

  /** What was to be agreed to is no more. */
  forget(layer: ApprovalLayer, fact: FactKey): void {
    this.#after.delete(approvalKey(layer, fact));
  }

  #wait(said: Candidate): Waiting {
    const { value, source, record } = said;
    return {
      value,
      source,
      record,
      requester: this.#requester,
      since: this.#index,
      approvers: [],
      declined: null,
    };
  }

  /** The approvals as they now stand; the very map from before where nothing changed. */
  get now(): Approvals {
    const same =
      this.#after.size === this.#before.size &&
      [...this.#after].every(([key, one]) => this.#before.get(key) === one);
    return same ? this.#before : this.#after;
  }
}

/** What a source, or an override, would make of a fact. */
export interface Candidate {
  readonly value: Stated;
  readonly source: string;
  readonly record: RecordId | null;
  /** Whether it is a value that was agreed to before: a reference is, to whatever answers for that entity now. */
  is(agreed: Stated): boolean;
}

/** What stood when nobody had to be asked: values that came about under another model are not asked about again. */
function standing(layer: ApprovalLayer, stood: GoldenFact | null): Agreed | null {
  if (stood === null || !isOfLayer(layer, stood.basis)) return null;
  return { value: stood.value, by: [], since: stood.since };
}

/** Whether a golden value of this basis is one that the layer would be asked about. */
export function isOfLayer(layer: ApprovalLayer, basis: Basis): boolean {
  if (layer === "override") return basis === "override";
  return basis === "authority" || basis === "fallback" || basis === "carried";
}

/** What changed between two states of the approvals, in the order of their keys. */
export function approvalChanges(before: Approvals, after: Approvals): readonly ApprovalChange[] {
  if (before === after) return [];
  const keys = [...new Set([...before.keys(), ...after.keys()])].sort();
  return keys.flatMap((key) => {
    const change = { before: before.get(key) ?? null, after: after.get(key) ?? null };
    return change.before === change.after ? [] : [change];
  });
}

/** The approval with one more who agreed; believed at the next resolution once they are enough. */
export function agreeing(
  approval: Approval,
  waiting: Waiting,
  who: Approver,
  quorum: Quorum,
  index: LogIndex,
): Approval {
  const now = { ...waiting, approvers: [...waiting.approvers, who] };
  return quorum(now.approvers) ? agreedNow(approval, now, index) : { ...approval, waiting: now };
}

function agreedNow(approval: Approval, { value, approvers }: Waiting, since: LogIndex): Approval {
  return { ...approval, agreed: { value, by: approvers.map(({ name }) => name), since }, waiting: null };
}
