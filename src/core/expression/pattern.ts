import { patternStatesMax, patternWorkMax } from "../../limits.ts";
import { ExpressionFault } from "./fault.ts";
import { type CharacterTest, type Pattern, parsePattern } from "./pattern-syntax.ts";

/**
 * Whether a pattern matches somewhere in a text, as RE2 does it: an automaton whose states are made as they are
 * needed, so that the time is linear in the text. The engine's own regular expressions backtrack, and a hostile
 * pattern or text could hang them.
 */
export type Matcher = (text: string) => boolean | null;

/** Compiles a pattern; throws `ExpressionFault` at `offset` where it is none or too large. */
export function compilePattern(text: string, offset: number): Matcher {
  const nodes = new Builder(offset).build(parsePattern(text, offset));
  const automaton = new Automaton(nodes);
  return (subject) => automaton.matches(subject);
}

/** A state of the nondeterministic automaton. Targets are places in the list of nodes. */
type Node =
  | { readonly is: "character"; readonly test: CharacterTest; readonly to: number }
  | { readonly is: "split"; readonly to: readonly number[] }
  | { readonly is: "begin" | "end"; readonly to: number }
  | { readonly is: "match" };

interface Nodes {
  readonly list: readonly Node[];
  readonly start: number;
}

/** Builds from the end to the beginning, so that each node knows its target; loops are closed afterwards. */
class Builder {
  readonly #list: Node[] = [];
  readonly #offset: number;
  #steps = 0;

  constructor(offset: number) {
    this.#offset = offset;
  }

  build(pattern: Pattern): Nodes {
    const start = this.#before(pattern, this.#add({ is: "match" }));
    return { list: this.#list, start };
  }

  #before(pattern: Pattern, to: number): number {
    // Repeated nothing adds no node, so the steps are counted as well.
    this.#steps += 1;
    if (this.#steps > 20 * patternStatesMax) this.#tooLarge();
    switch (pattern.is) {
      case "character":
        return this.#add({ is: "character", test: pattern.test, to });
      case "begin":
      case "end":
        return this.#add({ is: pattern.is, to });
      case "sequence":
        return pattern.parts.reduceRight((next, part) => this.#before(part, next), to);
      case "either":
        if (pattern.parts.length === 1 && pattern.parts[0]) return this.#before(pattern.parts[0], to);
        return this.#add({ is: "split", to: pattern.parts.map((part) => this.#before(part, to)) });
      case "repeat":
        return this.#repeat(pattern.of, pattern.min, pattern.max, to);
    }
  }

  #repeat(of: Pattern, min: number, max: number | null, to: number): number {
    let next = to;
    if (max === null) {
      const targets = [to];
      const loop = this.#add({ is: "split", to: targets });
      targets.push(this.#before(of, loop));
      next = loop;
    } else
      for (let count = min; count < max; count += 1)
        next = this.#add({ is: "split", to: [to, this.#before(of, next)] });
    for (let count = 0; count < min; count += 1) next = this.#before(of, next);
    return next;
  }

  #add(node: Node): number {
    if (this.#list.length >= patternStatesMax) this.#tooLarge();
    return this.#list.push(node) - 1;
  }

  #tooLarge(): never {
    throw new ExpressionFault(
      `The pattern has more than ${patternStatesMax} states.`,
      this.#offset,
      "Ask for less: fewer repetitions {…}, or two conditions.",
    );
  }
}

/** A set of nodes that wait for a character, and whether the match is reached. */
interface State {
  readonly waiting: readonly number[];
  readonly matched: boolean;
  readonly matchedAtEnd: boolean;
  readonly next: Map<number, State>;
}

/** Numbers and transitions kept before all are forgotten: the memory of a pattern stays below some 20 MB. */
const heldMax = 500_000;

class Automaton {
  readonly #list: readonly Node[];
  readonly #start: number;
  /** A memo: what it holds changes no answer. */
  #states = new Map<string, State>();
  #held = 0;
  #first: State;

  constructor(nodes: Nodes) {
    this.#list = nodes.list;
    this.#start = nodes.start;
    this.#first = this.#closure([this.#start], true);
  }

  matches(text: string): boolean | null {
    // By the sizes alone, so that the answer is the same whatever is remembered.
    if (text.length * this.#list.length > patternWorkMax) return null;
    let state = this.#first;
    if (state.matched) return true;
    for (let index = 0; index < text.length; index += 1) {
      const character = text.codePointAt(index) ?? 0;
      if (character > 0xffff) index += 1;
      const known = state.next.get(character);
      state = known ?? this.#step(state, character);
      if (state.matched) return true;
    }
    return state.matchedAtEnd;
  }

  #step(from: State, character: number): State {
    const reached: number[] = [this.#start];
    for (const place of from.waiting) {
      const node = this.#list[place];
      if (node?.is === "character" && node.test(character)) reached.push(node.to);
    }
    if (this.#held >= heldMax) this.#forget();
    const state = this.#closure(reached, false);
    from.next.set(character, state);
    this.#held += 1;
    return state;
  }

  /** All that can be reached without a character. */
  #closure(from: readonly number[], atBegin: boolean): State {
    const free = this.#reach(from, atBegin, false);
    const waiting = [...free].filter((place) => this.#list[place]?.is === "character").sort((a, b) => a - b);
    const matched = this.#holdsMatch(free);
    const matchedAtEnd = matched || this.#holdsMatch(this.#reach(from, atBegin, true));
    const key = `${matched ? "m" : ""}${matchedAtEnd ? "e" : ""}${waiting.join(",")}`;
    const known = this.#states.get(key);
    if (known !== undefined) return known;
    const state: State = { waiting, matched, matchedAtEnd, next: new Map() };
    this.#states.set(key, state);
    this.#held += waiting.length * 2;
    return state;
  }

  #reach(from: readonly number[], atBegin: boolean, atEnd: boolean): ReadonlySet<number> {
    const seen = new Set<number>(from);
    for (const place of seen) {
      const node = this.#list[place];
      if (node?.is === "split") for (const to of node.to) seen.add(to);
      else if ((node?.is === "begin" && atBegin) || (node?.is === "end" && atEnd)) seen.add(node.to);
    }
    return seen;
  }

  #holdsMatch(places: ReadonlySet<number>): boolean {
    for (const place of places) if (this.#list[place]?.is === "match") return true;
    return false;
  }

  #forget(): void {
    this.#states = new Map();
    this.#held = 0;
    this.#first = this.#closure([this.#start], true);
  }
}
