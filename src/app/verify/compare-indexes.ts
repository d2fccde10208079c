import type { Reader } from "../../store/db.ts";
import { type LookupRead, lookupsOfRecords, referencesOf } from "../../store/read-verify.ts";
import type { EntityState } from "../../store/state.ts";
import { referenceRows } from "../change/finish-work.ts";
import { hubLookupHashes, linksText, lookupHashes, statedBy } from "../change/record-lookups.ts";
import type { Work } from "../change/work.ts";
import { entityFault, type VerifyFault } from "./fault.ts";

/** Checks that records are found by what they hold, and that references lead where they should. */
export async function compareIndexes(
  sql: Reader,
  work: Work,
  states: readonly EntityState[],
): Promise<VerifyFault | null> {
  const { log } = work.cause;
  const found = states.flatMap((state) => [state.id, ...state.records.map((record) => record.id)]);
  const lookups = await lookupsOfRecords(sql, log, found);
  const references = await referencesOf(
    sql,
    log,
    states.map((state) => state.id),
  );
  for (const state of states) {
    const fault =
      lookupsFault(work, state, lookups) ?? referenceFault(work, state, references.get(state.id) ?? []);
    if (fault !== null) return fault;
  }
  return null;
}

function lookupsFault(
  work: Work,
  state: EntityState,
  lookups: ReadonlyMap<string, readonly LookupRead[]>,
): VerifyFault | null {
  const compiled = work.typeOf(state.type);
  for (const record of state.records) {
    const source = work.compiled.model.sources.get(record.source);
    if (source === undefined) continue;
    const due = record.former
      ? []
      : lookupHashes(work.keys, compiled, source, statedBy(record), linksText(record.links));
    const wrong = lookupFault(state, lookups.get(record.id) ?? [], due);
    if (wrong !== null) return entityFault("lookup", state.id, wrong, { record: record.id });
  }
  // The entity's own id stands for a record of what was entered here.
  const due = state.state === "merged" ? [] : hubLookupHashes(work.keys, compiled, state.hub);
  const wrong = lookupFault(state, lookups.get(state.id) ?? [], due);
  return wrong === null ? null : entityFault("lookup", state.id, wrong);
}

/** No key keeps a lookup from standing twice. */
function lookupFault(
  state: EntityState,
  held: readonly LookupRead[],
  hashes: readonly Buffer[],
): string | null {
  const due = new Set(hashes.map((one) => one.toString("hex")));
  const seen = new Set<string>();
  for (const { hash, entity } of held) {
    if (entity !== state.id) return "A lookup of the record names another entity.";
    if (seen.has(hash)) return "A lookup of the record stands twice.";
    if (!due.has(hash)) return "The record is found by what it does not hold.";
    seen.add(hash);
  }
  return seen.size < due.size ? "The record is not found by what it holds." : null;
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
