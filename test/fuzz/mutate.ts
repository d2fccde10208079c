import { type Random, randomFrom } from "../../samples/shared/random.ts";
import { modelFileCharsMax } from "../../src/limits.ts";
import type { Texts } from "./corpus.ts";
import { mutatedText } from "./mutate-text.ts";
import { mutatedTree } from "./mutate-tree.ts";

/** A model of the corpus after a few changes: the same for the same seed. */
export function mutated(corpus: readonly Texts[], seed: number): Texts {
  const random = randomFrom(seed);
  const texts: Record<string, string> = { ...random.pick(corpus) };
  const changes = random.below(8) === 0 ? 2 + random.below(8) : 1 + random.below(2);
  const how = random.pick(["gently", "gently", "anyhow", "anyhow", "text"] as const);
  for (let change = 0; change < changes; change++) {
    const path = random.pick(Object.keys(texts));
    const text = texts[path] ?? "";
    if (random.below(60) === 0) withFile(texts, path, corpus, random);
    // What is beyond the bound is refused as it is: grown further it would show nothing, and fill the memory.
    else if (text.length <= modelFileCharsMax)
      texts[path] =
        how === "text" ? mutatedText(text, random) : mutatedTree(text, { random, how, fresh: change === 0 });
  }
  return texts;
}

/** A file goes, comes twice, or comes from another model. */
function withFile(
  texts: Record<string, string>,
  path: string,
  corpus: readonly Texts[],
  random: Random,
): void {
  const other = random.pick(corpus);
  const foreign = random.pick(Object.keys(other));
  if (random.below(3) === 0 && Object.keys(texts).length > 1) delete texts[path];
  else if (random.below(2) === 0) texts[`again-${path}`] = texts[path] ?? "";
  else texts[foreign] = other[foreign] ?? "";
}
