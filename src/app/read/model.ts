import { describeModel } from "../../core/model/describe-model.ts";
import { modelInForce } from "../../store/models.ts";
import { momentOrNull } from "../../store/moment-text.ts";
import type { Hub } from "../hub.ts";
import { modelSeen, type Viewer } from "./viewer.ts";
import type { ModelAnswer } from "./work-answers.ts";

/** The model in force, as far as it concerns what the caller may read: its files, and what they come to. */
export async function showModel(hub: Hub, viewer: Viewer): Promise<ModelAnswer> {
  const model = modelSeen(hub.compiled.model, viewer);
  const stored = await modelInForce(hub.database.reader, hub.log);
  return {
    hash: model.hash,
    applied: hub.modelAt,
    appliedAt: momentOrNull(stored?.appliedAt ?? null),
    files: model.files.map(({ path, text }) => ({ path, text: viewer.personal === null ? text : null })),
    model: describeModel(model),
  };
}
