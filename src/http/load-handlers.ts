import { rawMembers } from "../app/edit/raw-of.ts";
import { loadCrosswalkStream, loadStream } from "../app/load/load-stream.ts";
import { retryQuarantine } from "../app/load/retry-quarantine.ts";
import { getQuarantined, listQuarantine } from "../app/read/quarantine.ts";
import { getRun, listRuns } from "../app/read/runs.ts";
import { discardRun, passRun } from "../app/runs/pass-run.ts";
import { operations } from "../contract/index.ts";
import { allowRun, allowType } from "./allow.ts";
import type { Handlers } from "./asked.ts";
import { pageOf, stated } from "./query.ts";
import { writtenAs } from "./rows-body.ts";

/** Rows that come in, their runs, and those that were not understood. */
export const loadHandlers = {
  loadRecords: (product, { principal, params, query, rows }) =>
    loadStream(product, {
      source: params.source,
      body: rows.stream,
      written: writtenAs(rows.contentType, query.delimiter ?? null),
      actor: principal.id,
      file: query.file ?? null,
      asOf: query.asOf ?? null,
      complete: query.complete,
      dryRun: query.dryRun,
    }),
  loadCrosswalk: (product, { principal, params, query, rows }) =>
    loadCrosswalkStream(product, {
      left: params.source,
      right: params.right,
      body: rows.stream,
      written: writtenAs(rows.contentType, query.delimiter ?? null),
      actor: principal.id,
      file: query.file ?? null,
    }),
  listRuns: ({ hub }, { principal, query: { limit, cursor, ...filter } }) =>
    listRuns(hub, principal.viewer, { ...pageOf({ limit, cursor }), filter: stated(filter) }),
  getRun: ({ hub }, { principal, params }) => getRun(hub, principal.viewer, params.run),
  passRun: async (product, { principal, params }) => {
    await allowRun(product, principal, operations.passRun, params.run);
    return passRun(product, { run: params.run, actor: principal.id });
  },
  discardRun: async (product, { principal, params }) => {
    await allowRun(product, principal, operations.discardRun, params.run);
    await discardRun(product, { run: params.run, actor: principal.id });
    return getRun(product.hub, principal.viewer, params.run);
  },
  listQuarantine: ({ hub }, { principal, query: { limit, cursor, ...filter } }) =>
    listQuarantine(hub, principal.viewer, { ...pageOf({ limit, cursor }), filter: stated(filter) }),
  getQuarantined: ({ hub }, { principal, params }) => getQuarantined(hub, principal.viewer, params.id),
  retryQuarantined: async (product, { principal, params, body }) => {
    const { hub, readRows } = product;
    const { type } = await getQuarantined(hub, principal.viewer, params.id);
    allowType(product, principal, operations.retryQuarantined, type);
    const mended = body.mended === null ? null : rawMembers(body.mended);
    return retryQuarantine(hub, principal.viewer, { id: params.id, actor: principal.id, mended, readRows });
  },
} satisfies Partial<Handlers>;
