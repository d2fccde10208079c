import type { Reader } from "../../store/db.ts";
import { lookupsOfRecords, referencesOf } from "../../store/read-verify.ts";
import type { EntityState } from "../../store/state.ts";
import { referenceRows } from "../change/finish-work.ts";
import { linksText, lookupHashes, statedBy } from "../change/record-lookups.ts";
import type { Work } from "../change/work.ts";
import { entityFault, type VerifyFault } from "./fault.ts";

/** Checks that records are found by what they hold, and that references lead where they should. */
export async function compareIndexes(
  sql: Reader,
  work: Work,
  states: readonly EntityState[],
): Promise<VerifyFault | null> {
  const { log } = work.cause;
  const records = states.flatMap((state) => state.records.map((record) => record.id));
  const lookups = await lookupsOfRecords(sql, log, records);
  const references = await referencesOf(
    sql,
    log,
    states.map((state) => state.id),
  );
  for (const state of states) {
    const fault =
      lookupFault(work, state, lookups) ?? referenceFault(work, state, references.get(state.id) ?? []);
    if (fault !== null) return fault;
  }
  return null;
}

function lookupFault(
  work: Work,
  state: EntityState,
  lookups: ReadonlyMap<string, ReadonlyMap<string, string>>,
): VerifyFault | null {
  const compiled = work.typeOf(state.type);
  for (const record of state.records) {
    const source = work.compiled.model.sources.get(record.source);
    if (source === undefined) continue;
    const held = lookups.get(record.id) ?? new Map<string, string>();
    const hashes = record.former
      ? []
      : lookupHashes(work.keys, compiled, source, statedBy(record), linksText(record.links));
    const due = new Set(hashes.map((one) => one.toString("hex")));
    const fault = (message: string) => entityFault("lookup", state.id, message, { record: record.id });
    for (const [hash, entity] of held) {
      if (entity !== state.id) return fault("A lookup of the record names another entity.");
      if (!due.delete(hash)) return fault("The record is found by what it does not hold.");
    }
    if (due.size > 0) return fault("The record is not found by what it holds.");
  }
  return null;
}

function referenceFault(work: Work, state: EntityState, held: readonly string[]): VerifyFault | null {
  const due = new Set(
    referenceRows(work, state).map(
      ({ attribute, wants, target }) => `${attribute} ${wants.toString("hex")} ${target ?? "-"}`,
    ),
  );
  const nameOf = (reference: string) => reference.slice(0, reference.indexOf(" "));
  for (const reference of held) {
    if (due.delete(reference)) continue;
    return entityFault("reference", state.id, "A reference is kept that is not stated.", {
      fact: nameOf(reference),
    });
  }
  const [missed] = due;
  if (missed === undefined) return null;
  return entityFault("reference", state.id, "A reference is stated that is not kept.", {
    fact: nameOf(missed),
  });
}
