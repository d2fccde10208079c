import type { System } from "../../core/model/model.ts";
import type { Source } from "../../core/model/source.ts";
import { cursorsBySource, quarantinedBySource } from "../../store/read-sources.ts";
import { sourceCounts } from "../../store/source-counts.ts";
import type { Hub } from "../hub.ts";
import { modelSeen, type Viewer } from "./viewer.ts";
import type { SourceAnswer, SystemAnswer } from "./work-answers.ts";

/** The systems of the model with their sources: how many records each has, and how far it has been taken. */
export async function listSystems(hub: Hub, viewer: Viewer): Promise<readonly SystemAnswer[]> {
  const model = modelSeen(hub.compiled.model, viewer);
  const { reader } = hub.database;
  const [counts, quarantined, cursors] = await Promise.all([
    sourceCounts(reader, hub.log, [...model.sources.keys()]),
    quarantinedBySource(reader, hub.log),
    cursorsBySource(reader, hub.log),
  ]);
  const sourceAnswer = ({ name, entity }: Source): SourceAnswer => ({
    name,
    type: entity,
    records: counts.get(name)?.living ?? 0,
    deleted: counts.get(name)?.deleted ?? 0,
    quarantined: quarantined.get(name) ?? 0,
    cursor: cursors.get(name) ?? null,
  });
  const systemAnswer = ({ name, title, kind, connector, writable, custodian }: System): SystemAnswer => ({
    name,
    title,
    kind,
    connector,
    writable,
    custodian,
    sources: [...model.sources.values()].filter((source) => source.system === name).map(sourceAnswer),
  });
  return [...model.systems.values()].map(systemAnswer);
}
