import type { RecordState } from "../golden/golden.ts";
import { hub } from "../golden/plan.ts";
import type { RecordId } from "../ids.ts";
import type { Attribute } from "../model/attribute.ts";
import { fieldOfFact } from "../model/fact-attribute.ts";
import type { EntityType, Model } from "../model/model.ts";
import { linkTo } from "./link.ts";

/** `inputs`: at what it is derived from. `direct`: entered here. `write-back`: the connector writes it to the authority. `manual`: a person does it there. */
export type Route = "inputs" | "direct" | "write-back" | "manual";

/** Where a wrong value of one fact is corrected, now. */
export interface Correct {
  /** The source that is the authority, `"hub"`, or `null` where no condition holds and so nobody is. */
  readonly source: string | null;
  readonly system: string | null;
  readonly route: Route;
  /** The record at the authority, where it has one. */
  readonly record: RecordId | null;
  readonly key: string | null;
  /** Where that record is seen and changed by a person. */
  readonly link: string | null;
  /** The words of the model. */
  readonly note: string | null;
  /** Who does it there, and who decides here. */
  readonly custodian: string | null;
  readonly steward: string | null;
}

/**
 * Routes a correction to the authority of the fact: the shortest safe way there. `record` is the authority's record
 * that speaks about the fact; without one there is nothing to write back to. Unless `connectorsWrite`, only the hub
 * is written.
 */
export function routeOf(
  model: Model,
  type: EntityType,
  attribute: Attribute,
  authority: string | null,
  record: RecordState | null,
  connectorsWrite: boolean,
): Correct {
  const steward = attribute.steward ?? type.steward;
  const note = attribute.correct;
  const none = { record: null, key: null, link: null };
  if (attribute.derived !== null) {
    const custodian = attribute.custodian ?? type.custodian;
    return { source: null, system: null, route: "inputs", ...none, note, custodian, steward };
  }
  if (authority === hub) {
    const custodian = attribute.custodian ?? type.custodian;
    return { source: hub, system: hub, route: "direct", ...none, note, custodian, steward };
  }
  const source = authority === null ? undefined : model.sources.get(authority);
  const system = source && model.systems.get(source.system);
  const custodian = attribute.custodian ?? system?.custodian ?? type.custodian;
  const writes = system?.writable === true && system.connector !== null;
  const written = source !== undefined && fieldOfFact(source, attribute)?.write !== false;
  return {
    source: authority,
    system: system?.name ?? null,
    route: connectorsWrite && writes && written && record !== null ? "write-back" : "manual",
    ...(record && source ? { record: record.id, key: record.key, link: linkTo(source, record.key) } : none),
    note,
    custodian,
    steward,
  };
}
