import { mayDo } from "../app/access/may-do.ts";
import type { CauseName } from "../app/causes.ts";
import { createEntity } from "../app/edit/create-entity.ts";
import { decideApproval } from "../app/edit/decide-approval.ts";
import { entityToEdit } from "../app/edit/entity-to-edit.ts";
import { endOverride, setOverride } from "../app/edit/override-fact.ts";
import { rawMembers, rawOf } from "../app/edit/raw-of.ts";
import { setFact } from "../app/edit/set-fact.ts";
import { waiveDivergence, withdrawWaiver } from "../app/edit/waive-copy.ts";
import { waiveGroup } from "../app/edit/waive-group.ts";
import { withdrawGroup } from "../app/edit/withdraw-group.ts";
import type { Hub } from "../app/hub.ts";
import { withNames } from "../app/read/called.ts";
import { getDecision } from "../app/read/decisions.ts";
import { Sight } from "../app/read/sight.ts";
import { operations } from "../contract/index.ts";
import { Refused, refuse } from "../errors.ts";
import { allowNamed, allowType } from "./allow.ts";
import type { Asked, Handlers } from "./asked.ts";

/** What people enter and decide about facts of one entity, or of a group of divergences. */
export const editHandlers = {
  setFact: async ({ hub }, asked) => {
    const { principal, params, body } = asked;
    const of = await entityToEdit(hub, principal.viewer, params);
    const set = { ...edit(asked, "fact"), ...of, attribute: params.fact, value: rawOf(body.value) };
    return circlesNamed(hub, asked, setFact(hub, set));
  },
  setOverride: async ({ hub }, asked) => {
    const { principal, params, body } = asked;
    const { until } = body;
    const set = {
      ...edit(asked, "override"),
      ...(await entityToEdit(hub, principal.viewer, params)),
      attribute: params.fact,
      value: rawOf(body.value),
      by: personOf(hub, asked, { type: params.type, code: "override-not-by-you", what: "an override" }),
      reason: body.reason,
      until: until === "authority-changes" ? ({ change: until } as const) : { day: until },
      today: today(),
    };
    return circlesNamed(hub, asked, setOverride(hub, set));
  },
  endOverride: async ({ hub }, asked) => {
    const of = await entityToEdit(hub, asked.principal.viewer, asked.params);
    return endOverride(hub, { ...edit(asked, "override"), ...of, attribute: asked.params.fact });
  },
  waiveDivergence: async ({ hub }, asked) => {
    const { principal, params, body } = asked;
    const { source, key = null, reason, until, replaces = null } = body;
    return waiveDivergence(hub, {
      ...edit(asked, "waiver"),
      ...(await entityToEdit(hub, principal.viewer, params)),
      ...{ attribute: params.fact, source, key, reason, until, replaces },
      by: personOf(hub, asked, { type: params.type, code: "waiver-not-by-you", what: "a waiver" }),
    });
  },
  withdrawWaiver: async ({ hub }, asked) => {
    const { principal, params, query } = asked;
    const of = await entityToEdit(hub, principal.viewer, params);
    const copy = { attribute: params.fact, source: query.source, key: query.key ?? null };
    return withdrawWaiver(hub, { ...edit(asked, "waiver"), ...of, ...copy });
  },
  waiveGroup: async (product, asked) => {
    const { principal, body, idempotency } = asked;
    const { type, attribute, source, cause, pattern, policy = null, ...decided } = body;
    allowNamed(product, principal, operations.waiveGroup, type);
    return waiveGroup(product.hub, {
      ...{ ...decided, actor: principal.id, cause: "waiver", idempotency },
      group: { type, attribute, source, cause, pattern, policy },
      by: personOf(product.hub, asked, { type, code: "waiver-not-by-you", what: "a waiver" }),
    });
  },
  withdrawGroup: async (product, { principal, params, idempotency }) => {
    const { type } = await getDecision(product.hub, principal.viewer, params.decision);
    allowType(product, principal, operations.withdrawGroup, type);
    const { id: actor } = principal;
    return withdrawGroup(product.hub, { decision: params.decision, actor, cause: "waiver", idempotency });
  },
  decideApproval: async ({ hub }, asked) => {
    const { principal, params, body } = asked;
    const of = await entityToEdit(hub, principal.viewer, params);
    const { name } = principal;
    return decideApproval(hub, { ...edit(asked, "approval"), ...body, ...of, attribute: params.fact, name });
  },
  createEntity: async ({ hub }, { principal, params, body, idempotency }) => {
    const created = await createEntity(hub, {
      actor: principal.id,
      cause: "create",
      type: params.type,
      facts: rawMembers(body.facts),
      idempotency,
      confirmed: body.confirm,
    });
    if (created.kind === "created") return created.edited;
    const candidates = created.entities.slice(0, 20);
    return refuse(
      "possible-duplicates",
      `It may be one of ${created.entities.length} that are here already: ${candidates.join(", ")}.`,
      {
        hint: "Look at the candidates; where it is none of them, send it again with `confirm`.",
        fields: { candidates: candidates.join(",") },
      },
    );
  },
} satisfies Partial<Handlers>;

/** A way round a hierarchy is told with entities called by their records, as far as the caller may see their keys. */
async function circlesNamed<Answer>(
  hub: Hub,
  {
    principal,
    params,
  }: { readonly principal: Asked["principal"]; readonly params: { readonly type: string } },
  editing: Promise<Answer>,
): Promise<Answer> {
  try {
    return await editing;
  } catch (error) {
    if (!(error instanceof Refused) || error.refusal.code !== "hierarchy-circle") throw error;
    const sight = new Sight(hub.compiled.model, principal.viewer, params.type);
    const message = await withNames(hub.database.reader, hub.log, sight, error.refusal.message);
    throw new Refused({ ...error.refusal, message }, { cause: error });
  }
}

/** Today by the calendar of the server: what ends on a day ends after it. */
const today = (): string => new Date().toISOString().slice(0, 10);

function edit(asked: Pick<Asked, "principal" | "ifVersion" | "idempotency">, cause: CauseName) {
  const { principal, ifVersion, idempotency } = asked;
  return { actor: principal.id, cause, ifVersion, idempotency };
}

interface Decides {
  readonly type: string;
  readonly code: "override-not-by-you" | "waiver-not-by-you";
  readonly what: string;
}

/** Who answers for a decision: whoever the token belongs to. An admin of the domain may name another, as when he enters it for him. */
function personOf(
  { compiled }: Hub,
  {
    principal,
    body: { by: named },
  }: {
    readonly principal: Asked["principal"];
    readonly body: { readonly by?: string | undefined };
  },
  { type, code, what }: Decides,
): string {
  if (named === undefined || named === principal.name) return principal.name;
  const domain = compiled.model.entities.get(type)?.domain ?? null;
  if (mayDo(principal, { role: "admin", domain: "type" }, domain)) return named;
  return refuse(code, `Only an admin enters ${what} for another person.`, {
    hint: "Leave `by` out: the name of your token stands for you.",
  });
}
