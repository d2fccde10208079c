import { hash } from "node:crypto";
import type { StoredGrant } from "../../store/tokens.ts";

/** Grants as an entry tells them; the order of their members is always the same. */
export const grantsText = (grants: readonly StoredGrant[]): string =>
  JSON.stringify(grants.map(({ role, domains }) => ({ role, domains })));

/**
 * What tells in the log whether a stored token is still of the secret and the name that it was made with, without telling
 * either: the hash of the secret is as good as random to whoever guesses at the name.
 */
export const tokenIdentity = (secretHash: Uint8Array, name: string): string =>
  hash("sha256", Buffer.concat([secretHash, Buffer.from(name, "utf8")]), "base64url");
