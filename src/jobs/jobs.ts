import { moveCalendarOn, resolveDue } from "../app/calendar.ts";
import { carryOutDecisions } from "../app/edit/carry-out-decisions.ts";
import { endDueOverrides } from "../app/edit/end-due-overrides.ts";
import { followOnce } from "../app/follow.ts";
import { forgetOldAnswers } from "../app/forget-old-answers.ts";
import type { Hub } from "../app/hub.ts";
import { markLateNow } from "../app/mark-late.ts";
import { recoverRuns } from "../app/runs/recover-runs.ts";
import { jobCalendarMs, jobPollMs } from "../limits.ts";
import type { Job } from "./job.ts";

/** Everything that the product does by itself. */
export const jobsOf = (hub: Hub): readonly Job[] => [
  { name: "follow", everyMs: jobPollMs, once: () => followOnce(hub) },
  { name: "decisions", everyMs: jobPollMs, once: () => carryOutDecisions(hub) },
  { name: "mark-late", everyMs: jobPollMs, once: () => markLateNow(hub).then(() => false) },
  { name: "calendar", everyMs: jobCalendarMs, once: () => turnCalendar(hub) },
  { name: "recover-runs", everyMs: jobCalendarMs, once: () => recoverRuns(hub).then(() => false) },
  { name: "forget-answers", everyMs: 60 * jobCalendarMs, once: () => forgetOldAnswers(hub) },
];

/** What a day or a moment brings, a piece at a time. */
async function turnCalendar(hub: Hub): Promise<boolean> {
  return (await moveCalendarOn(hub)) || (await resolveDue(hub)) || endDueOverrides(hub);
}
