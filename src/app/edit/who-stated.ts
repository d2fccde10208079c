import { type Approval, approvalKey, type Waiting } from "../../core/golden/approval.ts";
import { claimOn } from "../../core/golden/elements.ts";
import { hub as hubSource } from "../../core/golden/plan.ts";
import { type EntityId, factKey } from "../../core/ids.ts";
import { decodeHeader } from "../../core/log/header.ts";
import { uuidFromBase64url } from "../../core/log/uuid.ts";
import { attributeOfFact } from "../../core/model/fact-attribute.ts";
import { invariant } from "../../errors.ts";
import { survivorAt } from "../../store/load-duplicates.ts";
import { headersOf } from "../../store/read-history.ts";
import { loadersOfRetried } from "../../store/read-quarantine.ts";
import type { EntityState } from "../../store/state.ts";
import { tokenOf } from "../../store/tokens.ts";
import type { Hub } from "../hub.ts";
import { uuidText } from "../read/cursor.ts";

/** Who stands behind a value that waits, and therefore never approves it. */
export interface Stated {
  /** The entry from which it waits. */
  readonly entry: number;
  /**
   * Those who stated it, and through whose deed it came to wait: a removed authority lets a fallback come forth. Of what was
   * taken out of quarantine, who loaded it as well as who took it up again.
   */
  readonly actors: ReadonlySet<string>;
  /** The names of their tokens: a person may have several. */
  readonly names: ReadonlySet<string>;
}

/**
 * Who stated what waits on a fact; `null` where nothing waits from that entry. It is read before the edit: what waits from
 * one entry never changes, so under the lock it is enough to see that it still is that entry.
 */
export async function whoStated(
  hub: Hub,
  asked: Pick<Approval, "layer"> & {
    readonly entity: EntityId;
    readonly attribute: string;
    readonly entry: number;
  },
): Promise<Stated | null> {
  const state = await standing(hub, asked.entity);
  const fact = factKey(asked.attribute);
  const waiting = state?.approvals.get(approvalKey(asked.layer, fact))?.waiting ?? null;
  if (state === undefined || waiting === null || waiting.since !== asked.entry) return null;
  const index = statementOf(hub, state, { ...asked, waiting });
  const { reader } = hub.database;
  const entries = [waiting.since, ...(index === null ? [] : [index])];
  const headers = (await headersOf(reader, hub.log, entries)).map(headerOf);
  const runs = headers.flatMap(({ run }) => (run === null ? [] : [uuidFromBase64url(run)]));
  const loaders = await loadersOfRetried(reader, hub.log, runs);
  const actors = new Set([waiting.requester, ...headers.map(({ actor }) => actor), ...loaders]);
  const tokens = [...actors].filter((actor) => uuidText.test(actor));
  const rows = await Promise.all(tokens.map((id) => tokenOf(reader, hub.log, id)));
  return { entry: waiting.since, actors, names: new Set(rows.flatMap((row) => row?.name ?? [])) };
}

async function standing(hub: Hub, id: EntityId): Promise<EntityState | undefined> {
  const state = await hub.entities.state(id);
  if (state?.state !== "merged") return state;
  const survivor = await survivorAt(hub.database.reader, hub.log, id);
  return survivor === undefined ? undefined : hub.entities.state(survivor);
}

/** The entry in which the value that waits was stated: long before, where other values stood in front of it. */
export function statementOf(
  { compiled }: Pick<Hub, "compiled">,
  { type, records, hub, overrides }: EntityState,
  {
    layer,
    attribute,
    waiting,
  }: Pick<Approval, "layer"> & { readonly attribute: string; readonly waiting: Waiting },
): number | null {
  const fact = factKey(attribute);
  if (layer === "override") return overrides.get(fact)?.since ?? null;
  if (waiting.source === hubSource) return hub.get(fact)?.since ?? null;
  const declared = compiled.model.entities.get(type);
  const attributes = declared && attributeOfFact(declared, attribute);
  const record = records.find((one) => one.id === waiting.record);
  return (record && attributes && claimOn(record, attributes)?.since) ?? null;
}

function headerOf(header: Buffer) {
  const decoded = decodeHeader(header);
  invariant(decoded.ok, "a stored header can be read");
  return decoded.value;
}
