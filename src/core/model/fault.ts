import { faultsMax } from "../../limits.ts";
import type { Fault } from "./model.ts";
import { nearest } from "./nearest.ts";
import type { Place } from "./place.ts";

/** Every kind of fault, with what it means; the codes are stable. */
export const faultCodes = {
  "broken-yaml": "The file is not YAML.",
  "not-readable": "The file is too large, or nested or repeated beyond all use.",
  "duplicate-key": "A key stands twice in one map.",
  "duplicate-name": "Two parts of the model have one name.",
  "unknown-key": "A key that the model does not have here.",
  "missing-key": "A key that must be there is not.",
  "wrong-shape": "Something else is expected here: a list, a map, a number, one of some words.",
  unquoted: "YAML reads this as a number, a boolean, a date or nothing, where a text is meant.",
  "bad-name": "Names are lower-case letters, digits, `_` and `-`, and begin with a letter.",
  "not-yet-spoken": "The construct is of the language, and this version does not speak it yet.",
  "unknown-system": "No such system is declared.",
  "unknown-source": "No such source is declared for the entity type.",
  "unknown-attribute": "No such attribute is declared.",
  "unknown-codes": "No such code list is declared.",
  "unknown-type": "No such type is there, nor declared under `types`.",
  "unknown-unit": "No such unit of measure.",
  "unknown-people": "No such people are declared.",
  "unknown-entity": "No such entity type is declared.",
  "ambiguous-name": "The system has several sources that could be meant.",
  unmapped: "The source named has no field for the attribute.",
  "missing-authority": "An attribute without anyone to believe.",
  "unreachable-authority": "An authority after one that always holds.",
  "always-authority": "A copy that is always its own authority.",
  "copy-and-fallback": "A copy that is a fallback too: it would be believed for what was written to it.",
  "no-inverse": "A mapping that is written to and cannot be turned round.",
  "not-writable": "A copy is to be written in a system that is not writable.",
  "overwrite-without-write": "The policy overwrites a copy to which nothing is written.",
  cycle: "Facts depend on each other in a circle.",
  "bad-expression": "An expression that cannot be read or does not fit the types.",
  "wrong-type": "A setting that the type of the attribute does not have.",
  "missing-type": "An attribute without a type, or a type without what it needs.",
  "missing-currency": "Money of which nothing says the currency.",
  contradiction: "Two settings that cannot both be meant.",
  "unknown-placeholder": "A link template with a placeholder that is no key column.",
  "no-route": "A reference of which nothing says how the source holds it.",
} as const satisfies Record<string, string>;

export type FaultCode = keyof typeof faultCodes;

/** Gathers the faults of one reading. */
export class Faults {
  readonly #list: Fault[] = [];
  readonly #told = new Set<string>();
  #hasErrors = false;

  error(place: Place, code: FaultCode, message: string, hint: string): void {
    this.#hasErrors = true;
    this.#add({ place, severity: "error", code, message, hint });
  }

  warn(place: Place, code: FaultCode, message: string, hint: string): void {
    this.#add({ place, severity: "warning", code, message, hint });
  }

  /** "unknown system 'crn'", with what was probably meant, or what there is. */
  unknown(
    place: Place,
    code: FaultCode,
    what: { noun: string; of?: string; name: string; known: Iterable<string> },
  ): void {
    if (this.isFull) return; // The model is refused already.
    const of = what.of === undefined ? "" : ` of '${shown(what.of)}'`;
    this.error(place, code, `unknown ${what.noun} '${shown(what.name)}'${of}`, meant(what.name, what.known));
  }

  /** Beyond the bound nothing is told but that there is more, and the model is refused. */
  #add(fault: Fault): void {
    if (this.isFull) return;
    // What is said once for many attributes is told once.
    const told = `${fault.place.file}:${fault.place.line}:${fault.place.column}:${fault.message}`;
    if (this.#told.has(told)) return;
    this.#told.add(told);
    if (this.#list.length < faultsMax) this.#list.push(fault);
    else {
      this.#hasErrors = true;
      const message = `and more: only ${faultsMax} faults are told`;
      this.#list.push({
        place: fault.place,
        severity: "error",
        code: "not-readable",
        message,
        hint: "mend these first",
      });
    }
  }

  /** Whether more faults would not be told, and searching for words about them is in vain. */
  get isFull(): boolean {
    return this.#list.length > faultsMax;
  }

  get hasErrors(): boolean {
    return this.#hasErrors;
  }

  /** All faults in the order of their places. */
  sorted(): readonly Fault[] {
    return this.#list.toSorted(
      (a, b) =>
        compareText(a.place.file, b.place.file) ||
        a.place.line - b.place.line ||
        a.place.column - b.place.column,
    );
  }
}

/** `file:line:col message`, and the hint on a line of its own. */
export function formatFault(fault: Fault): string {
  const { file, line, column } = fault.place;
  const kind = fault.severity === "warning" ? "warning: " : "";
  const head = `${file}:${line}:${column} ${kind}${fault.message}`;
  return fault.hint === null ? head : `${head}\n  ${fault.hint}`;
}

/** "did you mean 'crm'?", or the names there are, or that there are none. */
export function meant(name: string, known: Iterable<string>): string {
  const names = [...known];
  const one = near(name, names);
  if (one !== null) return one;
  if (names.length === 0) return "none is declared";
  const some = names.slice(0, 12);
  return `there is: ${some.join(", ")}${names.length > some.length ? ", …" : ""}`;
}

/** "did you mean 'crm'?", or `null` where nothing is near enough to be meant. */
export function near(name: string, known: Iterable<string>): string | null {
  const one = nearest(name, known);
  return one === null ? null : `did you mean '${one}'?`;
}

/** Reports a name that is declared twice. */
export function twice(
  faults: Faults,
  place: Place,
  what: { readonly noun: string; readonly name: string; readonly before: Place },
): void {
  const hint = `it is declared at ${what.before.file}:${what.before.line} already`;
  faults.error(place, "duplicate-name", `the ${what.noun} '${what.name}' is declared twice`, hint);
}

/** A name or text of the user's as it stands in a message: on one line, and not longer than one. */
export function shown(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ");
  return line.length > 80 ? `${line.slice(0, 77)}…` : line;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
