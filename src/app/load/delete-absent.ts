import { beginOf } from "../../core/golden/validity.ts";
import type { Reader } from "../../store/db.ts";
import { type LivingSlice, livingAfter } from "../../store/runs.ts";
import { applyDeletion } from "../change/apply-observation.ts";
import { loadEntities, loadRecords, loadReferences } from "../change/load-work.ts";
import type { Work } from "../change/work.ts";
import type { Loading } from "./loading.ts";

/** Deletes what a complete file no longer names. */
export async function deleteAbsent(loading: Loading): Promise<void> {
  const { hub, tally } = loading;
  const cause = { cause: "load" as const, actor: loading.request.actor, run: loading.run };
  for await (const absent of absentPages(loading)) {
    loading.stillOurs();
    const done = await hub.writer.run({
      prepare: async (sql) => {
        const work = await hub.newWork(sql, cause);
        const deleted = await deleteSlices(sql, loading, work, absent);
        return { work, result: () => ({ work, deleted }) };
      },
    });
    tally.add({ deleted: done.deleted });
    tally.work(done.work);
  }
}

/** The living slices that the file does not name, a page at a time. */
export async function* absentPages(loading: Loading): AsyncGenerator<readonly LivingSlice[]> {
  const { hub, source, seen } = loading;
  for (let after: LivingSlice = { key: "", from: "" }; ; ) {
    const page = await livingAfter(hub.database.reader, hub.log, source.name, after, hub.batchSize.records);
    const last = page.at(-1);
    if (last === undefined) return;
    after = last;
    const absent = page.filter(({ key, from }) => !seen.has(key, from));
    if (absent.length > 0) yield absent;
  }
}

/** Deletes slices in one piece of work. Gives how many of them were there to be deleted. */
export async function deleteSlices(
  sql: Reader,
  { hub, source, position }: Loading,
  work: Work,
  slices: readonly LivingSlice[],
): Promise<number> {
  const keys = slices.map(({ key }) => key);
  await loadRecords(sql, work, source.name, keys);
  const records = slices.flatMap(({ key, from }) =>
    work.recordsAt(source.name, key).filter((one) => beginOf(one) === from),
  );
  await loadEntities(sql, work, [...new Set(records.map((one) => one.entity))]);
  await loadReferences(sql, work);
  await hub.loadKeys(sql, work);
  return records.filter((record) => applyDeletion(work, record, position) === "applied").length;
}
