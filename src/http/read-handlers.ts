import { asTest } from "../app/model-tests/as-test.ts";
import { ancestorsOf } from "../app/read/ancestors.ts";
import { listApprovals } from "../app/read/approvals.ts";
import { readConditions } from "../app/read/conditions.ts";
import { listConsumers } from "../app/read/consumers.ts";
import { getDecision, listDecisions } from "../app/read/decisions.ts";
import { divergenceGroups, listDivergences } from "../app/read/divergences.ts";
import { listDuplicates } from "../app/read/duplicates.ts";
import { getExpanded } from "../app/read/expand.ts";
import { explainEntity, explainFact } from "../app/read/explain.ts";
import { listFindings } from "../app/read/findings.ts";
import { getEntity, getGolden } from "../app/read/get-entity.ts";
import { history } from "../app/read/history.ts";
import { listEntities } from "../app/read/list-entities.ts";
import { showModel } from "../app/read/model.ts";
import { overview } from "../app/read/overview.ts";
import { suggestForGroups } from "../app/read/suggest.ts";
import { listSystems } from "../app/read/systems.ts";
import { listWaivers } from "../app/read/waivers.ts";
import type { Handlers } from "./asked.ts";
import { pageOf, parsedFilter, sortOf, stated } from "./query.ts";

/** What is read of entities, and lists of what is open, held or declared. */
export const readHandlers = {
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
  getDecision: ({ hub }, { principal, params }) => getDecision(hub, principal.viewer, params.decision),
  listDecisions: ({ hub }, { principal, query: { limit, cursor, ...filter } }) =>
    listDecisions(hub, principal.viewer, { ...pageOf({ limit, cursor }), filter: stated(filter) }),
  listWaivers: ({ hub }, { principal, query: { limit, cursor, ...filter } }) =>
    listWaivers(hub, principal.viewer, { ...pageOf({ limit, cursor }), filter: stated(filter) }),
  listApprovals: ({ hub }, { principal, query: { limit, cursor, ...filter } }) =>
    listApprovals(hub, principal.viewer, { ...pageOf({ limit, cursor }), filter: stated(filter) }),
  suggest: ({ hub }, { principal, query }) => suggestForGroups(hub, principal.viewer, stated(query)),
  listFindings: ({ hub }, { principal, query: { limit, cursor, ...filter } }) =>
    listFindings(hub, principal.viewer, { ...pageOf({ limit, cursor }), filter: stated(filter) }),
  listDuplicates: ({ hub }, { principal, query: { limit, cursor, ...filter } }) =>
    listDuplicates(hub, principal.viewer, { ...pageOf({ limit, cursor }), filter: stated(filter) }),
  listConsumers: ({ hub }, { principal, query }) =>
    listConsumers(hub, principal.viewer, { type: query.type ?? null, attribute: query.attribute ?? null }),
  listSystems: ({ hub }, { principal }) => listSystems(hub, principal.viewer),
  getModel: ({ hub }, { principal }) => showModel(hub, principal.viewer),
} satisfies Partial<Handlers>;
