import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Position } from "../golden/golden.ts";
import { beginOf, validity } from "../golden/validity.ts";
import { type Borne, bearing, isOlder } from "./bearing.ts";

/** What a source does to one key at a moment of its own order. */
interface Step {
  readonly at: number;
  readonly begin: string;
  readonly gone: boolean;
}
interface Slice extends Borne {
  readonly life: number;
}

const step: fc.Arbitrary<Step> = fc.record({
  at: fc.integer({ min: 1, max: 9 }),
  begin: fc.constantFrom("", "2026-01-01", "2026-02-01"),
  gone: fc.boolean(),
});
const positionOf = ({ at }: Step): Position => ({ incarnation: 1, kind: "file", at: String(at) });

/** All lives of a key after some steps, by what `bearing` says of each. */
function played(steps: readonly Step[], keysReused: boolean): readonly Slice[] {
  let slices: readonly Slice[] = [];
  for (const one of steps) {
    const life = Math.max(0, ...slices.map((slice) => slice.life));
    const present = slices.filter((slice) => slice.life === life);
    const observed = { valid: validity(one.begin, null), order: null, position: positionOf(one) };
    if (one.gone) {
      const known = present.find((slice) => beginOf(slice) === one.begin && !slice.deleted);
      if (known === undefined || one.at < Number(known.position.at)) continue;
      slices = [...slices.filter((slice) => slice !== known), { ...observed, deleted: true, life }];
      continue;
    }
    const lives = slices.map((slice) => ({ ...slice, former: slice.life < life }));
    const about = bearing(lives, observed, { keysReused });
    if (about.kind === "older") continue;
    const now: Slice = { ...observed, deleted: false, life: about.kind === "another" ? life + 1 : life };
    slices = [...slices.filter((slice) => about.kind !== "same" || !isSlice(slice, about.slice)), now];
  }
  return slices;
}

const isSlice = (one: Slice, other: Slice | null): boolean =>
  other !== null && one.life === other.life && beginOf(one) === beginOf(other);

describe("which thing a key is borne by", () => {
  test("is another each time that it returns where keys are reused, and only what lives now ever lives", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        const slices = played(steps, true);

        const last = Math.max(0, ...slices.map(({ life }) => life));
        for (const slice of slices) if (slice.life < last) expect(slice.deleted).toBe(true);
        // Lives follow each other: nothing of a later one is older than the end of an earlier one.
        for (const [before, after] of slices.flatMap((a) => slices.map((b) => [a, b] as const)))
          if (before.life < after.life) expect(after.position.at >= before.position.at).toBe(true);
        for (let life = 0; life <= last; life += 1)
          if (slices.length > 0) expect(slices.some((slice) => slice.life === life)).toBe(true);
      }),
    );
  });

  test("is the same for ever where they are not, whatever is deleted and returns", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        const slices = played(steps, false);

        expect(slices.every(({ life }) => life === 0)).toBe(true);
        expect(new Set(slices.map(beginOf)).size).toBe(slices.length);
      }),
    );
  });

  test("does not change while anything of it lives", () => {
    const at = (text: string): Position => ({ incarnation: 1, kind: "file", at: text });
    const dead = { valid: validity("2026-01-01", null), order: null, position: at("2"), deleted: true };
    const living = { valid: validity("2026-02-01", null), order: null, position: at("2"), deleted: false };
    const observed = { valid: dead.valid, order: null, position: at("3") };

    expect(bearing([dead, living], observed, { keysReused: true })).toEqual({ kind: "same", slice: dead });
    expect(bearing([dead], observed, { keysReused: true })).toEqual({ kind: "another" });
    expect(bearing([dead], { ...observed, position: at("1") }, { keysReused: true })).toEqual({
      kind: "older",
    });
  });

  test("is not asked of what lies before the end of a former life", () => {
    const at = (text: string): Position => ({ incarnation: 1, kind: "file", at: text });
    const slice = { valid: null, order: null, deleted: false };
    const lives = [
      { ...slice, position: at("5"), deleted: true, former: true },
      { ...slice, position: at("3") },
    ];
    const observed = { valid: null, order: null };

    expect(bearing(lives, { ...observed, position: at("4") }, { keysReused: true })).toEqual({
      kind: "older",
    });
    expect(bearing(lives, { ...observed, position: at("5") }, { keysReused: true }).kind).toBe("same");
  });

  test("is told by the position first and by the order besides: what is behind in either is older", () => {
    const at = (text: string): Position => ({ incarnation: 1, kind: "file", at: text });
    const slice = { valid: null, order: "2", position: at("2"), deleted: false };
    const about = (position: string, order: string) =>
      bearing([slice], { valid: null, order, position: at(position) }, { keysReused: false }).kind;

    expect([about("1", "3"), about("3", "1"), about("1", "1")]).toEqual(["older", "older", "older"]);
    expect([about("2", "2"), about("3", "2"), about("2", "3")]).toEqual(["same", "same", "same"]);
  });

  test("a position is before another by the incarnation of its source, and by where it was only within one", () => {
    const somewhere = fc.record({
      incarnation: fc.integer({ min: 1, max: 3 }),
      kind: fc.constant("file" as const),
      at: fc.constantFrom("1", "2", "3"),
    });
    fc.assert(
      fc.property(somewhere, somewhere, (one, other) => {
        const [a, b] = [one, other].map(({ incarnation, at }) => incarnation * 10 + Number(at));

        expect(isOlder(one, other)).toBe((a ?? 0) < (b ?? 0));
      }),
    );
  });
});
