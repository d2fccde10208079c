import type { CopyState } from "../divergence/copies.ts";
import type { ApprovalLayer } from "../golden/approval.ts";
import type { Basis, Standing } from "../golden/golden.ts";
import type { Valid } from "../golden/validity.ts";
import type { FactKey } from "../ids.ts";
import type { Place } from "../model/place.ts";
import type { Canonical, Stated } from "../value/canonical.ts";
import type { Raw } from "../value/raw.ts";
import type { WorldMoment } from "../value/world-moment.ts";

/** One test of a model: what is recorded, in order, and what must hold then. */
export interface ModelTest {
  readonly name: string;
  readonly place: Place;
  /** The day, or the moment in UTC, at which it begins. */
  readonly day: WorldMoment;
  /** What `given` and `expect` say, and after them each of `next`. */
  readonly stages: readonly Stage[];
}

export interface Stage {
  readonly given: readonly Step[];
  readonly expect: readonly Expectation[];
}

/** A record as `source:key`; an entity created here as `hub:` and what the test calls it. */
export interface Address {
  readonly source: string;
  readonly key: string;
  readonly place: Place;
}

/** What every step says. `refused`: the code of the refusal that it must meet, `null` where it must be taken. */
export interface Said {
  readonly place: Place;
  readonly refused: string | null;
}

/** One thing that is recorded. */
export type Step = Said &
  (
    | RecordStep
    | {
        readonly kind: "enter";
        readonly entity: Address;
        readonly facts: RawFacts;
        /** Who enters them, and therefore never approves them; `null`: nobody whom the test names. */
        readonly by: string | null;
      }
    | {
        readonly kind: "create";
        readonly type: string;
        readonly called: string;
        readonly facts: RawFacts;
        readonly by: string | null;
      }
    | {
        readonly kind: "override";
        readonly entity: Address;
        readonly attribute: string;
        readonly value: Raw;
        readonly by: string;
        readonly reason: string;
        readonly until: { readonly day: string } | { readonly change: "authority-changes" };
      }
    | { readonly kind: "end-override"; readonly entity: Address; readonly attribute: string }
    | {
        readonly kind: "approve" | "decline";
        readonly entity: Address;
        readonly attribute: string;
        /** One of those whom the model asks. */
        readonly by: string;
        readonly reason: string;
        /** `null`: the one that waits, an override before a claim. */
        readonly layer: ApprovalLayer | null;
      }
    | {
        readonly kind: "waive";
        /** The record that may differ. */
        readonly record: Address;
        readonly attribute: string;
        readonly by: string;
        readonly reason: string;
        readonly until: string;
      }
    | { readonly kind: "withdraw"; readonly record: Address; readonly attribute: string }
    | { readonly kind: "same"; readonly left: Address; readonly right: Address }
    | { readonly kind: "different"; readonly left: Address; readonly right: Address }
    | { readonly kind: "day"; readonly day: WorldMoment }
  );

export type RawFacts = ReadonlyMap<string, Raw>;

/** What a record says: by column as its source writes it, or by fact. What it said before and is not named stays. */
export interface RecordStep {
  readonly kind: "record";
  readonly record: Address;
  readonly columns: ReadonlyMap<string, Raw>;
  readonly claims: ReadonlyMap<FactKey, Stated>;
  /** By source, the key of the record there that is the same entity. */
  readonly links: ReadonlyMap<string, string>;
  /** Columns or facts of which it says nothing from now on. */
  readonly without: readonly string[];
  readonly deleted: boolean;
  /** From when until when what it says by fact is true; `null` where the step says nothing of it. */
  readonly valid: Valid | null;
  /** The instant by which the source dates it; `null`: after all that was recorded before. */
  readonly asOf: string | null;
  /** By fact, the code with which it must be held back at the door. */
  readonly held: ReadonlyMap<FactKey, string>;
}

/** What must hold after a stage. */
export type Expectation = { readonly place: Place } & (
  | EntityExpectation
  /** None of these records is of one entity with another of them. */
  | { readonly kind: "apart"; readonly records: readonly Address[] }
  /** The two are shown as what may be the same thing; nothing else of the type is. */
  | { readonly kind: "duplicates"; readonly pairs: readonly (readonly [Address, Address])[] }
  | { readonly kind: "count"; readonly type: string; readonly count: number }
);

export interface EntityExpectation {
  readonly kind: "entity";
  readonly entity: Address;
  readonly state: Standing | null;
  /** Exactly the living records of the entity; `null` asks nothing. */
  readonly records: readonly Address[] | null;
  readonly facts: readonly FactExpectation[];
  /** Exactly its open divergences; `null` asks nothing. */
  readonly divergences: readonly DivergenceExpectation[] | null;
  /** Exactly the rules that do not hold; `null` asks nothing. */
  readonly findings: readonly { readonly rule: string; readonly place: Place }[] | null;
}

/** What one fact must be. Of what is absent (`undefined`, and `null` where that is no value) nothing is asked. */
export interface FactExpectation {
  readonly place: Place;
  readonly fact: FactKey;
  readonly value: ExpectedValue | undefined;
  readonly basis: Basis | null;
  /** Who stands behind the value. */
  readonly source: string | null;
  readonly record: Address | null;
  readonly authority: string | null;
  readonly correct: CorrectExpectation | null;
  /** By source, how its copies stand to it. */
  readonly copies: ReadonlyMap<string, CopyState | "allowed" | "none">;
  /** Exactly the open divergences of this fact; `null` asks nothing. */
  readonly divergences: readonly DivergenceExpectation[] | null;
  /** What waits for approval; `none`: nothing does; `null` asks nothing. */
  readonly awaits: AwaitsExpectation | "none" | null;
}

/** A value that waits for approval. Of what is absent nothing is asked. */
export interface AwaitsExpectation {
  readonly place: Place;
  readonly layer: ApprovalLayer | null;
  readonly value: ExpectedValue | undefined;
  /** Who states it. */
  readonly source: string | null;
  /** Exactly those who have agreed already. */
  readonly approvedBy: readonly string[] | null;
  /** Who has declined; `none`: nobody has. */
  readonly declinedBy: string | null;
}

/** A value, or the entity that a reference must lead to. */
export type ExpectedValue = { readonly value: Canonical | null } | { readonly entity: Address };

export interface CorrectExpectation {
  readonly place: Place;
  /** The source, or its system. */
  readonly in: string | null;
  readonly route: "direct" | "write-back" | "manual" | null;
  readonly record: Address | null;
  readonly steward: string | null;
  readonly custodian: string | null;
}

export interface DivergenceExpectation {
  readonly place: Place;
  readonly fact: FactKey;
  readonly record: Address;
  readonly holds: ExpectedHeld | undefined;
  readonly cause: string | null;
  readonly policy: string | null;
  readonly pattern: string | null;
  /** Whether it may differ for now. */
  readonly state: string | null;
  readonly until: string | null;
}

/** What a copy says, in our form. */
export interface ExpectedHeld {
  readonly value: Stated;
}
