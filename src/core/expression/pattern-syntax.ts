import { ExpressionFault } from "./fault.ts";

/** Whether a character (code point) is meant. */
export type CharacterTest = (character: number) => boolean;

/** A pattern as it is written: RE2's syntax without word boundaries, and with one flag, a leading `(?i)`. */
export type Pattern =
  | { readonly is: "character"; readonly test: CharacterTest }
  | { readonly is: "begin" | "end" }
  | { readonly is: "sequence" | "either"; readonly parts: readonly Pattern[] }
  | { readonly is: "repeat"; readonly of: Pattern; readonly min: number; readonly max: number | null };

const digit: CharacterTest = (c) => c >= 48 && c <= 57;
const word: CharacterTest = (c) => digit(c) || (c >= 65 && c <= 90) || (c >= 97 && c <= 122) || c === 95;
const space: CharacterTest = (c) => c === 32 || (c >= 9 && c <= 13 && c !== 11);
const not =
  (test: CharacterTest): CharacterTest =>
  (c) =>
    !test(c);
const classes: Readonly<Record<string, CharacterTest>> = {
  d: digit,
  D: not(digit),
  w: word,
  W: not(word),
  s: space,
  S: not(space),
};
const controls: Readonly<Record<string, number>> = { t: 9, n: 10, v: 11, f: 12, r: 13, a: 7 };
/** Deeper groups than anyone writes; bounds the recursion. */
const groupDepthMax = 50;

/** Reads a pattern; throws `ExpressionFault` (at `offset`) where it is none, or one that only backtracking could match. */
export function parsePattern(text: string, offset: number): Pattern {
  const folded = text.startsWith("(?i)");
  return new PatternReader(folded ? text.slice(4) : text, folded, offset).whole();
}

class PatternReader {
  readonly #characters: readonly string[];
  readonly #folded: boolean;
  readonly #offset: number;
  #next = 0;

  constructor(text: string, folded: boolean, offset: number) {
    this.#characters = [...text];
    this.#folded = folded;
    this.#offset = offset;
  }

  whole(): Pattern {
    const pattern = this.#either(0);
    if (this.#peek() !== undefined) this.#fail("has a ')' too many");
    return pattern;
  }

  #either(depth: number): Pattern {
    if (depth > groupDepthMax) this.#fail(`has groups deeper than ${groupDepthMax}`);
    const parts = [this.#sequence(depth)];
    while (this.#take("|")) parts.push(this.#sequence(depth));
    return { is: "either", parts };
  }

  #sequence(depth: number): Pattern {
    const parts: Pattern[] = [];
    for (let next = this.#peek(); next !== undefined && next !== "|" && next !== ")"; next = this.#peek())
      parts.push(this.#repeated(this.#atom(depth)));
    return { is: "sequence", parts };
  }

  #repeated(of: Pattern): Pattern {
    const [min, max] = this.#take("*")
      ? [0, null]
      : this.#take("+")
        ? [1, null]
        : this.#take("?")
          ? [0, 1]
          : this.#counts();
    if (min === undefined || max === undefined) return of;
    this.#take("?"); // Lazy or greedy: whether it matches is the same.
    if (/[*+?]/.test(this.#peek() ?? "")) this.#fail("repeats a repetition");
    return { is: "repeat", of, min, max };
  }

  /** `{2}`, `{2,}` or `{2,5}`; anything else in braces stands for itself, as in RE2. */
  #counts(): readonly [number, number | null] | readonly [] {
    if (this.#peek() !== "{") return [];
    const rest = this.#characters.slice(this.#next, this.#next + 12).join("");
    const match = /^\{(\d{1,4})(,?)(\d{0,4})\}/.exec(rest);
    if (match === null || (match[2] === "" && match[3] !== "")) return [];
    this.#next += match[0].length;
    const min = Number(match[1]);
    const max = match[2] === "" ? min : match[3] === "" ? null : Number(match[3]);
    if (min > 1_000 || (max !== null && (max > 1_000 || max < min))) this.#fail(`has no valid ${match[0]}`);
    return [min, max];
  }

  #atom(depth: number): Pattern {
    const character = this.#advance();
    switch (character) {
      case "^":
        return { is: "begin" };
      case "$":
        return { is: "end" };
      case ".":
        return { is: "character", test: (c) => c !== 10 };
      case "[":
        return { is: "character", test: this.#set() };
      case "(":
        return this.#group(depth);
      case "\\":
        return this.#escape();
      case "*":
      case "+":
      case "?":
        return this.#fail(`has nothing before '${character}'`);
      default:
        return { is: "character", test: this.#one(codeOf(character)) };
    }
  }

  #group(depth: number): Pattern {
    if (this.#take("?")) {
      const named = this.#take("P") || this.#peek() === "<";
      if (named) {
        this.#expect("<");
        if (/[=!]/.test(this.#peek() ?? "")) this.#fail("looks around, which is not offered");
        while (!this.#take(">")) if (!/\w/.test(this.#advance())) this.#fail("has a broken name of a group");
      } else if (!this.#take(":")) this.#fail("looks around or sets flags; only a leading (?i) is offered");
    }
    const inner = this.#either(depth + 1);
    this.#expect(")");
    return inner;
  }

  #escape(): Pattern {
    const letter = this.#peek() ?? "";
    if (letter === "A" || letter === "z") {
      this.#advance();
      return { is: letter === "A" ? "begin" : "end" };
    }
    if (/[bB]/.test(letter)) this.#fail("has a word boundary, which is not offered");
    if (/[1-9]/.test(letter)) this.#fail("refers back to a group, which is not offered");
    return { is: "character", test: this.#escaped() };
  }

  /** What follows a backslash, in a set or outside. */
  #escaped(): CharacterTest {
    const letter = this.#advance();
    const known = classes[letter];
    if (known !== undefined) return known;
    if (letter === "p" || letter === "P") return this.#property(letter === "P");
    return this.#one(this.#escapedCode(letter));
  }

  #escapedCode(letter: string): number {
    const control = controls[letter];
    if (control !== undefined) return control;
    if (letter === "x") return this.#hexadecimal();
    if (/[\p{L}\p{N}]/u.test(letter)) this.#fail(`has an unknown escape \\${letter}`);
    return codeOf(letter);
  }

  #hexadecimal(): number {
    let digits = "";
    if (this.#take("{")) while (!this.#take("}")) digits += this.#advance();
    else digits = this.#advance() + this.#advance();
    if (!/^[0-9a-fA-F]{1,6}$/.test(digits)) this.#fail("has a broken \\x");
    return Number.parseInt(digits, 16);
  }

  #property(negated: boolean): CharacterTest {
    let name = this.#advance();
    if (name === "{") {
      name = "";
      while (!this.#take("}")) name += this.#advance();
    }
    const turned = name.startsWith("^");
    const bare = turned ? name.slice(1) : name;
    if (!/^\w{1,40}$/.test(bare)) this.#fail("has a broken \\p");
    const test = propertyTest(bare) ?? this.#fail(`knows no property ${bare}`);
    return turned !== negated ? not(test) : test;
  }

  #set(): CharacterTest {
    const negated = this.#take("^");
    const tests: CharacterTest[] = [];
    for (let first = true; first || this.#peek() !== "]"; first = false) {
      const named = this.#posix();
      tests.push(named ?? this.#range());
    }
    this.#advance();
    const any: CharacterTest = (c) => tests.some((test) => test(c));
    return negated ? not(any) : any;
  }

  #posix(): CharacterTest | null {
    const match = /^\[:(\^?)(alpha|digit|alnum|upper|lower|space|punct|word|xdigit):\]/.exec(
      this.#characters.slice(this.#next, this.#next + 12).join(""),
    );
    if (match === null) return null;
    this.#next += match[0].length;
    const test = posix[match[2] ?? ""] ?? this.#fail("has an unknown class");
    return match[1] === "^" ? not(test) : test;
  }

  #range(): CharacterTest {
    const from = this.#advance();
    if (from === "\\") {
      const letter = this.#peek() ?? "";
      if (classes[letter] !== undefined || /[pP]/.test(letter)) return this.#escaped();
    }
    const low = from === "\\" ? this.#escapedCode(this.#advance()) : codeOf(from);
    if (this.#peek() !== "-" || this.#characters[this.#next + 1] === "]") return this.#one(low);
    this.#advance();
    const to = this.#advance();
    const high = to === "\\" ? this.#escapedCode(this.#advance()) : codeOf(to);
    if (high < low) this.#fail("has a range that runs backwards");
    return this.#fold((c) => c >= low && c <= high);
  }

  #one(code: number): CharacterTest {
    return this.#fold((c) => c === code);
  }

  #fold(test: CharacterTest): CharacterTest {
    if (!this.#folded) return test;
    return (c) => {
      const character = String.fromCodePoint(c);
      return test(c) || test(codeOf(character.toLowerCase())) || test(codeOf(character.toUpperCase()));
    };
  }

  #peek(): string | undefined {
    return this.#characters[this.#next];
  }

  #take(character: string): boolean {
    if (this.#peek() !== character) return false;
    this.#next += 1;
    return true;
  }

  #advance(): string {
    const character = this.#peek() ?? this.#fail("ends too early");
    this.#next += 1;
    return character;
  }

  #expect(character: string): void {
    if (!this.#take(character)) this.#fail(`lacks a '${character}'`);
  }

  #fail(what: string): never {
    throw new ExpressionFault(
      `The pattern ${what}.`,
      this.#offset,
      "Patterns are RE2: no back-references, no looking around, so that none can hang.",
    );
  }
}

const posix: Readonly<Record<string, CharacterTest>> = {
  alpha: (c) => (c >= 65 && c <= 90) || (c >= 97 && c <= 122),
  digit,
  alnum: (c) => word(c) && c !== 95,
  upper: (c) => c >= 65 && c <= 90,
  lower: (c) => c >= 97 && c <= 122,
  space: (c) => c === 32 || (c >= 9 && c <= 13),
  punct: (c) => c > 32 && c < 127 && (c === 95 || !word(c)),
  word,
  xdigit: (c) => digit(c) || (c >= 65 && c <= 70) || (c >= 97 && c <= 102),
};

/** One character against a Unicode property is a look-up; the engine's own tables serve for it. */
function propertyTest(name: string): CharacterTest | null {
  for (const form of [`\\p{${name}}`, `\\p{Script=${name}}`])
    try {
      const property = new RegExp(`^${form}$`, "u");
      return (c) => property.test(String.fromCodePoint(c));
    } catch (error) {
      // No such property: the other form may know it.
      if (!(error instanceof SyntaxError)) throw error;
    }
  return null;
}

function codeOf(character: string): number {
  return character.codePointAt(0) ?? 0;
}
