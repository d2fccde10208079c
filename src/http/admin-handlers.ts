import { createToken, listTokens, revokeToken } from "../app/access/tokens.ts";
import { applyModel } from "../app/apply-model.ts";
import { checkModel } from "../app/check-model.ts";
import { rotateKeys } from "../app/rotate-keys.ts";
import { verify } from "../app/verify/verify.ts";
import type { Handlers } from "./asked.ts";

/** What belongs to the installation: its model, tokens, keys, and the check of its log. */
export const adminHandlers = {
  verify: ({ hub }, { query }) => {
    const [entries, root] = query.kept?.split(":") ?? [];
    return verify(hub, { kept: root === undefined ? null : { entries: Number(entries), root } });
  },
  applyModel: async ({ hub }, { principal, body }) => {
    const applied = await applyModel(hub, { files: body.files, actor: principal.id });
    const warnings = applied.warnings.map(({ place, ...fault }) => ({ ...place, ...fault }));
    return { ...applied, warnings };
  },
  checkModel: async (_product, { body }) => checkModel(body.files),
  whoAmI: async (_product, { principal: { id, name, grants, expiresAt } }) => ({
    id,
    name,
    grants,
    expiresAt,
  }),
  listTokens: ({ hub }) => listTokens(hub),
  createToken: ({ hub }, { principal, body }) => createToken(hub, { ...body, actor: principal.id }),
  revokeToken: async ({ hub, authenticator }, { principal, params }) => {
    const revoked = await revokeToken(hub, { id: params.id, actor: principal.id });
    authenticator.forget(params.id);
    return revoked;
  },
  rotateKeys: ({ hub, masterKey }, { principal }) => rotateKeys(hub, masterKey, principal.id),
} satisfies Partial<Handlers>;
