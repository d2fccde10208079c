import { Option } from "commander";

/** The options of these names that were given: what was not has no key at all. */
export function given<Options extends object, Name extends keyof Options>(
  options: Options,
  names: readonly Name[],
): { [Key in Name]?: Exclude<Options[Key], undefined> } {
  const kept = names.filter((name) => options[name] !== undefined).map((name) => [name, options[name]]);
  return Object.fromEntries(kept);
}

/** An option that takes one of some words. */
export function oneOf(flags: string, description: string, words: readonly string[]): Option {
  return new Option(flags, description).choices([...words]);
}
