import { changeEntity } from "../../src/app/change/change-entity.ts";
import { resolveAnew } from "../../src/app/follow.ts";
import { modelOf } from "../helpers/model-of.ts";
import type { Asked } from "./asked.ts";
import { claims } from "./claims.ts";
import type { DrawnModel } from "./draw-model.ts";
import type { Happening } from "./draw-steps.ts";
import { leaveClaims } from "./leave-claims.ts";
import { Chronicle } from "./play.ts";
import { disagreements } from "./replayed.ts";

/** The day on which every history begins: later than any clock says, which therefore moves no calendar. */
export const firstDay = "2126-01-01";

/** Plays a history in memory; throws at the first claim that does not hold. */
export function mustHold({ files }: DrawnModel, happenings: readonly Happening[]): void {
  const chronicle = new Chronicle(modelOf(files), firstDay, judge);
  for (const one of happenings) {
    chronicle.play(one);
    claim("what has settled stays: resolving anew changes nothing", () => mustStand(chronicle));
    if (one.kind !== "row" && one.kind !== "day") continue;
    claim("what is said twice is said once", () => {
      const { entries } = chronicle.world.work;
      const before = entries.length;
      chronicle.play(one);
      if (entries.length !== before) throw new Error(`it made ${entries.length - before} entries`);
    });
  }
  claim("replaying the log gives the state", () => {
    const [fault] = disagreements(chronicle.world.work);
    if (fault !== undefined) throw new Error(`${fault.message} ${fault.where} ${fault.fact}`);
  });
}

function judge(asked: Asked): void {
  for (const [name, holds] of [...Object.entries(claims), ...Object.entries(leaveClaims)])
    claim(name, () => holds(asked));
}

function mustStand({ world: { work } }: Chronicle): void {
  for (const state of [...work.entities.values()]) {
    if (state.state === "merged" || state.version === 0) continue;
    const again = changeEntity(work, state, resolveAnew);
    if (again === state) continue;
    const facts = [...(again.golden?.facts ?? [])].filter(
      ([key, fact]) => state.golden?.facts.get(key) !== fact,
    );
    throw new Error(`another ${facts.map(([key]) => key).join(", ")}`);
  }
}

function claim(name: string, holds: () => void): void {
  try {
    holds();
  } catch (error) {
    throw new Error(`Does not hold: ${name}`, { cause: error });
  }
}
