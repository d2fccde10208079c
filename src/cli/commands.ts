import type { AddCommand } from "./command.ts";
import { addApprovals } from "./commands/approvals.ts";
import { addCheck } from "./commands/check.ts";
import { addConsumers } from "./commands/consumers.ts";
import { addCrosswalk } from "./commands/crosswalk.ts";
import { addDecisions } from "./commands/decisions.ts";
import { addDemo } from "./commands/demo.ts";
import { addDivergences } from "./commands/divergences.ts";
import { addDuplicate } from "./commands/duplicate.ts";
import { addEdit } from "./commands/edit.ts";
import { addEntity } from "./commands/entity.ts";
import { addEvents } from "./commands/events.ts";
import { addExplain } from "./commands/explain.ts";
import { addFindings } from "./commands/findings.ts";
import { addHelp } from "./commands/help.ts";
import { addHistory } from "./commands/history.ts";
import { addInit } from "./commands/init.ts";
import { addLoad } from "./commands/load.ts";
import { addModel } from "./commands/model.ts";
import { addOperate } from "./commands/operate.ts";
import { addOverview } from "./commands/overview.ts";
import { addQuarantine } from "./commands/quarantine.ts";
import { addRun } from "./commands/run.ts";
import { addServe } from "./commands/serve.ts";
import { addStart } from "./commands/start.ts";
import { addSystems } from "./commands/systems.ts";
import { addTest } from "./commands/test.ts";
import { addToken } from "./commands/token.ts";
import { addTree } from "./commands/tree.ts";
import { addWaivers } from "./commands/waivers.ts";

/** Every command, in the order in which help lists them. */
export const commands: readonly AddCommand[] = [
  addStart,
  addServe,
  addDemo,
  addInit,
  addOverview,
  addCheck,
  addTest,
  addModel,
  addLoad,
  addCrosswalk,
  addExplain,
  addConsumers,
  addHistory,
  addEntity,
  addTree,
  addDivergences,
  addWaivers,
  addDecisions,
  addDuplicate,
  addFindings,
  addQuarantine,
  addRun,
  addSystems,
  addEvents,
  addEdit,
  addApprovals,
  addToken,
  addOperate,
  addHelp,
];
