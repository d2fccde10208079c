import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, open, readFile, realpath, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { invariant, refuse } from "../../errors.ts";
import { databaseLogBytesMax, databaseStartMs, databaseStopMs, pollMs } from "../../limits.ts";
import { accountFor } from "./account.ts";
import { type Binaries, binariesFor, reachableTemporaryFolder } from "./binaries.ts";
import { type Cluster, clusterArguments, prepareCluster } from "./cluster.ts";
import { lockFolder } from "./lock.ts";
import { endOrphan, postmasterLines } from "./orphan.ts";
import { prepareRole } from "./role.ts";
import { type Settings, writeSettings } from "./settings.ts";
import { watch } from "./watchdog.ts";

/** A PostgreSQL of our own, running. It ends with this process, however that ends. */
export interface PostgresServer {
  /** Connects as `bailiwick`, the owner of the database `bailiwick`; carries the password. */
  readonly url: string;
  /** Connects as PostgreSQL's superuser. */
  readonly adminUrl: string;
  readonly pid: number;
  /** Settles when PostgreSQL is over, whoever ended it. */
  readonly exited: Promise<void>;
  /** An orderly stop; returns when no process of the server is left. May be called twice. */
  readonly stop: () => Promise<void>;
  /** Ends PostgreSQL as a power cut would, for tests of that. */
  readonly kill: () => Promise<void>;
}

export interface PostgresOptions {
  /** Ours alone: the cluster, its password, its log and the lock are kept in it. */
  readonly dataDir: string;
  /** Added to our settings; tests give up durability here. */
  readonly settings?: Settings;
}

/** Starts PostgreSQL on a data folder, which is made at the first start. Refused where another one runs on it. */
export async function startPostgres({ dataDir, settings = {} }: PostgresOptions): Promise<PostgresServer> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const home = await realpath(dataDir);
  const lock = lockFolder(home);
  const release: (() => Promise<void>)[] = [async () => lock.release()];
  try {
    const folder = join(home, "postgres");
    const account = await accountFor(folder);
    const binaries = await binariesFor(account);
    release.push(binaries.release);
    const cluster = await prepareCluster(folder, account, binaries);
    await endOrphan(cluster);
    const socket = await socketFolder(cluster);
    release.push(socket.release);
    await writeSettings(cluster, socket.setting, settings);
    const running = await run(cluster, binaries, join(home, "postgres.log"));
    const adminUrl = urlOf("postgres", cluster.password, socket.folder, "postgres");
    await prepareRole(adminUrl, cluster.password);
    return server(running, cluster, socket.folder, release);
  } catch (error) {
    await releaseAll(release);
    throw error;
  }
}

function server(
  running: Running,
  { password }: Cluster,
  socketFolder: string,
  release: (() => Promise<void>)[],
): PostgresServer {
  const exited = running.exited.then(() => releaseAll(release));
  return {
    url: urlOf("bailiwick", password, socketFolder, "bailiwick"),
    adminUrl: urlOf("postgres", password, socketFolder, "postgres"),
    pid: running.pid,
    exited,
    stop: async () => {
      await running.end("SIGINT");
      await exited;
    },
    kill: async () => {
      await running.end("SIGKILL");
      await exited;
    },
  };
}

async function releaseAll(release: readonly (() => Promise<void>)[]): Promise<void> {
  for (const one of release.toReversed()) await one();
}

function urlOf(user: string, password: string, socketFolder: string, database: string): string {
  return `postgresql://${user}:${password}@/${database}?host=${encodeURIComponent(socketFolder)}`;
}

/** Bytes of the path of a socket: what the kernels take, less the name that PostgreSQL adds to its folder. */
const socketFolderBytesMax = 103 - "/.s.PGSQL.5432".length;

/** Where nobody but the account can reach the socket: the cluster itself, unless its path is too long for one. */
async function socketFolder({ folder, account }: Cluster) {
  if (Buffer.byteLength(folder) <= socketFolderBytesMax) {
    return { folder, setting: ".", release: async () => {} };
  }
  const temporary = await reachableTemporaryFolder(account);
  return {
    folder: temporary,
    setting: temporary,
    release: () => rm(temporary, { recursive: true, force: true }),
  };
}

interface Running {
  readonly pid: number;
  readonly exited: Promise<void>;
  readonly end: (signal: "SIGINT" | "SIGKILL") => Promise<void>;
}

async function run(cluster: Cluster, binaries: Binaries, logFile: string): Promise<Running> {
  for (const began = Date.now(); ; ) {
    const from = await setLogAside(logFile);
    const child = await spawnPostgres(cluster, binaries, logFile);
    const exited = over(child);
    const { pid } = child;
    invariant(pid !== undefined, "a spawned process has an id");
    const watchdog = watch(pid, cluster.account);
    void exited.then(watchdog.dismiss);
    if (await isReady(cluster, child, exited))
      return { pid, exited, end: (signal) => end(child, exited, signal) };
    const words = (await readFile(logFile)).subarray(from).toString("utf8");
    // What a killed server leaves behind ends by itself, but not at once.
    const leftOver = /pre-existing shared memory block|lock file "postmaster.pid" already exists/.test(words);
    if (!leftOver || Date.now() - began > databaseStopMs) refuseStart(logFile, words);
    await pause(pollMs * 5);
  }
}

function refuseStart(logFile: string, words: string): never {
  const last = words.trim().split("\n").slice(-5).join("\n");
  refuse("database-not-started", `The database did not start. Its last words:\n${last}`, {
    hint: `All of them are in ${logFile}.`,
  });
}

/** In a session of its own: an interrupt typed at the terminal is for us, who then stop the server in order. */
async function spawnPostgres(cluster: Cluster, binaries: Binaries, logFile: string): Promise<ChildProcess> {
  const { path, options } = clusterArguments(cluster);
  const log = await open(logFile, "a", 0o600);
  try {
    const child = spawn(binaries.postgres, ["-D", path], {
      ...options,
      detached: true,
      stdio: ["ignore", log.fd, log.fd],
    });
    await once(child, "spawn");
    child.unref();
    return child;
  } finally {
    await log.close();
  }
}

function over(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => child.once("exit", () => resolve()));
}

async function isReady(cluster: Cluster, child: ChildProcess, exited: Promise<void>): Promise<boolean> {
  let isOver = false;
  void exited.then(() => {
    isOver = true;
  });
  for (let waited = 0; waited < databaseStartMs && !isOver; waited += pollMs) {
    const lines = await postmasterLines(cluster.folder);
    if (lines[0] === String(child.pid) && lines[7] === "ready") return true;
    await pause(pollMs);
  }
  if (!isOver) await end(child, exited, "SIGKILL");
  return false;
}

async function end(child: ChildProcess, exited: Promise<void>, signal: "SIGINT" | "SIGKILL"): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return exited;
  child.ref();
  child.kill(signal);
  const timer = setTimeout(() => child.kill("SIGKILL"), databaseStopMs);
  await exited;
  clearTimeout(timer);
}

/** The size of the log, from which the words of this start follow. */
async function setLogAside(logFile: string): Promise<number> {
  const size = await stat(logFile).then(
    (found) => found.size,
    (error: unknown) => {
      if (error instanceof Error && "code" in error && error.code === "ENOENT") return 0;
      throw error;
    },
  );
  if (size < databaseLogBytesMax) return size;
  await rename(logFile, `${logFile}.1`);
  return 0;
}
