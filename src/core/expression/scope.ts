import type { FactRead } from "../model/attribute.ts";
import type { ValueType } from "../model/value-type.ts";
import type { Canonical } from "../value/canonical.ts";

/**
 * The names that an expression may use: the own attributes of an entity type, and for each of its `ref` attributes
 * those of the type referred to (`campaign.stage`). An attribute may also be written `self.name`, which is the way
 * to reach one whose name CEL reserves (`self.package`).
 */
export interface ExpressionScope {
  readonly attributes: ReadonlyMap<string, ValueType>;
  /** By ref attribute, the target's attributes. */
  readonly references: ReadonlyMap<string, ReadonlyMap<string, ValueType>>;
  /** What `key` stands for, where it is asked of one code or of one element of a list; `null`, or not there, elsewhere. */
  readonly key?: string | null;
  /** The code list that `key` is of; not there where it is of none. */
  readonly keyCodes?: string;
  /** The code lists, against which what is compared with a code is checked; not there where nothing is checked any more. */
  readonly codes?: CodeLists;
  /** The code list of which an expression is to give a code. */
  readonly gives?: string;
}

export type CodeLists = ReadonlyMap<string, { readonly codes: ReadonlyMap<string, unknown> }>;

/** What `checkExpression` finds: the facts read and the type of the result, or the first fault. */
export type CheckedExpression =
  | {
      readonly ok: true;
      readonly reads: readonly FactRead[];
      /** Whether it reads the day. */
      readonly today: boolean;
      readonly result: ExpressionResult;
    }
  | ExpressionRefused;

/** The kind of value that an expression gives. */
export type ExpressionResult = ValueType["kind"];

export interface ExpressionRefused {
  readonly ok: false;
  readonly message: string;
  /** Into the text, in UTF-16 units from 0. */
  readonly offset: number;
  readonly hint: string;
}

/**
 * The facts that an expression is judged on; `null` is empty. Only attributes of the scope are asked for, and
 * `through` only across a reference of it.
 */
export interface FactValues {
  own(attribute: string): Canonical | null;
  through(reference: string, attribute: string): Canonical | null;
  /** What a name stands for within `exists` and `all`; only names that they bring are asked for. */
  bound?(name: string): Canonical | null;
  /** The day on which it is judged, which came by an entry of the log; `null`, or not there, where none is known. */
  today?(): Canonical | null;
}

/**
 * A compiled condition. `null` says that it met null: a `when` does not hold then, a `check` passes.
 * It never throws by itself; whatever fails (division by zero, overflow, a conversion, an index) gives null.
 */
export type Evaluate = (facts: FactValues) => boolean | null;

/** A compiled derivation: the canonical text of the result, `null` where it met null. */
export type EvaluateValue = (facts: FactValues) => Canonical | null;
