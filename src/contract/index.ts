import { applyModel } from "./apply-model.ts";
import { checkModel } from "./check-model.ts";
import { createToken } from "./create-token.ts";
import { declareDifferent } from "./declare-different.ts";
import { describeEntity } from "./describe-entity.ts";
import { endOverride } from "./end-override.ts";
import { explainFact } from "./explain-fact.ts";
import { explainUrl } from "./explain-url.ts";
import { getEntity } from "./get-entity.ts";
import { getHistory } from "./get-history.ts";
import { getOverview } from "./get-overview.ts";
import { listDivergenceGroups } from "./list-divergence-groups.ts";
import { listDivergences } from "./list-divergences.ts";
import { listEntities } from "./list-entities.ts";
import { listTokens } from "./list-tokens.ts";
import { loadCrosswalk } from "./load-crosswalk.ts";
import { loadRecords } from "./load-records.ts";
import { mergeDuplicate } from "./merge-duplicate.ts";
import type { Operation } from "./operation.ts";
import { revokeToken } from "./revoke-token.ts";
import { rotateKeys } from "./rotate-keys.ts";
import { setFact } from "./set-fact.ts";
import { setOverride } from "./set-override.ts";
import { splitDuplicate } from "./split-duplicate.ts";
import { whoAmI } from "./who-am-i.ts";

/** Every operation of the API by its name, in the order in which documents list them. */
export const operations = {
  listEntities,
  getEntity,
  describeEntity,
  explainFact,
  explainUrl,
  getHistory,
  setFact,
  setOverride,
  endOverride,
  loadRecords,
  loadCrosswalk,
  listDivergences,
  listDivergenceGroups,
  getOverview,
  mergeDuplicate,
  declareDifferent,
  splitDuplicate,
  applyModel,
  checkModel,
  whoAmI,
  listTokens,
  createToken,
  revokeToken,
  rotateKeys,
} as const satisfies Readonly<Record<string, Operation>>;

export type Operations = typeof operations;
export type OperationName = keyof Operations;
