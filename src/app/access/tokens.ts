import { refuse } from "../../errors.ts";
import { tokensKnownMax } from "../../limits.ts";
import type { Effect } from "../../store/commit.ts";
import {
  allTokens,
  anyToken,
  type TokenRow,
  tokenOf,
  writeRevocation,
  writeToken,
} from "../../store/tokens.ts";
import { productActor } from "../actors.ts";
import { ofProduct } from "../change/draft.ts";
import type { Hub } from "../hub.ts";
import type { Grant } from "./may-do.ts";
import { hashOf, newSecret } from "./secret.ts";
import { grantsText, tokenIdentity } from "./token-entry.ts";

/** A token as it is shown: its secret is never kept. */
export interface TokenAnswer {
  readonly id: string;
  readonly name: string;
  readonly grants: readonly Grant[];
  readonly createdAt: string;
  /** The id of the token with which it was made; `bailiwick` for the first. */
  readonly madeBy: string;
  readonly expiresAt: string | null;
  readonly revokedAt: string | null;
}

export interface NewToken {
  readonly name: string;
  readonly grants: readonly Grant[];
  /** An instant; `null` never expires. */
  readonly expiresAt: string | null;
  readonly actor: string;
}

/** Makes a token, as an entry of the log. Its secret is in the answer and nowhere else. */
export async function createToken(hub: Hub, request: NewToken): Promise<{ id: string; token: string }> {
  const { name, grants, expiresAt, actor } = request;
  refuseUnknownDomains(hub, grants);
  if (expiresAt !== null && Date.parse(expiresAt) <= Date.now()) {
    refuse("expiry-passed", "The token would have expired before it is made.");
  }
  const id = hub.ids.newId();
  const secret = newSecret();
  const token = { id, hash: hashOf(secret), name, grants, expiresAt, madeBy: actor };
  const detail = {
    token: id,
    grants: grantsText(grants),
    expires: expiresAt,
    identity: tokenIdentity(token.hash, name),
  };
  await commitAccess(hub, actor, { decision: "token-created", ...detail }, writeToken(hub.log, token));
  return { id, token: secret };
}

/** Revokes a token for good; revoked once more it stays as it is. Refuses `token-unknown`. */
export async function revokeToken(
  hub: Hub,
  request: { readonly id: string; readonly actor: string },
): Promise<TokenAnswer> {
  const { id, actor } = request;
  const before = await tokenOf(hub.database.reader, hub.log, id);
  if (before === undefined) refuse("token-unknown", "There is no such token.");
  if (before.revokedAt !== null) return answerOf(before);
  await commitAccess(hub, actor, { decision: "token-revoked", token: id }, writeRevocation(hub.log, id));
  const after = await tokenOf(hub.database.reader, hub.log, id);
  return answerOf(after ?? before);
}

/** All tokens, the latest first. */
export async function listTokens(hub: Hub): Promise<readonly TokenAnswer[]> {
  return (await allTokens(hub.database.reader, hub.log, tokensKnownMax)).map(answerOf);
}

/** At the first start: a token for everything, whose secret is to be shown once. `null` where there are tokens already. */
export async function createFirstToken(hub: Hub): Promise<string | null> {
  if (await anyToken(hub.database.reader, hub.log)) return null;
  const grants = [{ role: "admin", domains: null }] as const;
  const made = await createToken(hub, { name: "first admin", grants, expiresAt: null, actor: productActor });
  return made.token;
}

const answerOf = (row: TokenRow): TokenAnswer => ({
  id: row.id,
  name: row.name,
  grants: row.grants as readonly Grant[],
  createdAt: row.createdAt,
  madeBy: row.madeBy,
  expiresAt: row.expiresAt,
  revokedAt: row.revokedAt,
});

function refuseUnknownDomains(hub: Hub, grants: readonly Grant[]): void {
  const domains = new Set([...hub.compiled.model.entities.values()].flatMap((type) => type.domain ?? []));
  for (const domain of grants.flatMap((grant) => grant.domains ?? [])) {
    if (domains.has(domain)) continue;
    refuse("domain-unknown", `The model has no domain ${JSON.stringify(domain)}.`, {
      hint: domains.size === 0 ? "It names none." : `It has: ${[...domains].sort().join(", ")}.`,
    });
  }
}

async function commitAccess(
  hub: Hub,
  actor: string,
  detail: Readonly<Record<string, string | null>>,
  effect: Effect,
): Promise<void> {
  await hub.writer.run({
    prepare: async (sql) => {
      const work = await hub.newWork(sql, { cause: "access", actor, run: null });
      work.append(ofProduct("access", { item: { op: "set", detail }, subject: null }));
      work.effects.push(effect);
      return { work, result: () => undefined };
    },
  });
}
