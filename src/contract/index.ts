import { applyModel } from "./apply-model.ts";
import { checkModel } from "./check-model.ts";
import { createEntity } from "./create-entity.ts";
import { createToken } from "./create-token.ts";
import { decideApproval } from "./decide-approval.ts";
import { declareDifferent } from "./declare-different.ts";
import { describeEntity } from "./describe-entity.ts";
import { discardRun } from "./discard-run.ts";
import { endOverride } from "./end-override.ts";
import { explainFact } from "./explain-fact.ts";
import { explainUrl } from "./explain-url.ts";
import { getAncestors } from "./get-ancestors.ts";
import { getCase } from "./get-case.ts";
import { getDecision } from "./get-decision.ts";
import { getEntity } from "./get-entity.ts";
import { getHistory } from "./get-history.ts";
import { getModel } from "./get-model.ts";
import { getOverview } from "./get-overview.ts";
import { getQuarantined } from "./get-quarantined.ts";
import { getRun } from "./get-run.ts";
import { listApprovals } from "./list-approvals.ts";
import { listConsumers } from "./list-consumers.ts";
import { listDecisions } from "./list-decisions.ts";
import { listDivergenceGroups } from "./list-divergence-groups.ts";
import { listDivergences } from "./list-divergences.ts";
import { listDuplicates } from "./list-duplicates.ts";
import { listEntities } from "./list-entities.ts";
import { listFindings } from "./list-findings.ts";
import { listQuarantine } from "./list-quarantine.ts";
import { listRuns } from "./list-runs.ts";
import { listSystems } from "./list-systems.ts";
import { listTokens } from "./list-tokens.ts";
import { listWaivers } from "./list-waivers.ts";
import { loadCrosswalk } from "./load-crosswalk.ts";
import { loadRecords } from "./load-records.ts";
import { mergeDuplicate } from "./merge-duplicate.ts";
import { moveRecord } from "./move-record.ts";
import type { Operation } from "./operation.ts";
import { passRun } from "./pass-run.ts";
import { retryQuarantined } from "./retry-quarantined.ts";
import { revokeToken } from "./revoke-token.ts";
import { rotateKeys } from "./rotate-keys.ts";
import { setFact } from "./set-fact.ts";
import { setOverride } from "./set-override.ts";
import { splitDuplicate } from "./split-duplicate.ts";
import { streamEvents } from "./stream-events.ts";
import { suggest } from "./suggest.ts";
import { verify } from "./verify.ts";
import { waiveDivergence } from "./waive-divergence.ts";
import { waiveGroup } from "./waive-group.ts";
import { whoAmI } from "./who-am-i.ts";
import { withdrawGroup } from "./withdraw-group.ts";
import { withdrawWaiver } from "./withdraw-waiver.ts";

/** Every operation of the API by its name, in the order in which documents list them. */
export const operations = {
  listEntities,
  getEntity,
  getAncestors,
  describeEntity,
  explainFact,
  explainUrl,
  getHistory,
  getCase,
  setFact,
  setOverride,
  endOverride,
  createEntity,
  listApprovals,
  decideApproval,
  loadRecords,
  loadCrosswalk,
  listRuns,
  getRun,
  passRun,
  discardRun,
  listDivergences,
  listDivergenceGroups,
  waiveDivergence,
  withdrawWaiver,
  waiveGroup,
  getDecision,
  listDecisions,
  withdrawGroup,
  listWaivers,
  suggest,
  getOverview,
  listFindings,
  listDuplicates,
  mergeDuplicate,
  moveRecord,
  declareDifferent,
  splitDuplicate,
  listQuarantine,
  getQuarantined,
  retryQuarantined,
  listSystems,
  listConsumers,
  getModel,
  applyModel,
  checkModel,
  streamEvents,
  whoAmI,
  listTokens,
  createToken,
  revokeToken,
  rotateKeys,
  verify,
} as const satisfies Readonly<Record<string, Operation>>;

export type Operations = typeof operations;
export type OperationName = keyof Operations;
