import type { Source } from "../../core/model/source.ts";
import { lookupHash } from "../../sealing/lookup-hash.ts";
import type { LogKeys } from "./keyring.ts";

/**
 * With what the digests of the records of a source begin under one mapping. Keyed: whoever has the database alone cannot give a
 * record that he altered a digest that fits.
 */
export const mappingSeed = (
  { lookup }: Pick<LogKeys, "lookup">,
  source: Pick<Source, "name" | "digest">,
): string => lookupHash(lookup, `record:${source.name}`, source.digest).toString("base64url");
