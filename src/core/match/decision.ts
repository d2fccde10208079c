import type { EntityId, FactKey } from "../ids.ts";
import type { EntityType } from "../model/model.ts";
import type { Stated } from "../value/canonical.ts";

/** The comparable text of one `match-on` rule: records of equal `rule` and `text` are the same entity. */
export interface MatchKey {
  /** The place of the rule in the model's `match-on`, from 0. */
  readonly rule: number;
  readonly text: string;
}

/** An entity that holds an equal match key in one of its records. */
export interface MatchCandidate {
  readonly entity: EntityId;
  /** Its golden values, at least those of the `unless-different` attributes. */
  readonly facts: ReadonlyMap<FactKey, Stated>;
}

/** Whom a match key of the observed record meets: the entities of all *other* records with an equal key. */
export interface KeyMeeting {
  readonly key: MatchKey;
  readonly candidates: readonly MatchCandidate[];
}

/** All that decides to which entity an observed record belongs. */
export interface LinkQuestion {
  readonly type: EntityType;
  /** What the record states now. */
  readonly claims: ReadonlyMap<FactKey, Stated>;
  /** `null` for a record that is seen for the first time. */
  readonly current: CurrentLink | null;
  /** The entity that a person gave this record to. */
  readonly byHand: EntityId | null;
  /** The entities of the records that crosswalk pairs say are the same, in the order of the pairs. */
  readonly crosswalk: readonly EntityId[];
  /** The entities of the records that its `link` columns name, and of those that name it, in model order. */
  readonly links: readonly EntityId[];
  /** In model order; one per match key of the record. */
  readonly matches: readonly KeyMeeting[];
  /** Whether a person decided that two entities are different. Symmetric. */
  readonly different: (left: EntityId, right: EntityId) => boolean;
}

export interface CurrentLink {
  readonly entity: EntityId;
  /** The match keys of the record as it was applied last. */
  readonly keys: readonly MatchKey[];
  /** The entities that its link columns named when it was applied last. */
  readonly links: readonly EntityId[];
  /** Whether other living records belong to the entity too. */
  readonly shared: boolean;
}

/** Why a record belongs to its entity, by descending rank. */
export type LinkReason =
  | { readonly by: "hand" }
  | { readonly by: "crosswalk" }
  | { readonly by: "link" }
  | { readonly by: "match"; readonly rule: number };

export interface LinkDecision {
  readonly action:
    | { readonly kind: "keep" }
    | { readonly kind: "link"; readonly entity: EntityId; readonly why: LinkReason }
    | { readonly kind: "new" };
  /** Entities to be merged at once, since a crosswalk pair says so. */
  readonly merges: readonly EntityPair[];
  /** Pairs that this record would tie, for a person to decide. */
  readonly duplicates: readonly PossibleDuplicate[];
  /** Set where what linked the record has changed, for a person to decide; the link stays. */
  readonly move: PossibleMove | null;
}

export interface EntityPair {
  readonly left: EntityId;
  readonly right: EntityId;
}

export interface PossibleDuplicate extends EntityPair {
  /** What ties the two. */
  readonly reason: LinkReason;
}

export interface PossibleMove {
  readonly from: EntityId;
  /** `null` is an entity of its own. */
  readonly to: EntityId | null;
  readonly reason: LinkReason;
}
