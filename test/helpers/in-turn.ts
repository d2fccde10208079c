import type { RecordState } from "../../src/core/golden/golden.ts";
import type { Resolution, ResolveInput } from "../../src/core/golden/resolution.ts";
import { compileResolver } from "../../src/core/golden/resolve.ts";
import { factKey, logIndex } from "../../src/core/ids.ts";
import type { Attribute } from "../../src/core/model/attribute.ts";
import type { EntityType } from "../../src/core/model/model.ts";
import { attribute, authority, modelOf, recordsAlone } from "./worlds.ts";

/** On it depends who owns a thing. */
export const stage = attribute("stage", { authority: [authority("crm")] });
export const owner = (more: Partial<Attribute> = {}) =>
  attribute("owner", { authority: [authority("ops", "stage == 'draft'"), authority("crm")], ...more });

/** Resolves the entries one after the other: each gives the records as they then are, entry 1 first. */
export function inTurn(
  type: EntityType,
  entries: readonly (readonly RecordState[])[],
  more: Partial<ResolveInput> = {},
) {
  const resolver = compileResolver(modelOf([type]), type);
  let last: Resolution | null = null;
  return entries.map((records, at) => {
    const previous = last?.golden ?? null;
    last = resolver.resolve({ ...recordsAlone, records, ...more, previous, index: logIndex(at + 1) });
    return last;
  });
}

export const factOf = (resolution: Resolution | undefined, name: string) =>
  resolution?.golden.facts.get(factKey(name));

/** A fact as the first entry gives it. */
export const firstOf = (
  type: EntityType,
  records: readonly RecordState[],
  name: string,
  more: Partial<ResolveInput> = {},
) => factOf(inTurn(type, [records], more)[0], name);
