import { suggestName } from "../app/suggest-name.ts";

/** "Did you mean 'crm'?", or `undefined` where nothing is near enough. */
export function near(name: string, known: Iterable<string>): string | undefined {
  const one = suggestName(name, known);
  return one === null ? undefined : `Did you mean '${one}'?`;
}
