import { plainly } from "../test/helpers/plainly.ts";
/**
 * The server of the product in a process of its own, told by messages what to do besides answering over HTTP: `start`, `apply`
 * a model, `load` accounts, `verify`.
 */

import { createToken } from "../src/app/access/tokens.ts";
import { applyModel } from "../src/app/apply-model.ts";
import { followAll } from "../src/app/follow.ts";
import { load } from "../src/app/load/load.ts";
import { verify } from "../src/app/verify/verify.ts";
import type { ModelFile } from "../src/core/model/model.ts";
import { type RunningServer, startServer } from "../src/main.ts";
import { accountsOf, batchesOf, systems } from "./accounts.ts";
import { rowsPerBatch } from "./first-load.ts";

export type Order =
  | { readonly kind: "start"; readonly folder: string }
  | { readonly kind: "apply"; readonly files: readonly ModelFile[] }
  | { readonly kind: "load"; readonly records: number }
  | { readonly kind: "verify" }
  | { readonly kind: "stop" };

/** What an order is answered with, as numbers and texts. */
export type Answer = Readonly<Record<string, string | number>>;

const actor = "bench";
let server: RunningServer | null = null;

process.on("message", (message) => {
  void answer(message as Order).then(
    (done) => {
      process.send?.(done);
      if ((message as Order).kind === "stop") process.disconnect();
    },
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});

async function answer(order: Order): Promise<Answer> {
  if (order.kind === "start") return start(order.folder);
  if (server === null) throw new Error("The server is to be started first.");
  const { hub } = server.product;
  switch (order.kind) {
    case "apply":
      await applyModel(hub, { files: order.files, actor });
      return {};
    case "load":
      return loadAccounts(server, order.records);
    case "verify": {
      await followAll(hub);
      const { fault, entries, leavesPerSecond, seconds } = await verify(hub, {
        isActor: (actor) => actor === "bench",
      });
      if (fault !== null) throw new Error(`Verification finds: ${fault.message}`);
      return { entries, leavesPerSecond, seconds };
    }
    case "stop":
      await server.stop();
      return {};
    default:
      return order satisfies never;
  }
}

async function start(folder: string): Promise<Answer> {
  server = await startServer({
    dataDir: folder,
    databaseUrl: null,
    listen: { host: "127.0.0.1", port: 0 },
    modelDir: null,
    logLevel: "warn",
    masterKey: null,
  });
  const { hub } = server.product;
  const grants = [{ role: "admin", domains: null }] as const;
  const { token } = await createToken(hub, { actor, name: actor, grants, expiresAt: null });
  return { url: server.url, databaseUrl: server.databaseUrl, token };
}

async function loadAccounts({ product: { hub } }: RunningServer, records: number): Promise<Answer> {
  const started = performance.now();
  for (const system of systems) {
    const accounts = accountsOf(system, records);
    await load(hub, {
      source: system,
      rows: async function* () {
        for (let from = 0; from < accounts.length; from += rowsPerBatch)
          yield* batchesOf(system, accounts.subarray(from, from + rowsPerBatch), rowsPerBatch);
      },
      format: "jsonl",
      actor,
      ...plainly,
    });
  }
  return { seconds: (performance.now() - started) / 1000 };
}
