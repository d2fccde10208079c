import type { Finder, FindInput, Found } from "../../src/core/divergence/finding.ts";
import type { Waivers } from "../../src/core/divergence/waiver.ts";
import type { Resolution, ResolveInput, Resolver } from "../../src/core/golden/resolution.ts";
import type { EntityType } from "../../src/core/model/model.ts";

/** One resolution of one entity, and the comparison of its copies that followed. */
export interface Asked {
  readonly type: EntityType;
  readonly resolver: Resolver;
  readonly finder: Finder;
  readonly input: ResolveInput;
  readonly resolution: Resolution;
  readonly find: FindInput;
  readonly found: Found;
}

/** The waivers that stand after it. */
export function standingAfter({ find, found }: Pick<Asked, "find" | "found">): Waivers {
  const ended = new Set(found.endedWaivers.map(({ waiver }) => waiver));
  return new Map([...find.waivers].filter(([, waiver]) => !ended.has(waiver)));
}

/** Fails with these words where something does not hold; much faster than an assertion, of which there are millions. */
export function must(holds: boolean, words: string): void {
  if (!holds) throw new Error(words);
}
