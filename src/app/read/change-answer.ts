import { attributeOf, factKey } from "../../core/ids.ts";
import { type BodyItem, type EntryHeader, isSealed } from "../../core/log/entry.ts";
import { erased, type OpenSealed } from "../../core/log/replayed.ts";
import { uuidFromBase64url, uuidOrNull } from "../../core/log/uuid.ts";
import { shownMoment, type WorldMoment } from "../../core/value/world-moment.ts";
import { positionFrom } from "../../store/record-row.ts";
import type { EntityState } from "../../store/state.ts";
import type { Hub } from "../hub.ts";
import { type Called, calledIn } from "./called.ts";
import { wordsOf } from "./change-words.ts";
import { uuidText } from "./cursor.ts";
import type { ChainEntry } from "./entity-chain.ts";
import type { ChangeAnswer, ItemAnswer } from "./explain-answer.ts";
import { asOf } from "./known.ts";
import { type DatedName, type RecordNames, recordNames } from "./record-names.ts";
import type { Sight } from "./sight.ts";
import { unsealEntries } from "./unseal.ts";
import { erasedValue, masked, type Shown } from "./viewer.ts";

/** What some entries of an entity tell, as one caller sees it. */
export async function changeAnswers(
  hub: Hub,
  sight: Sight,
  state: EntityState,
  entries: readonly ChainEntry[],
): Promise<readonly ChangeAnswer[]> {
  const { reader } = hub.database;
  const names = await recordNames(hub, state, entries);
  const indexes = entries.map((entry) => entry.index);
  const { open } = await unsealEntries(reader, hub.keys, indexes);
  const called = await calledIn(reader, hub.log, {
    actors: entries.map(({ header }) => header.actor),
    entities: entries.flatMap((entry) => entitiesIn(sight, entry)),
  });
  return entries.map((entry) => changeAnswer({ names, sight, called, open }, entry));
}

/** What answering takes: how records, entities and actors are called, what the caller sees, and the opener of sealed values. */
interface Telling {
  readonly names: RecordNames;
  readonly sight: Sight;
  readonly called: Called;
  readonly open: OpenSealed;
}

/** The entities of which an entry speaks beside its own: those of its detail, and those to which references lead. */
function entitiesIn(sight: Sight, { items }: ChainEntry): readonly string[] {
  return (items ?? []).flatMap(({ fact, before, after, detail }) => {
    const named = entityMembers.flatMap((name) => {
      const id = detail?.[name];
      return typeof id === "string" ? [uuidFromBase64url(id)] : [];
    });
    const values = isReference(sight, fact) ? [before, after] : [];
    return [
      ...named,
      ...values.filter((value) => typeof value === "string" && uuidText.test(value)),
    ] as string[];
  });
}

const entityMembers = ["id", "into", "other"] as const;

const isReference = (sight: Sight, fact: string | undefined): boolean =>
  fact !== undefined && sight.attribute(fact)?.type.kind === "ref";

function changeAnswer(telling: Telling, { entity, header, items }: ChainEntry): ChangeAnswer {
  const { names, sight, called } = telling;
  const { index, recordedAt, version, kind, cause, actor, run, source, position, incarnation } = header;
  return {
    index,
    recordedAt,
    entity,
    version,
    kind,
    cause,
    actor,
    actorName: called.actor(sight, actor),
    run: uuidOrNull(run),
    source: sight.source(source),
    key: sight.key(source, recordOf(names, header.record)?.key ?? null),
    asOf: position === null ? null : asOf(positionFrom(position, incarnation)),
    changes: items === null ? null : itemAnswers(telling, header, items),
  };
}

const recordOf = (names: RecordNames, id: string | null | undefined): DatedName | undefined =>
  id == null ? undefined : names.get(uuidFromBase64url(id));

function itemAnswers(
  telling: Telling,
  header: EntryHeader,
  items: readonly BodyItem[],
): readonly ItemAnswer[] {
  const wholes = new Set(items.flatMap((item) => listStated(telling.sight, item)));
  return items.map((item) => itemAnswer(telling, header, item, wholes));
}

/** The list of which an item states an element. */
function listStated(sight: Sight, { op, fact, after }: BodyItem): readonly string[] {
  if (op !== "claim" || fact === undefined || after === undefined) return [];
  const declared = attributeOf(factKey(fact));
  return declared !== fact && sight.attribute(declared)?.elements === true ? [declared] : [];
}

function itemAnswer(
  { names, sight, called, open }: Telling,
  header: EntryHeader,
  item: BodyItem,
  wholes: ReadonlySet<string>,
): ItemAnswer {
  const { op, fact, basis, before, after, detail } = item;
  const value = (given: NonNullable<BodyItem["after"]> | null): Shown => {
    if (isSealed(given)) {
      if (fact === undefined || sight.hides(fact)) return sight.clear ? opened(open, given) : masked;
      const plain = open(given);
      return plain === erased ? erasedValue : sight.value(fact, plain);
    }
    return fact === undefined ? given : sight.value(fact, given);
  };
  const record = recordOf(names, item.record === undefined ? header.record : item.record);
  const stated =
    basis === "none" ? null : (header.source ?? (op === "set" ? (record?.source ?? null) : null));
  const source = item.source === undefined ? stated : item.source;
  const told = {
    op,
    fact: fact ?? null,
    ...(before === undefined ? {} : { before: value(before) }),
    ...(after === undefined ? {} : { after: value(after) }),
    basis: basis ?? null,
    source: sight.source(source),
    key: record === undefined ? null : sight.key(record.source, record.key),
    from: momentShown(item.from ?? record?.from),
    to: momentShown(item.to),
    detail: detailAnswer(sight, detail ?? {}, open),
  };
  const words = wordsOf(told, {
    source: sight.source(record?.source ?? header.source),
    entity: (id) => called.entity(sight, id),
    isReference: isReference(sight, fact),
    isElement: fact !== undefined && sight.attribute(fact)?.elementOf != null,
    isWhole: fact !== undefined && wholes.has(fact),
  });
  return { ...told, words };
}

const momentShown = (moment: WorldMoment | undefined): string | null =>
  moment === undefined || moment === "" ? null : shownMoment(moment);

function opened(open: OpenSealed, sealed: Parameters<OpenSealed>[0]): Shown {
  const plain = open(sealed);
  return plain === erased ? erasedValue : plain;
}

/** Ids stand in bodies in their short form, and are shown as everywhere else. */
function detailAnswer(
  sight: Sight,
  detail: NonNullable<BodyItem["detail"]>,
  open: OpenSealed,
): ItemAnswer["detail"] {
  const shown: Record<string, Shown> = Object.create(null);
  for (const [name, value] of Object.entries(detail)) {
    if (isSealed(value)) shown[name] = sight.clear ? opened(open, value) : masked;
    else if (idMembers.has(name) && typeof value === "string") shown[name] = uuidFromBase64url(value);
    else shown[name] = value;
  }
  return shown;
}

const idMembers: ReadonlySet<string> = new Set(["id", "into", "other", "group"]);
