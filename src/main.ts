import { tmpdir } from "node:os";
import { join } from "node:path";
import { type DestinationStream, type Logger, pino } from "pino";
import { Authenticator } from "./app/access/authenticate.ts";
import { newSecret } from "./app/access/secret.ts";
import { createFirstToken } from "./app/access/tokens.ts";
import { productActor } from "./app/actors.ts";
import { type AppliedModel, applyModel } from "./app/apply-model.ts";
import type { Hub } from "./app/hub.ts";
import { openHub } from "./app/open-hub.ts";
import type { Product } from "./app/product.ts";
import { recoverRuns, recoverSpool } from "./app/runs/recover-runs.ts";
import { type GivenFile, type Started, startFromFiles } from "./app/start/start-from-files.ts";
import { type Config, keyFileOf, readConfig, serverFileOf, spoolFolderOf } from "./config/config.ts";
import { home, version } from "./config/home.ts";
import { readModelFolder } from "./config/model-folder.ts";
import { makeDataFolder } from "./config/new-folder.ts";
import { dropServerFile, writeServerFile } from "./config/server-file.ts";
import { formatOfFile, readFileRows } from "./connectors/file/file.ts";
import { readRows } from "./connectors/file/read-rows.ts";
import { Refused } from "./errors.ts";
import { listenAt } from "./http/listen.ts";
import { makeMetrics } from "./http/metrics.ts";
import { buildServer, closeServer } from "./http/server.ts";
import { type RunningJob, startJob } from "./jobs/job.ts";
import { jobsOf } from "./jobs/jobs.ts";
import { type MasterKeyPlace, openMasterKey } from "./sealing/master-key-file.ts";
import type { Database } from "./store/db.ts";
import { migrate, readMigrations } from "./store/migrate.ts";
import { openDatabase } from "./store/open-database.ts";
import { anythingSealed } from "./store/secrets.ts";
import { startDatabase } from "./store/server/start.ts";

/** A server that listens, in this process. */
export interface RunningServer {
  /** `http://127.0.0.1:7420`. */
  readonly url: string;
  /** The token for everything that was made at the first start; `null` at any other. It is shown nowhere again. */
  readonly firstToken: string | null;
  /** A token for everything that lives as long as this process and is stored nowhere. */
  readonly ownToken: string;
  /** What putting the model folder in force came to; `null` where none was given. */
  readonly model: AppliedModel | null;
  readonly product: Product;
  /** The database that it runs on. */
  readonly databaseUrl: string;
  /** Settles when the embedded database is over unasked. */
  readonly databaseExited: Promise<void>;
  /** Ends what is under way in order: requests, jobs, connections, the database that it started. May be called twice. */
  readonly stop: () => Promise<void>;
}

/** Starts everything, wired by hand from top to bottom. What was started is ended again where a later step fails. */
export async function startServer(
  config: Config,
  logTo: DestinationStream = pino.destination({ fd: 2, sync: true }),
): Promise<RunningServer> {
  const logger = pino({ level: config.logLevel, base: null }, logTo);
  const started: (() => Promise<void>)[] = [];
  const stopAll = onceOnly(async () => {
    for (const stop of started.toReversed()) await stop();
  });
  try {
    await makeDataFolder(config.dataDir);
    const server = await startDatabase({ url: config.databaseUrl, dataDir: config.dataDir });
    started.push(server.stop);
    await migrate(server.url, await readMigrations(join(home, "migrations")));
    const database = openDatabase({ url: server.url });
    started.push(() => database.close());

    const product = await openProduct(config, database);
    const { hub, authenticator } = product;
    const ended = await recoverRuns(hub);
    await recoverSpool(hub, product.spoolFolder);
    if (ended > 0) logger.warn({ runs: ended }, "runs were ended that an earlier process left behind");
    const model = await applyFolder(hub, config.modelDir);
    const ownToken = adoptOwnToken(authenticator);
    started.push(startJobs(hub, logger));
    const url = await listen(config, product, logger, started);
    const firstToken = await createFirstToken(hub);
    if (config.forOneCommand !== true) {
      await writeServerFile(serverFileOf(config.dataDir), {
        url,
        token: ownToken,
        pid: process.pid,
        version,
      });
      started.push(() => dropServerFile(serverFileOf(config.dataDir)));
    }
    const { url: databaseUrl, exited: databaseExited } = server;
    return { url, firstToken, ownToken, model, product, databaseUrl, databaseExited, stop: stopAll };
  } catch (error) {
    await stopAll();
    throw error;
  }
}

async function openProduct(config: Config, database: Database): Promise<Product> {
  const masterKey: MasterKeyPlace = { file: keyFileOf(config), env: masterKeyEnv(config) };
  const ifMissing = (await anythingSealed(database.reader)) ? "refuse" : "create";
  const hub = await openHub({ database, master: openMasterKey({ ...masterKey, ifMissing }) });
  const spoolFolder = spoolFolderOf(config);
  return { hub, authenticator: new Authenticator(hub), readRows, spoolFolder, masterKey, version };
}

const masterKeyEnv = ({ masterKey }: Config): MasterKeyPlace["env"] =>
  masterKey === null
    ? {}
    : {
        BAILIWICK_MASTER_KEY: masterKey.current,
        BAILIWICK_MASTER_KEY_PREVIOUS: masterKey.previous ?? undefined,
      };

/** The model of the folder, in force; unchanged it changes nothing. */
async function applyFolder(hub: Hub, folder: string | null): Promise<AppliedModel | null> {
  if (folder === null) return null;
  return applyModel(hub, { files: await readModelFolder(folder), actor: productActor });
}

/** For commands on the same data: whoever may read the data folder holds its keys anyway. */
function adoptOwnToken(authenticator: Authenticator): string {
  const secret = newSecret();
  authenticator.adopt(secret, {
    id: productActor,
    name: "local",
    grants: [{ role: "admin", domains: null }],
  });
  return secret;
}

function startJobs(hub: Hub, logger: Logger): () => Promise<void> {
  const jobs: readonly RunningJob[] = jobsOf(hub).map((job) => startJob(job, logger));
  const [follow] = jobs;
  const unsubscribe = hub.writer.onCommit(({ follows }) => {
    if (follows) follow?.wake();
  });
  return async () => {
    unsubscribe();
    await Promise.all(jobs.map((job) => job.stop()));
  };
}

async function listen(
  config: Config,
  product: Product,
  logger: Logger,
  started: (() => Promise<void>)[],
): Promise<string> {
  const stopping = new AbortController();
  const server = buildServer({ product, logger, metrics: makeMetrics(), stopping: stopping.signal });
  started.push(async () => {
    stopping.abort();
    await closeServer(server);
  });
  return listenAt(server, config.listen);
}

function onceOnly(run: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  return () => {
    running ??= run();
    return running;
  };
}

/** Guesses a model from files and rehearses it on them, without a server; see `startFromFiles`. */
export function startModelFrom(
  files: readonly GivenFile[],
  options: { readonly entity: string | null; readonly tell: (what: string) => void },
): Promise<Started> {
  const reading = { batchRows: 1_000, spoolFolder: tmpdir() };
  return startFromFiles(
    { format: formatOfFile, rows: (path, format) => readFileRows(path, format, reading) },
    files,
    options,
  );
}

/** Runs a server until it is told to end; a second signal ends it at once. */
async function main(): Promise<void> {
  const server = await startServer(readConfig(process.env));
  process.stdout.write(`Bailiwick ${version} listens at ${server.url} (documents: ${server.url}/docs)\n`);
  if (server.firstToken !== null) {
    process.stdout.write(`The first token, for everything, shown this once:\n  ${server.firstToken}\n`);
  }
  let ending = false;
  const end = (code: number) => {
    ending = true;
    process.once("SIGINT", () => process.exit(130));
    server.stop().then(
      () => process.exit(code),
      (error: unknown) => fail(error),
    );
  };
  process.once("SIGINT", () => end(0));
  process.once("SIGTERM", () => end(0));
  server.databaseExited.then(() => {
    if (ending) return;
    process.stderr.write("The database ended unasked; see postgres.log in the data folder.\n");
    end(1);
  });
}

function fail(error: unknown): void {
  if (error instanceof Refused) {
    const { message, hint } = error.refusal;
    process.stderr.write(`${message}\n${hint === undefined ? "" : `${hint}\n`}`);
  } else {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  }
  process.exitCode = 1;
}

if (import.meta.main) main().catch(fail);
