import { refuse } from "../../errors.ts";
import { tokenKnownMs, tokensKnownMax } from "../../limits.ts";
import { type TokenRow, tokenByHash } from "../../store/tokens.ts";
import type { Hub } from "../hub.ts";
import { type Grant, type Principal, viewerOf } from "./may-do.ts";
import { hashOf, looksLikeSecret } from "./secret.ts";

interface Known {
  readonly principal: Principal;
  readonly untilMs: number;
}

/**
 * Who stands behind a token. What was found is remembered for a short while, so that a read is one statement; a token that is
 * revoked in this process is forgotten at once, in another one within that while.
 */
export class Authenticator {
  readonly #hub: Hub;
  readonly #nowMs: () => number;
  readonly #known = new Map<string, Known>();
  readonly #own = new Map<string, Principal>();

  constructor(hub: Hub, nowMs: () => number = Date.now) {
    this.#hub = hub;
    this.#nowMs = nowMs;
  }

  /** Takes a secret that lives as long as this process and is stored nowhere. */
  adopt(secret: string, principal: Omit<Principal, "viewer" | "expiresAt">): void {
    const { id, name, grants } = principal;
    this.#own.set(hashOf(secret).toString("latin1"), {
      id,
      name,
      grants,
      expiresAt: null,
      viewer: viewerOf(grants),
    });
  }

  /** Known already, without asking the database; `undefined` is to be asked for with {@link principalOf}. */
  knownPrincipal(secret: string): Principal | undefined {
    const known = this.#known.get(hashOf(secret).toString("latin1"));
    return known !== undefined && known.untilMs > this.#nowMs() ? known.principal : undefined;
  }

  /** Refuses `token-wrong`, `token-expired`, `token-revoked`. */
  async principalOf(secret: string): Promise<Principal> {
    if (!looksLikeSecret(secret)) refuse("token-wrong", "This is no token of this server.", newTokenHint);
    const hash = hashOf(secret);
    const name = hash.toString("latin1");
    const own = this.#own.get(name);
    if (own !== undefined) return own;
    const row = await tokenByHash(this.#hub.database.reader, this.#hub.log, hash);
    const principal = principalIn(row);
    if (this.#known.size >= tokensKnownMax) this.#known.clear();
    const nowMs = this.#nowMs();
    const expiresMs =
      principal.expiresAt === null ? Number.POSITIVE_INFINITY : Date.parse(principal.expiresAt);
    this.#known.set(name, { principal, untilMs: Math.min(nowMs + tokenKnownMs, expiresMs) });
    return principal;
  }

  /** Forgets what is remembered of a token, so that its next use asks the database. */
  forget(id: string): void {
    for (const [name, known] of this.#known) if (known.principal.id === id) this.#known.delete(name);
  }
}

const newTokenHint = { hint: "Have a token made with: bailiwick token create" };

function principalIn(row: TokenRow | undefined): Principal {
  if (row === undefined) refuse("token-wrong", "This is no token of this server.", newTokenHint);
  if (row.revokedAt !== null) refuse("token-revoked", "This token was revoked.", newTokenHint);
  if (row.expired) refuse("token-expired", "This token has expired.", newTokenHint);
  const grants = row.grants as readonly Grant[];
  return { id: row.id, name: row.name, grants, expiresAt: row.expiresAt, viewer: viewerOf(grants) };
}
