import { describeModel } from "../../core/model/describe-model.ts";
import { modelInForce } from "../../store/models.ts";
import { momentOrNull } from "../../store/moment-text.ts";
import type { Hub } from "../hub.ts";
import type { Viewer } from "./viewer.ts";
import type { ModelAnswer } from "./work-answers.ts";

/** The model in force: its files, and what they come to. */
export async function showModel(hub: Hub, viewer: Viewer): Promise<ModelAnswer> {
  const { model } = hub.compiled;
  const stored = await modelInForce(hub.database.reader, hub.log);
  return {
    hash: model.hash,
    applied: hub.modelAt,
    appliedAt: momentOrNull(stored?.appliedAt ?? null),
    files: model.files.map(({ path, text }) => ({ path, text: viewer.personal === null ? text : null })),
    model: describeModel(model),
  };
}
