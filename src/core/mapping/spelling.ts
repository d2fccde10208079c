import { invariant, type Refusal } from "../../errors.ts";
import type { Model } from "../model/model.ts";
import type { Canonical } from "../value/canonical.ts";
import type { Standardiser } from "../value/standardise.ts";

/** How one system writes the codes of one list. */
export interface Spelling {
  /** Our code for what the system writes: exactly so, or else as it is after standardising. */
  read(text: string): Canonical | Refusal;
  /** What the system writes for our code; `undefined` for what is no code of the list. */
  write(code: Canonical): string | undefined;
  /** Two codes that the system writes alike, `null` where it keeps all apart. */
  readonly alike: readonly [string, string] | null;
}

/** The spelling of a code list in a system; a code that the system has no word for is written as ours. */
export function compileSpelling(
  model: Model,
  of: { readonly codes: string; readonly system: string; readonly standardise: Standardiser | null },
): Spelling {
  const list = model.codes.get(of.codes);
  invariant(list !== undefined, "a checked model has the code lists that it names");
  const spellings = [...list.codes.values()].map((code) => ({
    ours: code.code,
    theirs: code.bySystem.get(of.system) ?? code.code,
  }));
  const exact = new Map<string, Canonical | null>();
  const standard = new Map<string, Canonical | null>();
  let alike: readonly [string, string] | null = null;
  for (const { ours, theirs } of spellings) {
    const other = exact.get(theirs);
    if (typeof other === "string") alike ??= [other, ours];
    enter(exact, theirs, ours);
    const standardised = of.standardise?.(theirs);
    if (typeof standardised === "string") enter(standard, standardised, ours);
  }
  const theirsOf = new Map(spellings.map(({ ours, theirs }) => [ours, theirs]));
  return {
    read: (text) => {
      const found = exact.get(text);
      if (found !== undefined) return found ?? ambiguous;
      const standardised = of.standardise?.(text);
      if (typeof standardised !== "string") return standardised ?? unknown;
      const meant = standard.get(standardised);
      return meant === undefined ? unknown : (meant ?? ambiguous);
    },
    write: (code) => theirsOf.get(code),
    alike,
  };
}

/** `null` stands for a spelling that several codes share. */
function enter(spellings: Map<string, Canonical | null>, spelling: string, code: Canonical): void {
  const other = spellings.get(spelling);
  spellings.set(spelling, other === undefined || other === code ? code : null);
}

const unknown: Refusal = {
  code: "value-unknown-code",
  message: "The source writes a code that the code list does not have for its system.",
  hint: "Add what the system writes to the code list of the model, or correct it at the source.",
};
const ambiguous: Refusal = {
  code: "value-ambiguous-code",
  message: "The source writes a code that stands for several of ours.",
  hint: "Give each code a spelling of its own in the code list of the model.",
};
