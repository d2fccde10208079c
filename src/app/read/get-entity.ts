import type { GoldenFact } from "../../core/golden/golden.ts";
import { attributeOf, entityId } from "../../core/ids.ts";
import { invariant } from "../../errors.ts";
import { standingOf } from "../../store/golden-row.ts";
import { recordsByKey } from "../../store/load-records.ts";
import { aliasesOf, type EntityAsRead } from "../../store/read-entity.ts";
import type { StoredRecord } from "../../store/state.ts";
import type { Hub } from "../hub.ts";
import type { EntityAnswer, FactAnswer, GoldenAnswer, RecordAnswer } from "./answers.ts";
import { uuidText } from "./cursor.ts";
import { findEntity } from "./find-entity.ts";
import { findingAnswer, withNamesIn } from "./finding-answer.ts";
import { type Known, knownAt } from "./known.ts";
import { Sight } from "./sight.ts";
import { isAmong, type Viewer } from "./viewer.ts";

export interface EntityRequest {
  readonly type: string;
  readonly ref: string;
}

/** One entity as its row holds it: by id one statement, which is what most readers ask. */
export async function getGolden(hub: Hub, viewer: Viewer, request: EntityRequest): Promise<GoldenAnswer> {
  const direct = uuidText.test(request.ref) ? await hub.entities.asRead(entityId(request.ref)) : undefined;
  if (direct !== undefined && direct.type === request.type && direct.mergedInto === null) {
    const domain = hub.compiled.model.entities.get(direct.type)?.domain ?? null;
    if (isAmong(viewer.domains, domain))
      return goldenAnswer(new Sight(hub.compiled.model, viewer, direct.type), direct);
  }
  const { id } = await findEntity(hub, viewer, request);
  const row = await hub.entities.asRead(id);
  invariant(row !== undefined, "an entity that was found is there");
  return goldenAnswer(new Sight(hub.compiled.model, viewer, row.type), row);
}

/** `select` names the facts to be shown; `null` shows all. */
export function goldenAnswer(
  sight: Sight,
  row: EntityAsRead,
  select: readonly string[] | null = null,
): GoldenAnswer {
  const facts: Record<string, GoldenAnswer["facts"][string]> = Object.create(null);
  for (const [fact, stands] of row.golden.facts) {
    if (select !== null && !select.includes(fact) && !select.includes(attributeOf(fact))) continue;
    const { basis, source, since } = stands;
    facts[fact] = { value: sight.value(fact, stands.value), basis, source: sight.source(source), since };
  }
  const { id, type, version, updatedAt } = row;
  return { id, type, state: standingOf(row.state), version, updatedAt, facts };
}

/** One entity with its records, and who stands behind each fact since when. */
export async function getEntity(hub: Hub, viewer: Viewer, request: EntityRequest): Promise<EntityAnswer> {
  const known = await knownAt(hub, viewer, request);
  const { state } = known;
  const { id } = state;
  const row = await hub.entities.asRead(id);
  invariant(row !== undefined, "an entity that was found is there");
  const sight = new Sight(hub.compiled.model, viewer, state.type);
  const facts: Record<string, FactAnswer> = Object.create(null);
  for (const [fact, stands] of state.golden?.facts ?? [])
    facts[fact] = factAnswer(sight, known, fact, stands);
  return {
    id,
    type: state.type,
    state: standingOf(state.state),
    version: state.version,
    updatedAt: row.updatedAt,
    facts,
    records: await Promise.all(
      state.records.map(async (record) =>
        recordAnswer(sight, record, {
          toBeDeleted: goesToo(hub, state, record),
          otherLives: await otherLives(hub, record),
        }),
      ),
    ),
    aliases: await aliasesOf(hub.database.reader, hub.log, id),
    divergences: state.divergences.filter((one) => one.cause !== "in-transit" && one.leave === null).length,
    findings: await Promise.all(
      state.findings.map((one) => withNamesIn(hub, sight, findingAnswer(one, known.recordedAt(one.opened)))),
    ),
  };
}

function factAnswer(sight: Sight, known: Known, fact: string, stands: GoldenFact): FactAnswer {
  const cited = known.recordOf(stands.record);
  return {
    value: sight.value(fact, stands.value),
    basis: stands.basis,
    source: sight.source(stands.source),
    key: sight.key(cited?.source ?? null, cited?.key ?? null),
    authority: sight.source(stands.authority),
    since: known.since(stands.since, cited?.claims.get(fact as never)?.position ?? null),
  };
}

/** Whether a record is a copy that goes with its entity, as `on-delete: delete-copies` declares. */
function goesToo(hub: Hub, { type, state }: Known["state"], { source, deleted }: StoredRecord): boolean {
  const declared = hub.compiled.model.entities.get(type);
  if (declared === undefined || deleted || state !== "retired") return false;
  const { authority, onDelete } = declared.exists;
  if (onDelete !== "delete-copies" || source === authority) return false;
  return [...declared.attributes.values()].some(({ copies }) => copies.some((one) => one.source === source));
}

/** The entities of the records that bore the key of one before, or bear it since; its own may be among them. */
async function otherLives(hub: Hub, record: StoredRecord): Promise<readonly string[]> {
  if (record.life === 0 && !record.former) return [];
  const lives = await recordsByKey(hub.database.reader, hub.log, record.source, [record.key]);
  return [...new Set(lives.filter(({ life }) => life !== record.life).map(({ entity }) => entity))];
}

function recordAnswer(
  sight: Sight,
  record: StoredRecord,
  { toBeDeleted, otherLives }: Pick<RecordAnswer, "toBeDeleted" | "otherLives">,
): RecordAnswer {
  const { source, key, deleted, former, linkedBy, held } = record;
  return {
    source,
    system: sight.system(source),
    key: sight.key(source, key),
    deleted,
    former,
    otherLives,
    toBeDeleted,
    linkedBy,
    link: sight.link(source, key),
    held: held ?? {},
  };
}
