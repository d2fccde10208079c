import { rank } from "../app/access/may-do.ts";
import { createToken, listTokens, revokeToken } from "../app/access/tokens.ts";
import { applyModel } from "../app/apply-model.ts";
import { checkModel } from "../app/check-model.ts";
import { declareDifferent, mergeByHand, splitByHand } from "../app/duplicates/decide-duplicate.ts";
import { mergedNamed } from "../app/duplicates/merged-named.ts";
import { moveByHand } from "../app/duplicates/move-record.ts";
import { createEntity } from "../app/edit/create-entity.ts";
import { decideApproval } from "../app/edit/decide-approval.ts";
import { entityToEdit } from "../app/edit/entity-to-edit.ts";
import { endOverride, setOverride } from "../app/edit/override-fact.ts";
import { rawMembers, rawOf } from "../app/edit/raw-of.ts";
import { setFact } from "../app/edit/set-fact.ts";
import { waiveDivergence, withdrawWaiver } from "../app/edit/waive-copy.ts";
import { waiveGroup } from "../app/edit/waive-group.ts";
import { loadCrosswalkStream, loadStream } from "../app/load/load-stream.ts";
import { retryQuarantine } from "../app/load/retry-quarantine.ts";
import { asTest } from "../app/model-tests/as-test.ts";
import { ancestorsOf } from "../app/read/ancestors.ts";
import { listApprovals } from "../app/read/approvals.ts";
import { readConditions } from "../app/read/conditions.ts";
import { listConsumers } from "../app/read/consumers.ts";
import { getDecision } from "../app/read/decisions.ts";
import { divergenceGroups, listDivergences } from "../app/read/divergences.ts";
import { listDuplicates } from "../app/read/duplicates.ts";
import { getExpanded } from "../app/read/expand.ts";
import { explainEntity, explainFact } from "../app/read/explain.ts";
import { findNamed, findRecord } from "../app/read/find-entity.ts";
import { listFindings } from "../app/read/findings.ts";
import { getEntity, getGolden } from "../app/read/get-entity.ts";
import { history } from "../app/read/history.ts";
import { listEntities } from "../app/read/list-entities.ts";
import { showModel } from "../app/read/model.ts";
import { overview } from "../app/read/overview.ts";
import { getQuarantined, listQuarantine } from "../app/read/quarantine.ts";
import { getRun, listRuns } from "../app/read/runs.ts";
import { suggestForGroups } from "../app/read/suggest.ts";
import { listSystems } from "../app/read/systems.ts";
import { listWaivers } from "../app/read/waivers.ts";
import { rotateKeys } from "../app/rotate-keys.ts";
import { discardRun, passRun } from "../app/runs/pass-run.ts";
import { verify } from "../app/verify/verify.ts";
import { type OperationName, type Operations, operations } from "../contract/index.ts";
import { refuse } from "../errors.ts";
import { allowNamed, allowRun, allowType } from "./allow.ts";
import type { Asked, Handler } from "./asked.ts";
import { meantBy, pairDecided } from "./named.ts";
import { writtenAs } from "./rows-body.ts";

/** The use case behind each operation that answers at once. One that is missing does not compile. */
export const handlers: {
  readonly [Name in Exclude<OperationName, "streamEvents">]: Handler<Operations[Name]>;
} = {
  listEntities: ({ hub }, { principal, params, query }) =>
    listEntities(hub, principal.viewer, {
      ...pageOf(query),
      type: params.type,
      state: query.state ?? null,
      where: query.where === undefined ? [] : readConditions(parsedFilter(query.where)),
      sort: query.sort === undefined ? null : sortOf(query.sort),
      select: query.select?.split(",") ?? null,
    }),
  getEntity: ({ hub }, { principal, params, query: { expand: asked } }) =>
    asked === undefined
      ? getGolden(hub, principal.viewer, params)
      : getExpanded(hub, principal.viewer, params, asked.split(",")),
  getAncestors: ({ hub }, { principal, params, query }) =>
    ancestorsOf(hub, principal.viewer, { ...params, attribute: query.attribute ?? null }),
  describeEntity: ({ hub }, { principal, params }) => getEntity(hub, principal.viewer, params),
  explainFact: ({ hub }, { principal, params }) =>
    explainFact(hub, principal.viewer, { type: params.type, ref: params.ref, attribute: params.fact }),
  explainUrl: async ({ hub }, { principal, query }) => {
    const of = { type: null, ref: query.url };
    if (query.fact === undefined) return explainEntity(hub, principal.viewer, of);
    return [await explainFact(hub, principal.viewer, { ...of, attribute: query.fact })];
  },
  getHistory: ({ hub }, { principal, params, query }) =>
    history(hub, principal.viewer, { ...pageOf(query), ...params, attribute: query.fact ?? null }),
  getCase: ({ hub }, { principal, params, query }) =>
    asTest(hub, principal.viewer, { ...params, fact: query.fact ?? null }),
  listDivergences: ({ hub }, { principal, query: { limit, cursor, ...filter } }) =>
    listDivergences(hub, principal.viewer, { ...pageOf({ limit, cursor }), filter: stated(filter) }),
  listDivergenceGroups: ({ hub }, { principal, query }) =>
    divergenceGroups(hub, principal.viewer, stated(query)),
  getOverview: ({ hub }, { principal }) => overview(hub, principal.viewer),
  setFact: async ({ hub }, asked) => {
    const { principal, params, body } = asked;
    const of = await entityToEdit(hub, principal.viewer, params);
    return setFact(hub, { ...edit(asked, "fact"), ...of, attribute: params.fact, value: rawOf(body.value) });
  },
  setOverride: async ({ hub }, asked) => {
    const { principal, params, body } = asked;
    const { until } = body;
    return setOverride(hub, {
      ...edit(asked, "override"),
      ...(await entityToEdit(hub, principal.viewer, params)),
      attribute: params.fact,
      value: rawOf(body.value),
      by: personOf(asked, body.by, { code: "override-not-by-you", what: "an override" }),
      reason: body.reason,
      until: until === "authority-changes" ? { change: until } : { day: until },
      today: today(),
    });
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
      by: personOf(asked, body.by, { code: "waiver-not-by-you", what: "a waiver" }),
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
      by: personOf(asked, body.by, { code: "waiver-not-by-you", what: "a waiver" }),
    });
  },
  getDecision: ({ hub }, { principal, params }) => getDecision(hub, principal.viewer, params.decision),
  listWaivers: ({ hub }, { principal, query: { limit, cursor, ...filter } }) =>
    listWaivers(hub, principal.viewer, { ...pageOf({ limit, cursor }), filter: stated(filter) }),
  listApprovals: ({ hub }, { principal, query: { limit, cursor, ...filter } }) =>
    listApprovals(hub, principal.viewer, { ...pageOf({ limit, cursor }), filter: stated(filter) }),
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
  loadRecords: (product, { principal, params, query, rows }) =>
    loadStream(product, {
      source: params.source,
      body: rows.stream,
      written: writtenAs(rows.contentType, query.delimiter ?? null),
      actor: principal.id,
      file: query.file ?? null,
      asOf: query.asOf ?? null,
      complete: query.complete,
      dryRun: query.dryRun,
    }),
  loadCrosswalk: (product, { principal, params, query, rows }) =>
    loadCrosswalkStream(product, {
      left: params.source,
      right: params.right,
      body: rows.stream,
      written: writtenAs(rows.contentType, query.delimiter ?? null),
      actor: principal.id,
      file: query.file ?? null,
    }),
  listRuns: ({ hub }, { principal, query: { limit, cursor, ...filter } }) =>
    listRuns(hub, principal.viewer, { ...pageOf({ limit, cursor }), filter: stated(filter) }),
  getRun: ({ hub }, { principal, params }) => getRun(hub, principal.viewer, params.run),
  passRun: async (product, { principal, params }) => {
    await allowRun(product, principal, operations.passRun, params.run);
    return passRun(product, { run: params.run, actor: principal.id });
  },
  discardRun: async (product, { principal, params }) => {
    await allowRun(product, principal, operations.discardRun, params.run);
    await discardRun(product, { run: params.run, actor: principal.id });
    return getRun(product.hub, principal.viewer, params.run);
  },
  suggest: ({ hub }, { principal, query }) => suggestForGroups(hub, principal.viewer, stated(query)),
  listFindings: ({ hub }, { principal, query: { limit, cursor, ...filter } }) =>
    listFindings(hub, principal.viewer, { ...pageOf({ limit, cursor }), filter: stated(filter) }),
  listDuplicates: ({ hub }, { principal, query: { limit, cursor, ...filter } }) =>
    listDuplicates(hub, principal.viewer, { ...pageOf({ limit, cursor }), filter: stated(filter) }),
  mergeDuplicate: async (product, asked) => {
    const decided = await pairDecided(product, asked, operations.mergeDuplicate);
    const entity = await mergeByHand(product.hub, decided);
    return { entity, merged: entity === decided.left ? decided.right : decided.left };
  },
  declareDifferent: async (product, asked) => {
    await declareDifferent(product.hub, await pairDecided(product, asked, operations.declareDifferent));
    return { different: true };
  },
  moveRecord: async (product, asked) => {
    const { hub } = product;
    const { principal, body, ifVersion } = asked;
    const { id: actor, name: by, viewer } = principal;
    const { record, entity } = await meantBy("record", findRecord(hub, viewer, body.record));
    allowType(product, principal, operations.moveRecord, entity.type);
    const to = body.to === null ? null : (await meantBy("to", findNamed(hub, viewer, body.to))).id;
    const { source, key } = record;
    return moveByHand(hub, { actor, by, reason: body.reason, record: { source, key }, to, ifVersion });
  },
  splitDuplicate: async (product, { principal, body: { merged: text, reason } }) => {
    const { id: actor, name: by, viewer } = principal;
    const { merged, type } = await meantBy("merged", mergedNamed(product.hub, viewer, text));
    allowType(product, principal, operations.splitDuplicate, type);
    return { entity: await splitByHand(product.hub, { actor, by, merged, reason }) };
  },
  listQuarantine: ({ hub }, { principal, query: { limit, cursor, ...filter } }) =>
    listQuarantine(hub, principal.viewer, { ...pageOf({ limit, cursor }), filter: stated(filter) }),
  getQuarantined: ({ hub }, { principal, params }) => getQuarantined(hub, principal.viewer, params.id),
  retryQuarantined: async (product, { principal, params, body }) => {
    const { hub, readRows } = product;
    const { type } = await getQuarantined(hub, principal.viewer, params.id);
    allowType(product, principal, operations.retryQuarantined, type);
    const mended = body.mended === null ? null : rawMembers(body.mended);
    return retryQuarantine(hub, principal.viewer, { id: params.id, actor: principal.id, mended, readRows });
  },
  listConsumers: ({ hub }, { principal, query }) =>
    listConsumers(hub, principal.viewer, { type: query.type ?? null, attribute: query.attribute ?? null }),
  listSystems: ({ hub }, { principal }) => listSystems(hub, principal.viewer),
  getModel: ({ hub }, { principal }) => showModel(hub, principal.viewer),
  verify: ({ hub }) => verify(hub),
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
};

/** Today by the calendar of the server: what ends on a day ends after it. */
const today = (): string => new Date().toISOString().slice(0, 10);

function edit(asked: Pick<Asked, "principal" | "ifVersion" | "idempotency">, cause: string) {
  const { principal, ifVersion, idempotency } = asked;
  return { actor: principal.id, cause, ifVersion, idempotency };
}

/** Who answers for a decision: whoever the token belongs to. An admin may name another, as when he enters it for him. */
function personOf(
  { principal }: Pick<Asked, "principal">,
  named: string | undefined,
  { code, what }: { readonly code: "override-not-by-you" | "waiver-not-by-you"; readonly what: string },
): string {
  if (named === undefined || named === principal.name) return principal.name;
  if (principal.grants.some((grant) => rank(grant.role) >= rank("admin"))) return named;
  return refuse(code, `Only an admin enters ${what} for another person.`, {
    hint: "Leave `by` out: the name of your token stands for you.",
  });
}

const pageOf = ({ limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined }) => ({
  limit,
  cursor: cursor ?? null,
});

/** Members that a query leaves out are not there at all. */
type Stated<Query> = { [Name in keyof Query]: Exclude<Query[Name], undefined> };
const stated = <Query extends object>(query: Query): Stated<Query> =>
  Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined)) as Stated<Query>;

const sortOf = (text: string) =>
  text.startsWith("-")
    ? { attribute: text.slice(1), descending: true }
    : { attribute: text, descending: false };

function parsedFilter(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return refuse("filter-malformed", "`where` is not JSON.", {
      hint: 'where=[{"attribute":"stage","op":"eq","value":"live"}]',
    });
  }
}
